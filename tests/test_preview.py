"""`serve`: for this machine only, the files on disk untouched, built again on each save, errors shown on the page."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from new_bulletins import FIRST, filled_project, install_bulletin, small_project
from serving import running

from liandong.model.bulletin import open_bulletin
from liandong.office.workbook.writing import export_workbook
from liandong.preview import Preview, PreviewServer, snapshot, wait_for_change
from liandong.preview.rebuilding import State
from liandong.preview.server import SCRIPT_TAG, with_script
from liandong.preview.workbook import take_in
from liandong.site.reading import read_site_file
from liandong.verbs import cli

PAGE = b"<!DOCTYPE html><html><body><p>1</p></body></html>"
SECRET = "不在网站里"


@pytest.fixture
def root(tmp_path) -> Path:
    """Returns a project with a built site of a few files, and files beside it that must not be served."""
    site = tmp_path / "_build" / "html"
    (site / "book").mkdir(parents=True)
    (site / "_static").mkdir()
    for name in ("index.html", "book/a.html"):
        (site / name).write_bytes(PAGE)
    (site / "_static" / "a.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret.csv").write_text(SECRET, encoding="utf-8")
    (tmp_path / "_build" / "secret.html").write_text(SECRET, encoding="utf-8")
    return tmp_path


@pytest.fixture
def preview(root) -> Preview:
    """Returns a preview whose checks and builds find nothing wrong and do nothing."""
    return Preview(root, check=lambda _: "", build=lambda _: "")


@pytest.fixture
def server(preview):
    """Yields a running server on a free port."""
    server = PreviewServer(preview, 0)
    with running(server):
        yield server


def ask(server: PreviewServer, path: str, method: str = "GET", **headers: str) -> tuple[int, dict, bytes]:
    """Returns status, headers and body of an answer; the path is sent as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


class TestServer:
    """What is served, and to whom."""

    def test_a_page_comes_with_the_script_and_stays_without_on_disk(self, server, root):
        """The script is in the served copy only."""
        status, headers, body = ask(server, "/book/a.html")
        assert status == 200 and headers["Content-Type"].startswith("text/html")
        assert body.count(SCRIPT_TAG) == 1 and body.replace(SCRIPT_TAG, b"") == PAGE
        assert (root / "_build/html/book/a.html").read_bytes() == PAGE

    def test_the_home_page_and_other_files(self, server):
        """The root is index.html; a style sheet comes as it is, with its type; HEAD has no body; nothing is cached."""
        assert ask(server, "/")[2] == with_script(PAGE)
        status, headers, body = ask(server, "/_static/a.css?v=1")
        assert (status, body) == (200, b"p {}") and headers["Content-Type"].startswith("text/css")
        assert headers["Cache-Control"] == "no-store"
        assert ask(server, "/book/a.html", "HEAD")[2] == b""

    @pytest.mark.parametrize(
        "path",
        [
            "/../secret.html", "/..%2fsecret.html", "/%2e%2e/secret.html", "/book/../../secret.html", "//etc/passwd", "/etc/passwd",
            "/..\\secret.html", "/%2e%2e%5csecret.html", "/book/%00", "/C:/Windows/win.ini", "/../../data/secret.csv", "/./../secret.html",
            "/file:///etc/passwd",
        ],
    )
    def test_nothing_outside_the_site_is_served(self, server, path):
        """Whatever the path is written like, it does not lead out."""
        status, _, body = ask(server, path)
        assert status == 404 and SECRET.encode() not in body

    def test_a_link_that_leads_out_is_not_followed(self, server, root):
        """A link inside the site to a place outside is no file of the site."""
        link = root / "_build/html/book/link.csv"
        try:
            link.symlink_to(root / "data" / "secret.csv")
        except OSError:
            link.write_text("", encoding="utf-8")  # Windows without the right to make links: nothing to follow
        assert SECRET.encode() not in ask(server, "/book/link.csv")[2]

    @pytest.mark.parametrize("path", ["/book", "/book/", "/_static/", "/_static"])
    def test_folders_are_not_listed(self, server, path):
        """A folder without index.html is nothing that can be opened."""
        status, _, body = ask(server, path)
        assert status == 404 and b"a.html" not in body and b"a.css" not in body

    @pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1:1", ""])
    def test_other_hosts_are_refused(self, server, host):
        """A page of another site whose name points to this machine gets nothing."""
        for path in ("/", "/__liandong/state"):
            status, _, body = ask(server, path, Host=host)
            assert status == 403 and b"<p>" not in body

    def test_it_listens_on_this_machine_only(self, server):
        """The socket is bound to the loopback address."""
        assert server.server_address[0] == "127.0.0.1"

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
    def test_nothing_can_be_sent(self, server, method):
        """Only reading is answered."""
        assert ask(server, "/", method)[0] == 501

    def test_before_the_first_site(self, tmp_path):
        """Without a site the home page says so and waits for it; any other page is missing."""
        server = PreviewServer(Preview(tmp_path), 0)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            status, _, body = ask(server, "/")
            assert status == 200 and SCRIPT_TAG in body and "还没有生成" in body.decode()
            assert ask(server, "/book/a.html")[0] == 404
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def test_while_the_site_is_swapped(self, root):
        """Between the two renames of a swap a reader waits for the new site instead of being told that there is none."""
        site = root / "_build" / "html"
        site.rename(site.with_name("html.old"))
        timer = threading.Timer(0.1, lambda: site.with_name("html.old").rename(site))
        timer.start()
        assert read_site_file(site, "index.html") == PAGE
        timer.join()

    def test_the_script_without_a_body_tag(self):
        """A page without </body> gets the script at its end; one with two gets it at the last."""
        assert with_script(b"x") == b"x" + SCRIPT_TAG
        assert with_script(b"</body>y</body>") == b"</body>y" + SCRIPT_TAG + b"</body>"


