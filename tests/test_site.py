"""The site: built aside, strictly, and swapped in whole."""

import io
import json
import logging
import os
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from myst_nb.core.execute.base import ExecutionError
from nbclient.exceptions import CellExecutionError

from liandong import site
from liandong.data.files import REASONS
from liandong.data.folders import finish_swap
from liandong.run.inputs import fingerprint
from liandong.run.progress import Progress
from liandong.site.child import Reporter
from liandong.site.launch import Told

SCRIPTS = Path(site.__file__).parents[2]
KILLS = 50
BUILD = """
import sys
from collections import defaultdict
from pathlib import Path
from liandong.run.progress import Progress
from liandong.site import build_site
with Progress("site") as progress:
    build_site(Path(sys.argv[1]), progress=progress)
"""
CONFIG = """\
title: 试验
only_build_toc_files: true
exclude_patterns: [".*", "_build"]
execute:
  execute_notebooks: "off"
"""
TOC = """\
format: jb-book
root: book/index
chapters:
- file: book/second
"""


@pytest.fixture
def book(tmp_path):
    """A book of two pages, in a path with a space and Chinese characters."""
    root = tmp_path / "联动 监督"
    (root / "book").mkdir(parents=True)
    (root / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (root / "_toc.yml").write_text(TOC, encoding="utf-8")
    (root / "book" / "index.md").write_text("# 首页\n\n第一版。\n", encoding="utf-8")
    (root / "book" / "second.md").write_text("# 第二页\n\n正文。\n", encoding="utf-8")
    return root


def build(root: Path) -> tuple[site.BuildResult, str]:
    """Return the result of a build and what its progress printed."""
    stream = io.StringIO()
    with Progress("生成", stream) as progress:
        result = site.build_site(root, progress=progress)
    return result, stream.getvalue()


def home_page(root: Path) -> str:
    """Return the live first page."""
    return (root / "_build" / "html" / "book" / "index.html").read_text(encoding="utf-8")


def tree(root: Path) -> dict[str, bytes]:
    """Return the live site's files with their bytes."""
    live = root / "_build" / "html"
    return {path.relative_to(live).as_posix(): path.read_bytes() for path in live.rglob("*") if path.is_file()}


def edit(root: Path, text: str) -> None:
    """Give the first page another body."""
    (root / "book" / "index.md").write_text(f"# 首页\n\n{text}\n", encoding="utf-8")


class TestBuild:
    """Real builds of a toy book."""

    def test_life_of_a_site(self, book):
        """A good build goes live; a warning fails, twice alike, and keeps the live site; the mended book goes live."""
        result, printed = build(book)
        assert result.ok, site.render_build_result(result, book)
        assert "book/second" in printed and "100%" in printed
        assert "第一版" in home_page(book)
        assert {path.name for path in (book / "_build").iterdir()} >= {"html", "stage", "logs"}
        assert not (book / "_build" / "html.new").exists() and not (book / "_build" / "html.old").exists()

        edit(book, "第二版，[断链](#nowhere)。")
        first, second = build(book)[0], build(book)[0]
        assert first.problems == second.problems
        assert [(problem.file, problem.line) for problem in first.problems] == [("book/index.md", 3)]
        message = site.render_build_result(first, book)
        assert "SITE201" in message and "book/index.md，第 3 行" in message and "nowhere" in message
        assert "_build/logs/build.log" in message
        assert "第一版" in home_page(book)

        edit(book, "第三版。")
        assert build(book)[0].ok
        assert "第三版" in home_page(book)

    @pytest.mark.thorough
    def test_a_process_that_waited_gives_the_same_site(self, book):
        """Started in advance it is used once, tells the same steps, and every byte is that of a process started for the build."""
        waiting = site.prepare_build(book)
        stream = io.StringIO()
        with Progress("生成", stream) as progress:
            assert site.build_site(book, progress=progress, check=lambda root: [], waiting=waiting).ok
        assert "book/second" in stream.getvalue()
        assert waiting.take() is None
        warm = tree(book)
        shutil.rmtree(book / "_build")
        assert build(book)[0].ok
        assert tree(book) == warm

    def test_a_process_that_waits_ends_with_whom_it_waits_for(self, book):
        """Nobody tells it to begin: it leaves without having built anything."""
        waiting = site.prepare_build(book)
        waiting._child.communicate()
        assert waiting._child.returncode == 0
        assert waiting.take() is None
        assert not (book / "_build" / "stage").exists()

    def test_broken_contents_file(self, book):
        """Where Jupyter Book gives up without file and line, the end of its output is shown and nothing goes live."""
        (book / "_toc.yml").write_text("format: nothing\n", encoding="utf-8")
        result, printed = build(book)
        assert result.failure == "crashed"
        message = site.render_build_result(result, book)
        assert "SITE202" in message and "Table of Contents" in message
        assert "未完成" in printed
        assert not (book / "_build" / "html").exists()

    def test_unwritable_output(self, book):
        """Where _build cannot be made, the message says where and why instead of a traceback."""
        (book / "_build").write_text("a file", encoding="utf-8")
        result, _ = build(book)
        message = site.render_build_result(result, book)
        assert not result.ok and "SITE203" in message and "_build" in message
        assert any(f"（{reason}）" in message.splitlines()[0] for reason in REASONS.values())


class TestProblems:
    """What the building process reports."""

    ROOT = Path(os.sep, "home", "书")

    @pytest.fixture
    def reporter(self):
        """Returns a reporter whose reports `problems` takes."""
        return Reporter(io.StringIO())

    def problems(self, reporter: Reporter, root: Path) -> list[site.BuildProblem]:
        """Returns the problems as the process that asked for the build has them."""
        told = Told(root)
        with Progress("生成", io.StringIO()) as progress:
            for line in reporter.stream.getvalue().splitlines():
                told.take(json.loads(line), progress)
        return told.problems

    def warn(self, reporter: Reporter, location: str | None, text: str, subtype: str = "") -> None:
        """Lets Sphinx's log hold a warning."""
        record = logging.makeLogRecord({"msg": text, "levelname": "WARNING", "location": location, "subtype": subtype})
        reporter.report_warning(record)

    @pytest.mark.parametrize(
        ("location", "problem"),
        [
            ("{root}/book/a.md:12", site.BuildProblem("book/a.md", 12, "x")),
            ("{root}/book/a.md", site.BuildProblem("book/a.md", None, "x")),
            (None, site.BuildProblem("", None, "x")),
            ("{root}/book/a.md:7:<autosummary>:2", site.BuildProblem("book/a.md:7:<autosummary>", 2, "x")),
        ],
    )
    def test_warnings(self, reporter, location, problem):
        """File, line and text of a warning, the file relative to the root."""
        self.warn(reporter, location and location.format(root=self.ROOT), "x")
        assert self.problems(reporter, self.ROOT) == [problem]

    def test_each_once(self, reporter):
        """The same warning told twice is one problem."""
        for _ in range(2):
            self.warn(reporter, f"{self.ROOT}/book/a.md:1", "x")
        assert len(self.problems(reporter, self.ROOT)) == 1

    def failure(self) -> CellExecutionError:
        """Returns a failed cell in Jupyter's words."""
        words = {"ename": "ZeroDivisionError", "evalue": "division by zero", "traceback": ["\x1b[31mZeroDivisionError\x1b[39m: division by zero"]}
        return CellExecutionError.from_cell_and_msg(nbformat.v4.new_code_cell("1/0"), words)

    def test_failing_cell_that_stops_the_build(self, reporter):
        """With raise_on_error the page and the cell with its error are found in the exception."""
        error = ExecutionError(f"{self.ROOT}/book/a.md")
        error.__cause__ = self.failure()
        reporter.report_error(error)
        (problem,) = self.problems(reporter, self.ROOT)
        assert problem.file == "book/a.md"
        assert problem.text.startswith("1/0") and problem.text.endswith("ZeroDivisionError: division by zero")

    def test_failing_cell_with_its_report(self, reporter, tmp_path):
        """Without raise_on_error the reason is what myst-nb notes of the page before its second warning."""
        page = f"{tmp_path}/book/a.md"
        noted = defaultdict(dict)
        reporter.app = SimpleNamespace(env=SimpleNamespace(path2doc=lambda file: "book/a", nb_metadata=noted))
        self.warn(reporter, page, "Executing notebook failed: CellExecutionError", "exec")
        noted["book/a"] = {"exec_data": {"traceback": f"Traceback ...\n{self.failure()}"}}
        self.warn(reporter, page, "Notebook exception traceback saved in: a.err.log", "exec")
        (problem,) = self.problems(reporter, tmp_path)
        assert problem.file == "book/a.md"
        assert "1/0" in problem.text and problem.text.endswith("ZeroDivisionError: division by zero")


class TestKills:
    """A build that is killed leaves the old site or the new one."""

    @pytest.mark.thorough
    def test_killed_at_random_moments(self, book):
        """SIGKILL at any moment: the live site is whole, old or new, and the next build succeeds."""
        whole = []
        # This toy lacks the extension that makes a build in a used stage equal to one in an empty stage.
        for used in (False, True):
            for text in ("第一版。", "第二版。"):
                if not used:
                    shutil.rmtree(book / "_build", ignore_errors=True)
                edit(book, text)
                assert build(book)[0].ok
                whole.append(tree(book))
        moments = random.Random(59)
        for kill in range(KILLS):
            # The other version each time, so that there is something to build.
            edit(book, "第一版。" if kill % 2 else "第二版。")
            (book / "_build" / "site.sha256").unlink(missing_ok=True)
            child = subprocess.Popen([sys.executable, "-c", BUILD, str(book)], env=os.environ | {"PYTHONPATH": str(SCRIPTS)})
            try:
                child.wait(timeout=moments.uniform(0.1, 4.5))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            finish_swap(book / "_build" / "html.new", book / "_build" / "html")
            assert tree(book) in whole, kill
        edit(book, "第三版。")
        assert build(book)[0].ok
        assert "第三版" in home_page(book)


class TestInputs:
    """What makes a site out of date."""

    @pytest.mark.parametrize("name", ["data/t.csv", "scripts/liandong/m.py", "book/index.md", "_config.yml"])
    def test_changed_input_changes_the_fingerprint(self, book, name):
        """Every input counts by its bytes, whatever its time stamp."""
        path = book / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
        os.utime(path, (1, 1))
        before = fingerprint(book)
        path.write_text("2", encoding="utf-8")
        os.utime(path, (1, 1))
        assert fingerprint(book) != before

    @pytest.mark.parametrize(
        "name", ["book/.ipynb_checkpoints/a.md", "scripts/liandong/__pycache__/m.pyc", "README.md"]
    )
    def test_other_files_do_not(self, book, name):
        """Caches and files that no page reads do not count."""
        before = fingerprint(book)
        path = book / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1", encoding="utf-8")
        assert fingerprint(book) == before


class TestEnvironment:
    """What surrounds a build."""

    def test_users_settings_stay_out(self, monkeypatch, tmp_path):
        """The user's Jupyter, locale and colour settings stay out of the build; what it writes goes below _build."""
        for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "IPYTHONDIR", "LANG", "LC_TIME", "FORCE_COLOR"):
            monkeypatch.setenv(name, "the user's")
        environment = site.build_environment(tmp_path)
        # Without a parent IPython leaves a folder for each page in the system's place for temporary files.
        assert Path(environment["IPYTHONDIR"]).parent == tmp_path
        assert "the user's" not in environment.values()
        written = [environment[f"JUPYTER_{kind}_DIR"] for kind in ("CONFIG", "DATA", "RUNTIME")]
        assert all(Path(path).is_relative_to(tmp_path) for path in [*written, environment["IPYTHONDIR"]])
        assert environment["PYTHONHASHSEED"] == "0" and environment["PYTHONUTF8"] == "1"
