"""All tables or none: kills, full disks and other writers; and the two verbs with their exit codes."""

import builtins
import datetime
import os
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from workbook_samples import STATUS, VOTES, cell, make_sample

from liandong.data import journal
from liandong.findings import DataError
from liandong.importing.importing import write
from liandong.verbs import cli

FILES = ("a.csv", "folder/b.csv", "folder/c.csv")


class Killed(BaseException):
    """Stands for the end of the process."""


def make_files(root: Path, text: str) -> dict[str, str]:
    """Writes the files and returns their digests."""
    for path in FILES:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text + path, encoding="utf-8")
    return {path: journal.sha256((root / path).read_bytes()) for path in FILES}


def contents(root: Path) -> set[str]:
    """Returns the states that the files are in."""
    return {(root / path).read_text(encoding="utf-8").removesuffix(path) for path in FILES}


def new_files() -> dict[str, bytes]:
    """Returns the new content of all files."""
    return {path: f"new {path}".encode() for path in FILES}


def stop_at(monkeypatch, number: int, error: BaseException) -> None:
    """Lets the given rename fail: the journal's is the first, then one for each file."""
    real, count = Path.replace, 0

    def replace(self, target):
        nonlocal count
        count += 1
        if count == number:
            raise error
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


class TestJournal:
    """Files change together."""

    def test_all_new(self, tmp_path):
        """Without trouble all files are new, and nothing is left aside."""
        expected = make_files(tmp_path, "old ")
        journal.replace_files(tmp_path, new_files(), expected)
        assert contents(tmp_path) == {"new "} and not (tmp_path / journal.ASIDE).exists()
        assert journal.finish_replacement(tmp_path) is None

    @pytest.mark.parametrize(("moment", "state"), [(1, "old "), (2, "new "), (3, "new "), (4, "new ")])
    def test_killed(self, moment, state, tmp_path, monkeypatch):
        """Killed before the journal stands, all stays old; after that, the next run makes all new."""
        expected = make_files(tmp_path, "old ")
        with monkeypatch.context() as patched, pytest.raises(Killed):
            stop_at(patched, moment, Killed())
            journal.replace_files(tmp_path, new_files(), expected)
        finished = journal.finish_replacement(tmp_path)
        assert contents(tmp_path) == {state}
        assert (finished is None) == (state == "old ")
        assert not (tmp_path / journal.ASIDE).exists()

    @pytest.mark.parametrize("moment", [None, 1, 2, 3])
    @pytest.mark.parametrize("error", [Killed(), PermissionError(13, "in use")])
    def test_added_and_removed(self, error, moment, tmp_path, monkeypatch):
        """A file that is new, one that goes with its folder, and a folder where a file was: all or none of it."""
        old, new = {"a/b/gone.csv": "1", "name": "2"}, {"a/new.csv": "3", "name/x": "4"}
        for path, text in old.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        files = dict.fromkeys(old) | {path: text.encode() for path, text in new.items()}
        expected = dict.fromkeys(new) | {path: journal.sha256(text.encode()) for path, text in old.items()}
        with monkeypatch.context() as patched, suppress(Killed, PermissionError):
            if moment:
                stop_at(patched, moment, error)
            journal.replace_files(tmp_path, files, expected)
        journal.finish_replacement(tmp_path)
        found = {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()}
        assert found == (new if moment is None or (moment > 1 and isinstance(error, Killed)) else old)
        if found == new:
            assert not (tmp_path / "a" / "b").exists()

    @pytest.mark.parametrize("moment", [1, 2, 3, 4])
    def test_rename_fails(self, moment, tmp_path, monkeypatch):
        """A rename that the system refuses, as Windows does for an open file, brings all files back."""
        expected = make_files(tmp_path, "old ")
        with monkeypatch.context() as patched, pytest.raises(PermissionError):
            stop_at(patched, moment, PermissionError(13, "in use"))
            journal.replace_files(tmp_path, new_files(), expected)
        assert contents(tmp_path) == {"old "} and journal.finish_replacement(tmp_path) is None

    def test_disk_full(self, tmp_path, monkeypatch):
        """A full disk stops the change before any file is touched."""
        expected = make_files(tmp_path, "old ")

        def full(_descriptor):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
            patched.setattr(os, "fsync", full)
            journal.replace_files(tmp_path, new_files(), expected)
        assert contents(tmp_path) == {"old "} and not (tmp_path / journal.ASIDE).exists()

    def test_changed_meanwhile(self, tmp_path):
        """A file that somebody edited since it was compared is not overwritten, and the others stay too."""
        expected = make_files(tmp_path, "old ")
        (tmp_path / FILES[1]).write_text("edited", encoding="utf-8")
        with pytest.raises(journal.ChangedMeanwhile) as refusal:
            journal.replace_files(tmp_path, new_files(), expected)
        assert refusal.value.paths == [FILES[1]]
        assert (tmp_path / FILES[0]).read_text(encoding="utf-8").startswith("old ")

    def test_edited_after_the_kill(self, tmp_path, monkeypatch):
        """A file that was edited between the kill and the next run is left alone, and named."""
        expected = make_files(tmp_path, "old ")
        with monkeypatch.context() as patched, pytest.raises(Killed):
            stop_at(patched, 2, Killed())
            journal.replace_files(tmp_path, new_files(), expected)
        (tmp_path / FILES[2]).write_text("edited", encoding="utf-8")
        finished = journal.finish_replacement(tmp_path)
        assert (finished.written, finished.left_alone) == (list(FILES[:2]), [FILES[2]])
        assert (tmp_path / FILES[2]).read_text(encoding="utf-8") == "edited"

    @pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
    def test_broken_journal(self, content, tmp_path):
        """What lies aside without a whole journal means nothing and goes."""
        make_files(tmp_path, "old ")
        (tmp_path / journal.ASIDE).mkdir(parents=True)
        (tmp_path / journal.ASIDE / journal.JOURNAL).write_bytes(content)
        assert journal.finish_replacement(tmp_path) is None
        assert contents(tmp_path) == {"old "} and not (tmp_path / journal.ASIDE).exists()

    def test_sigkill(self, tmp_path):
        """A writer that is killed at random moments leaves files of one generation, once the next run has finished."""
        code = (
            "import sys; from pathlib import Path; from liandong.data import journal\n"
            "root, files = Path(sys.argv[1]), sys.argv[2:]\n"
            "for n in range(10**6):\n"
            "    old = {f: journal.sha256((root / f).read_bytes()) for f in files}\n"
            "    journal.replace_files(root, {f: f'{n} {f}'.encode() for f in files}, old)\n"
            "    print(n, flush=True)\n"
        )
        make_files(tmp_path, "old ")
        rng = random.Random(3)
        scripts = Path(cli.__file__).parents[2]
        for _ in range(8):
            command = [sys.executable, "-c", code, str(tmp_path), *FILES]
            with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=scripts) as process:
                process.stdout.readline()
                time.sleep(rng.uniform(0, 0.02))
                process.kill()
            journal.finish_replacement(tmp_path)
            assert len(contents(tmp_path)) == 1


