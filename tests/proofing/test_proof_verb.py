"""`proof`: what it prints and writes, its exit codes, and that nothing of a draft is kept."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT
from documents import add_table, saved, word

from liandong.verbs import cli

WRONG = "清单问题43项，其中市级29项、县级15项。"
RIGHT = "清单问题43项，其中市级29项、县级14项。"


@pytest.fixture
def draft(tmp_path):
    """Returns a function that writes a text file and returns its path as an argument."""

    def write(text: str, name: str = "稿.txt") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def proof(*arguments: str) -> int:
    """Runs the verb in this process and returns its exit code."""
    return cli.main(["proof", *arguments])


class TestExitCodes:
    """0 clean, 1 findings, 2 wrong use."""

    def test_clean_and_findings(self, draft, capsys):
        """Figures that add up are confirmed with their arithmetic; figures that don't are told with place, sentence and arithmetic."""
        assert proof(draft(RIGHT)) == 0
        assert "29 + 14 = 43" in capsys.readouterr().out
        assert proof(draft(WRONG)) == 1
        out = capsys.readouterr().out
        assert "矛盾（" in out and "第 1 行" in out and WRONG in out and "44" in out

    @pytest.mark.parametrize(
        "arguments",
        [("没有.docx",), ("稿.txt", "--out", "a.doc"), ("稿.txt", "--out", "a.docx"), ("稿.txt", "--out", "稿.txt"), ("稿.txt", "--against", "nowhere"), ()],
    )
    def test_wrong_use(self, draft, tmp_path, monkeypatch, capsys, arguments):
        """A file that is not there, an ending or a target that cannot be, and an unknown bulletin are told in Chinese."""
        draft(RIGHT)
        monkeypatch.chdir(tmp_path)
        assert proof(*arguments) == 2
        captured = capsys.readouterr()
        assert "下一步：" in captured.err and not captured.out
        assert (tmp_path / "稿.txt").read_text(encoding="utf-8") == RIGHT and len(list(tmp_path.iterdir())) == 1

    def test_a_name_with_an_asterisk(self, draft, tmp_path, capsys):
        """Windows hands *.txt on as it is; files that Word holds open (~$) are none."""
        draft(RIGHT, "a.txt")
        draft(WRONG, "b.txt")
        draft("", "~$b.txt")
        assert proof(str(tmp_path / "*.txt"), "--json") == 1
        assert [entry["text"] for entry in json.loads(capsys.readouterr().out)] == [RIGHT, WRONG]

    def test_the_rest_is_proofed_when_one_cannot_be_read(self, draft, tmp_path, capsys):
        """Of several files the ones that can be read are reported, the others told, and the code says that some could not."""
        assert proof(draft(WRONG), str(tmp_path / "没有.pdf")) == 2
        captured = capsys.readouterr()
        assert "矛盾（" in captured.out and "E981" in captured.err


class TestJson:
    """The contract of ``--json``."""

    def test_one_file(self, draft, capsys):
        """Text, numerals with offsets into it, findings with the ids of their numerals and their arithmetic."""
        assert proof(draft(WRONG), "--json") == 1
        data = json.loads(capsys.readouterr().out)
        assert list(data) == ["text", "numerals", "findings"] and data["text"] == WRONG
        for numeral in data["numerals"]:
            assert {"id", "start", "end", "printed", "value", "unit", "hedge", "kind", "sentence", "place"} <= set(numeral)
            assert data["text"][numeral["start"] : numeral["end"]] == numeral["printed"]
            assert numeral["place"]["text"] == "第 1 行"
        ids = {numeral["id"] for numeral in data["numerals"]}
        for finding in data["findings"]:
            assert list(finding) == ["severity", "rule", "numerals", "arithmetic", "explanation", "suggestion"]
            assert finding["arithmetic"] and set(finding["numerals"]) <= ids

    def test_several_files_are_a_list(self, draft, capsys):
        """One entry a file, in the order given."""
        assert proof(draft(RIGHT, "a.txt"), draft(WRONG, "b.txt"), "--json") == 1
        assert [entry["text"] for entry in json.loads(capsys.readouterr().out)] == [RIGHT, WRONG]

    def test_a_unit_in_a_head(self, tmp_path, capsys):
        """A number of a table has the unit that its column's head states, in the scale that it states."""
        document = word("附表")
        add_table(document, ("县区", "床位（张）", "资金（万元）", "占比（%）", "年份"), ("汝南", "4428", "6.36", "79.3", "2024"))
        path = tmp_path / "a.docx"
        path.write_bytes(saved(document))
        assert proof(str(path), "--json") == 0
        numerals = json.loads(capsys.readouterr().out)["numerals"]
        assert [(n["value"], n["unit"], n["kind"]) for n in numerals] == [
            ("4428", "张", "count"), ("63600", "元", "money"), ("79.3", "%", "percent"), ("2024", "年", "date"),
        ]  # fmt: skip
        assert numerals[0]["place"]["heads"] == ["汝南", "床位（张）"]

    def test_what_went_wrong_in_the_text_is_a_finding(self, draft, capsys):
        """Tags of a copied page are told under 无法核对 with their place, and hinder nothing."""
        assert proof(draft(f"<b>{RIGHT}</b>&nbsp;"), "--json") == 0
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert [f["severity"] for f in findings if f["rule"] == "markup"] == ["无法核对"]