class TestState:
    """What the browser is told."""

    def test_a_good_build_raises_the_version(self, preview, server):
        """Pages reload when, and only when, there is a new site."""
        preview.rebuild()
        first = json.loads(ask(server, "/__liandong/state")[2])
        preview.rebuild()
        assert json.loads(ask(server, "/__liandong/state")[2]) == {"version": first["version"] + 1, "building": False, "message": ""}

    @pytest.mark.parametrize(("found", "wrong"), [("表里有错", ""), ("", "页面有错")])
    def test_errors_are_told_and_the_version_stays(self, root, found, wrong):
        """A failing check, or a failing build, leaves the version and says why, until the next good build."""
        answers = iter([(found, wrong), ("", "")])
        now = ("", "")

        def check(_root):
            nonlocal now
            now = next(answers)
            return now[0]

        preview = Preview(root, check=check, build=lambda _: now[1])
        state = preview.rebuild()
        assert state.version == 0 and (found or wrong) in state.message and not state.building
        assert preview.rebuild().message == ""

    def test_a_failing_check_builds_nothing(self, root):
        """With an error in the data no build is tried."""
        built = []
        Preview(root, check=lambda _: "错", build=lambda _: built.append(1) or "").rebuild()
        assert built == []

    def test_an_accident_does_not_end_the_preview(self, root):
        """An exception of a check is told on the page; the preview goes on."""
        preview = Preview(root, check=lambda _: 1 / 0, build=lambda _: "")
        assert "ZeroDivisionError" in preview.rebuild().message


class TestWorkbook:
    """A workbook is taken in on each save of it, and only then."""

    def test_only_a_saved_workbook_is_taken_in(self, root):
        """Another file's save does not bring an older workbook back over the tables."""
        taken = []
        book = root / "t.xlsx"
        preview = Preview(root, lambda _: "", lambda _: "", book, lambda _root, path: taken.append(path) or "")
        preview.rebuild()
        preview.rebuild(["data/a.csv"])
        assert taken == []
        assert preview.rebuild([str(book.resolve())]).version == 3
        assert taken == [book.resolve()]

    def test_a_refused_workbook_is_told_until_it_is_saved_again(self, root):
        """The site goes on with the tables as they are; the workbook's errors stay on the page until its next save."""
        answers = iter(["工作簿有错", ""])
        book = root / "t.xlsx"
        preview = Preview(root, lambda _: "", lambda _: "", book, lambda *_: next(answers))
        saved = [str(book.resolve())]
        assert preview.rebuild(saved).message == "工作簿有错"
        assert preview.rebuild(["data/a.csv"]) == State(2, False, "工作簿有错")
        assert preview.rebuild(saved).message == ""

    def test_its_save_is_noticed(self, root, tmp_path_factory):
        """A workbook outside the project is watched by its own path."""
        book = tmp_path_factory.mktemp("desk") / "t.xlsx"
        book.write_bytes(b"1")
        before = snapshot(root, book)
        book.write_bytes(b"12")
        assert wait_for_change(root, before, book, sleep=lambda _: None)[1] == [str(book)]

    def test_it_is_written_into_the_tables_or_refused(self, tmp_path):
        """A changed cell of an exported workbook reaches the table; a workbook with a bad cell leaves it as it is and is told."""
        root = small_project(tmp_path / "project")
        install_bulletin(root, FIRST)
        table = root / "data" / "bulletins" / FIRST / "tables" / "channels.csv"
        book = tmp_path / "t.xlsx"
        book.write_bytes(export_workbook(open_bulletin(FIRST, root)))
        before = table.read_bytes()
        assert take_in(root, book, say=lambda _: None) == "" and table.read_bytes() == before
        name = before.decode().splitlines()[1].split(",")[1]
        assert replace_cell(book, name, "改名的虚构渠道")
        told = []
        assert take_in(root, book, say=told.append) == ""
        assert "改名的虚构渠道" in table.read_text(encoding="utf-8") and "改名的虚构渠道" in told[0]
        after = table.read_bytes()
        assert replace_cell(book, 31, "三十一")
        assert "E203" in take_in(root, book, say=told.append)
        assert table.read_bytes() == after

    def test_a_missing_workbook_is_wrong_use(self, tmp_path, capsys):
        """A path without a file is told at once."""
        assert cli.main(["serve", "--workbook", str(tmp_path / "none.xlsx")]) == 2
        assert capsys.readouterr().out.startswith("错误 KB001：")