class TestWrite:
    """From a prepared workbook into the tables."""

    def test_several_tables(self, tmp_path):
        """All changed tables are written, in UTF-8 with line feeds; importing again changes nothing."""

        def edit(workbook):
            workbook[STATUS]["B3"] = "马上整改"
            workbook[VOTES]["B3"] = "测评满意率"

        sample = make_sample(tmp_path, edit)
        write(sample.prepare())
        assert "done,马上整改,23,2020-05-01,张三\n" in sample.table("status")
        assert sample.table("votes").endswith("satisfaction,测评满意率,83,%,2020-05-01\n")
        again = sample.prepare()
        assert not again.changed

    def test_edited_while_asking(self, tmp_path):
        """A table that was edited while the user was being asked is not overwritten."""
        sample = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"))
        prepared = sample.prepare()
        path = sample.bulletin.folder / "tables" / "status.csv"
        path.write_bytes(path.read_bytes().replace("李".encode(), b"").replace(b"23", b"22"))
        before = sample.checksums()
        with pytest.raises(DataError) as refusal:
            write(prepared)
        assert [finding.code for finding in refusal.value.findings] == ["E618"]
        assert sample.checksums() == before

    def test_system_refuses(self, tmp_path, monkeypatch):
        """A refusal of the system is told in Chinese, and all tables are as before."""
        sample = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"))
        prepared, before = sample.prepare(), sample.checksums()
        with monkeypatch.context() as patched, pytest.raises(DataError) as refusal:
            stop_at(patched, 2, PermissionError(13, "in use"))
            write(prepared)
        assert [finding.code for finding in refusal.value.findings] == ["E619"]
        assert sample.checksums() == before


def call_import(sample, *, yes: bool = False) -> int:
    """Returns the exit code of the verb `import`."""
    options = SimpleNamespace(verb="import", file=sample.path, bulletin=None, yes=yes)
    return cli.run_verb(sample.root, options)


def call_export(sample, name: str, *, replace: bool = False) -> int:
    """Returns the exit code of the verb `export`."""
    options = SimpleNamespace(verb="export", file=sample.root / name, bulletin=None, replace=replace, questions=False)
    return cli.run_verb(sample.root, options)