class TestOut:
    """Reports in files."""

    def test_the_ending_decides(self, draft, tmp_path):
        """Each form is what its ending says; an existing file is kept unless it is to be replaced."""
        file = draft(WRONG)
        for ending, start in ((".html", "<!DOCTYPE html>"), (".json", "{"), (".txt", "稿.txt：")):
            out = tmp_path / f"报告{ending}"
            assert proof(file, "--out", str(out)) == 1
            assert out.read_text(encoding="utf-8").startswith(start)
            assert proof(file, "--out", str(out)) == 2 and proof(file, "--out", str(out), "--replace") == 1

    def test_a_folder_that_is_not_there(self, draft, tmp_path, capsys):
        """A report that cannot be written is told; nothing lies aside."""
        assert proof(draft(RIGHT), "--out", str(tmp_path / "没有" / "a.html")) == 2
        assert "E988" in capsys.readouterr().err and [path.name for path in tmp_path.iterdir()] == ["稿.txt"]


CANARY = "金丝雀4917编号"


def run_apart(*arguments: str, home, **extra: str) -> subprocess.CompletedProcess:
    """Runs a command of the package in a process of its own, whose home and temporary folder are ``home``."""
    environment = os.environ | {"HOME": str(home), "TMPDIR": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT / "scripts")} | extra
    return subprocess.run([sys.executable, "-P", *arguments], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")


def test_nothing_of_a_draft_is_kept(tmp_path):
    """After a run no file but the report holds a word of the draft: not in the home, the temporary folder, the logs or the project."""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    path = work / "稿.docx"
    content = saved(word(f"{CANARY}，{WRONG}"))
    path.write_bytes(content)
    before = path.stat().st_mtime_ns
    done = run_apart("-m", "liandong", "proof", str(path), "--out", str(work / "报告.html"), home=home)
    assert done.returncode == 1 and not done.stderr
    assert path.read_bytes() == content and path.stat().st_mtime_ns == before
    assert CANARY in (work / "报告.html").read_text(encoding="utf-8") and sorted(p.name for p in work.iterdir()) == ["报告.html", "稿.docx"]
    places = [home, ROOT / "_build" / "logs", ROOT / "data", ROOT / "book"]
    kept = [file for place in places if place.exists() for file in place.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert not kept


def test_the_verb_imports_no_more_than_it_needs(tmp_path):
    """A plain text is proofed without pandas, Sphinx, lxml or any other package from outside."""
    path = tmp_path / "稿.txt"
    path.write_text(RIGHT, encoding="utf-8")
    script = (
        "import sys; from liandong.verbs import cli; code = cli.main(['proof', sys.argv[1]]); "
        "print(code, sorted({m.split('.')[0] for m in sys.modules} & {'pandas', 'sphinx', 'lxml', 'numpy', 'jinja2', 'yaml', 'docx', 'pypdfium2', 'IPython'}))"
    )
    assert run_apart("-c", script, str(path), home=tmp_path).stdout.splitlines()[-1] == "0 []"


def test_a_reader_that_has_enough_ends_it_quietly(draft, tmp_path):
    """Output that nobody reads any more (head, a pager) gives no traceback."""
    path = draft("\n".join(f"清单问题{number}项。" for number in range(10, 3000)))
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-P", "-m", "liandong", "proof", path, "--json"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait(60) == 130