def replace_cell(path: Path, old, new) -> bool:
    """Tells whether a cell of a workbook held ``old``; the first one now holds ``new``."""
    workbook = openpyxl.load_workbook(path)
    for page in workbook.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value == old:
                    cell.value = new
                    workbook.save(path)
                    return True
    return False


class TestWatching:
    """Which saves are noticed."""

    def watched(self, tmp_path: Path) -> Path:
        """Returns a project with one table and one page."""
        for name in ("data/a.csv", "book/a.md", "_config.yml", "_toc.yml"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("1", encoding="utf-8")
        return tmp_path

    @pytest.mark.parametrize("name", ["data/a.csv", "book/a.md", "_config.yml", "_toc.yml", "data/new.csv", "book/_static/x.css"])
    def test_a_save_is_noticed(self, tmp_path, name):
        """Changed and new files of data, book and settings count."""
        root = self.watched(tmp_path)
        before = snapshot(root)
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("12", encoding="utf-8")
        assert wait_for_change(root, before, sleep=lambda _: None)[1] == [name]

    def test_a_removed_file_is_noticed(self, tmp_path):
        """So does a file that is gone."""
        root = self.watched(tmp_path)
        before = snapshot(root)
        (root / "data/a.csv").unlink()
        assert wait_for_change(root, before, sleep=lambda _: None)[1] == ["data/a.csv"]

    @pytest.mark.parametrize("name", ["data/~$a.xlsx", "data/.~lock.a.csv#", "data/a.csv~", "book/.a.md.swp", "_build/html/a.html", "data/a.tmp"])
    def test_what_programs_leave_beside_is_not(self, tmp_path, name):
        """Lock files, backups and the site itself start no build."""
        root = self.watched(tmp_path)
        before = snapshot(root)
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
        assert snapshot(root) == before

    def test_a_file_that_is_still_written_is_waited_for(self, tmp_path):
        """A build starts only when two looks in a row see the same."""
        root = self.watched(tmp_path)
        before = snapshot(root)
        sizes = iter(range(2, 5))
        writes = []

        def sleep(_seconds):
            size = next(sizes, None)
            if size:
                writes.append(size)
                (root / "data/a.csv").write_text("x" * size, encoding="utf-8")

        after, _ = wait_for_change(root, before, sleep=sleep)
        assert writes == [2, 3, 4] and after["data/a.csv"][1] == 4


class TestVerb:
    """The verb."""

    @pytest.mark.parametrize("port", ["x", "-1", "65536", "１", "8.5", ""])
    def test_a_port_is_a_number(self, port, capsys):
        """Anything else is wrong use."""
        assert cli.main(["serve", f"--port={port}"]) == 2
        assert capsys.readouterr().out.startswith("错误 KB001：")

    def test_a_taken_port_is_told(self, server, capsys):
        """A port in use is SRV001 with the remedy, and 1."""
        assert cli.main(["serve", "--no-browser", "--port", str(server.server_address[1])]) == 1
        message = capsys.readouterr().out
        assert message.startswith("错误 SRV001：") and "--port 0" in message

    @pytest.mark.thorough
    @pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process on Windows")
    def test_from_save_to_browser(self, tmp_path):
        """A real run: the site is served; a save makes a new version; a bad table is told on the page while the old site stays; Ctrl-C ends it with 0."""
        root = filled_project(tmp_path / "project", FIRST)
        program = "import sys; from pathlib import Path; from liandong.verbs import cli; cli.ROOT = Path(sys.argv[1]); sys.exit(cli.main(sys.argv[2:]))"
        environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-c", program, str(root), "serve", "--port", "0", "--no-browser"]
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
        try:
            address = child.stdout.readline().split("（")[0].removeprefix("预览：")
            port = int(address.rstrip("/").rpartition(":")[2])
            threading.Thread(target=child.stdout.read, daemon=True).start()

            def get(path: str) -> bytes:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                connection.request("GET", path)
                return connection.getresponse().read()

            def wait(condition) -> dict:
                until = time.monotonic() + 120
                while time.monotonic() < until:
                    state = json.loads(get("/__liandong/state"))
                    if condition(state):
                        return state
                    time.sleep(0.2)
                raise AssertionError(state)

            assert wait(lambda state: state["version"] == 1 or state["message"])["message"] == ""
            page = f"/book/bulletins/{FIRST}/practice.html"
            table = root / "data" / "bulletins" / FIRST / "tables" / "channels.csv"
            good = table.read_text(encoding="utf-8")
            name = good.splitlines()[1].split(",")[1]
            assert name in get(page).decode()
            table.write_text(good.replace(name, "新的虚构渠道"), encoding="utf-8")
            wait(lambda state: state["version"] == 2)
            assert "新的虚构渠道" in get(page).decode()
            table.write_text(good.replace(",31,", ",三十一,"), encoding="utf-8")
            assert "E203" in wait(lambda state: state["message"])["message"]
            assert "新的虚构渠道" in get(page).decode()
            child.send_signal(signal.SIGINT)
            assert child.wait(120) == 0
        finally:
            child.kill()
            child.wait()