class TestImportVerb:
    """Shown first, then written."""

    def test_nothing_to_change(self, tmp_path, capsys):
        """A workbook that changes nothing is fine."""
        assert call_import(make_sample(tmp_path)) == 0
        assert capsys.readouterr().out == "工作簿与现有的表相同，没有要改的。\n"

    @pytest.mark.parametrize(("answer", "code"), [("是", 0), ("Y", 0), ("否", 1), ("", 1)])
    def test_asks(self, answer, code, tmp_path, monkeypatch, capsys):
        """On a terminal the user is asked after the changes were shown, and only a yes writes."""
        sample = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"))
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
        monkeypatch.setattr(
            builtins, "input", lambda question: answer if "立行立改 → 马上整改" in capsys.readouterr().out else "?"
        )
        assert call_import(sample) == code
        assert ("马上整改" in sample.table("status")) == (code == 0)

    def test_nobody_to_ask(self, tmp_path, monkeypatch, capsys):
        """Without a terminal nothing is written, the exit code says so, and --yes is named."""
        sample = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"))
        before = sample.checksums()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False))
        assert call_import(sample) == 1
        assert "--yes" in capsys.readouterr().out and sample.checksums() == before

    def test_yes(self, tmp_path, capsys):
        """With --yes the changes are shown and written."""
        sample = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"))
        assert call_import(sample, yes=True) == 0
        assert "立行立改 → 马上整改" in capsys.readouterr().out
        assert "马上整改" in sample.table("status")

    def test_errors_forbid(self, tmp_path, capsys):
        """With one error in one sheet no table is written, --yes or not."""

        def edit(workbook):
            workbook[STATUS]["B3"] = "马上整改"
            workbook[VOTES]["C3"] = "八十三"

        sample = make_sample(tmp_path, edit)
        before = sample.checksums()
        assert call_import(sample, yes=True) == 1
        out = capsys.readouterr().out
        assert "E203" in out and out.endswith("有错误，没有写入，所有的表都没有动。\n") and sample.checksums() == before

    def test_not_a_workbook(self, tmp_path, capsys):
        """A file that is no workbook gives its finding and exit code 1."""
        sample = make_sample(tmp_path)
        sample.path.write_bytes(b"a,b\n")
        assert call_import(sample) == 1
        assert "E602" in capsys.readouterr().out

    def test_same_value_no_date(self, tmp_path):
        """A number changed without its date is noted as a correction; with the date it is new data, without a note."""
        corrected = make_sample(tmp_path / "a", cell(STATUS, "C3", 24)).prepare()
        assert [finding.code for finding in corrected.findings] == ["N639"]

        def edit(workbook):
            workbook[STATUS]["C3"], workbook[STATUS]["D3"] = 24, datetime.date(2021, 1, 1)

        assert make_sample(tmp_path / "b", edit).prepare().findings == []

    def test_next_command_finishes(self, tmp_path, monkeypatch, capsys):
        """Any command first finishes an import that was killed while it wrote, and says so."""
        sample = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"))
        with monkeypatch.context() as patched, pytest.raises(Killed):
            stop_at(patched, 2, Killed())
            write(sample.prepare())
        assert "马上整改" not in sample.table("status")
        monkeypatch.setattr(cli, "ROOT", tmp_path)
        monkeypatch.setitem(
            cli.VERBS, "check", SimpleNamespace(**vars(cli.VERBS["check"]) | {"run": lambda root, call: 0})
        )
        assert cli.main(["check"]) == 0
        assert "马上整改" in sample.table("status") and "N641" in capsys.readouterr().out


class TestExportVerb:
    """The file."""

    def test_written(self, tmp_path, capsys):
        """The workbook is where the user wanted it; the same again is fine."""
        sample = make_sample(tmp_path)
        assert call_export(sample, "新.xlsx") == 0 and call_export(sample, "新.xlsx") == 0
        assert (tmp_path / "新.xlsx").read_bytes() == sample.path.read_bytes()

    def test_not_over_somebody_elses_work(self, tmp_path, capsys):
        """A file that is there, maybe with edits not yet imported, is kept unless --replace is given."""
        sample = make_sample(tmp_path)
        (tmp_path / "新.xlsx").write_bytes(b"edits")
        assert call_export(sample, "新.xlsx") == 1
        assert "E620" in capsys.readouterr().out and (tmp_path / "新.xlsx").read_bytes() == b"edits"
        assert call_export(sample, "新.xlsx", replace=True) == 0

    @pytest.mark.parametrize(("name", "code"), [("新.csv", "E602"), ("无此文件夹/新.xlsx", "E619")])
    def test_refused(self, name, code, tmp_path, capsys):
        """A name that is no workbook's and a folder that is not there are told."""
        assert call_export(make_sample(tmp_path), name) == 1
        assert code in capsys.readouterr().out
