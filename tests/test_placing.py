"""`new` and `drop`: a bulletin is whole or not there, and is taken out without a trace."""

import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT
from new_bulletins import (
    FIRST,
    SECOND,
    add_bulletin,
    build,
    codes,
    filled_project,
    give_up_place,
    small_project,
    source_file,
    visible,
)

from liandong.checks.book import run_checks
from liandong.findings import DataError
from liandong.scaffold import Request, create_bulletin, interrupted_runs, placing
from liandong.scaffold.dropping import KEPT, drop_bulletin
from liandong.verbs import cli


@pytest.fixture
def project(tmp_path) -> Path:
    """Returns a small project without bulletins."""
    return small_project(tmp_path / "project")


class Killed(BaseException):
    """Stands for a kill."""


class TestAllOrNothing:
    """A run that ends anywhere leaves nothing, or a bulletin that the next run completes."""

    def test_a_kill_at_any_step(self, tmp_path, monkeypatch):
        """Whichever change of the disk does not happen any more, the next run of the same command ends with the whole bulletin."""
        whole = small_project(tmp_path / "whole")
        create_bulletin(whole, Request(FIRST, source_file(tmp_path, FIRST), place="虚构市", date=date(2099, 3, 5)))
        expected = {name: (whole / name).read_bytes() for name in visible(whole)}
        text = source_file(tmp_path, FIRST)
        step = 0
        while True:
            project = small_project(tmp_path / f"killed-{step}")
            before = visible(project)
            left = step

            def counted(real):
                def change(*arguments, **more):
                    nonlocal left
                    if left == 0:
                        raise Killed
                    left -= 1
                    return real(*arguments, **more)
                return change

            with monkeypatch.context() as patched:
                for name in ("write_file", "move"):
                    patched.setattr(placing, name, counted(getattr(placing, name)))
                for name in ("replace", "unlink"):
                    patched.setattr(Path, name, counted(getattr(Path, name)))
                try:
                    create_bulletin(project, Request(FIRST, text, place="虚构市", date=date(2099, 3, 5)))
                    killed = False
                except Killed:
                    killed = True
            if killed and interrupted_runs(project):
                assert "E808" in [finding.code for finding in run_checks(project)]
            elif killed:
                # Before the mark nothing is there; when it is gone, everything.
                assert visible(project) in (before, set(expected))
            if interrupted_runs(project) or visible(project) == before:
                create_bulletin(project, Request(FIRST, text, place="虚构市", date=date(2099, 3, 5)))
            assert {name: (project / name).read_bytes() for name in visible(project)} == expected
            assert interrupted_runs(project) == []
            if not killed:
                break
            step += 1
        assert step > 10

    def test_a_full_disk(self, project, tmp_path, monkeypatch):
        """What cannot be written is E807, and nothing is left but the project as it was."""
        before = visible(project)

        def full(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(placing, "write_file", full)
        with pytest.raises(DataError) as caught:
            create_bulletin(project, Request(FIRST, source_file(tmp_path, FIRST)))
        assert codes(caught) == ["E807"]
        assert visible(project) == before and not (project / placing.STAGES / FIRST).exists()

    @pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
    def test_a_real_kill(self, tmp_path):
        """Killed by the system after a while, the project is as before or is completed by the next run."""
        text = source_file(tmp_path, FIRST)
        program = (
            "import sys; from pathlib import Path; from liandong.scaffold import Request, create_bulletin; print('go', flush=True);"
            "create_bulletin(Path(sys.argv[1]), Request(sys.argv[2], Path(sys.argv[3])))"
        )
        environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
        for number, wait_s in enumerate((0.003, 0.012, 0.025)):
            project = small_project(tmp_path / f"project-{number}")
            command = [sys.executable, "-c", program, str(project), FIRST, str(text)]
            child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
            child.stdout.readline()
            time.sleep(wait_s)
            child.send_signal(signal.SIGKILL)
            child.communicate()
            if not (project / "data" / "bulletins" / FIRST).exists() or interrupted_runs(project):
                create_bulletin(project, Request(FIRST, text))
            give_up_place(project)
            assert {finding.code for finding in run_checks(project)} <= {"E310", "E810"}


class TestDropped:
    """`drop` takes out what `new` put in."""

    def test_the_project_is_as_before(self, project, tmp_path):
        """Every file of the project is byte for byte as before `new`, the comparison and _toc.yml included, and a zip keeps the rest."""
        add_bulletin(project, FIRST)
        before = {name: (project / name).read_bytes() for name in visible(project)}
        create_bulletin(project, Request(SECOND, source_file(tmp_path, SECOND)))
        dropped = drop_bulletin(project, SECOND)
        assert dropped.comparison and dropped.kept == project / KEPT / f"{SECOND}.zip"
        assert {name: (project / name).read_bytes() for name in visible(project)} == before
        with zipfile.ZipFile(dropped.kept) as archive:
            assert f"data/bulletins/{SECOND}/source.txt" in archive.namelist()

    @pytest.mark.thorough
    def test_the_site_is_as_before(self, tmp_path):
        """Built before `new`, with the second bulletin, and after `drop`: the first and the last site are the same, byte for byte."""
        root, sites = filled_project(tmp_path / "project", FIRST), []
        for change in (
            lambda: None,
            lambda: create_bulletin(root, Request(SECOND, source_file(tmp_path, SECOND), place="虚构市", date=date(2099, 3, 5))),
            lambda: drop_bulletin(root, SECOND),
        ):
            change()
            result, message = build(root)
            assert result.ok, message
            html = root / "_build" / "html"
            sites.append({path.relative_to(html).as_posix(): path.read_bytes() for path in html.rglob("*") if path.is_file()})
        assert sites[0] == sites[2] and len(sites[1]) > len(sites[0])

    @pytest.mark.parametrize("slug", ["2098-01-none", "..", "", FIRST])
    def test_what_cannot_go_stays(self, project, slug):
        """An unknown bulletin and the one that the chapters speak of are E811, and nothing changes."""
        add_bulletin(project, FIRST)
        before = visible(project)
        with pytest.raises(DataError) as caught:
            drop_bulletin(project, slug)
        assert codes(caught) == ["E811"] and visible(project) == before

    def test_it_asks(self, project, tmp_path, monkeypatch, capsys):
        """Without a yes nothing is taken out."""
        add_bulletin(project, FIRST)
        create_bulletin(project, Request(SECOND, source_file(tmp_path, SECOND)))
        monkeypatch.setattr(cli, "ROOT", project)
        monkeypatch.setattr("builtins.input", lambda _question: "不")
        before = visible(project)
        assert cli.main(["drop", SECOND]) == 2 and visible(project) == before
        assert "没有撤回" in capsys.readouterr().out
