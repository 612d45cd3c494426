"""Killed outright, the real verbs leave nothing running and nothing lying about, at the latest after the next run."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import ROOT, copy_project

from liandong.data.bulletins import bulletin_slugs

TABLE = Path("data") / "bulletins" / bulletin_slugs(ROOT)[0] / "tables" / "satisfaction.csv"
# The entry, the verb and two more: workers, or who builds and a worker.
AT_WORK = 4
VERBS = {
    "build": [],
    "serve": ["--no-browser", "--port", "0"],
    "publish": ["../site", "--reason", "更新"],
    "import": ["../table.xlsx", "--yes"],
}


class Office:
    """A copy of the project with a home and a folder for temporary files of its own, and this environment."""

    def __init__(self, base: Path, temporary: Path):
        self.base, self.temporary, self.project = base, temporary, base / "project"
        copy_project(self.project)
        (self.project / ".venv").symlink_to(Path(sys.prefix), target_is_directory=True)
        (base / "home").mkdir()
        self.said = self.project / "_build" / "said.txt"
        self.names = self.listed()

    def listed(self) -> set[str]:
        """Returns what lies in the project, beside it, in the home and among the temporary files; _build is the project's own."""
        places = [*self.base.iterdir(), *self.project.iterdir(), *(self.base / "home").rglob("*"), *self.temporary.rglob("*")]
        return {str(path) for path in places if path.name != "_build"}

    def start(self, *arguments: str) -> subprocess.Popen:
        """Starts a verb as staff do; what it says goes into a file."""
        self.said.parent.mkdir(exist_ok=True)
        settings = {"PATH": os.environ["PATH"], "HOME": str(self.base / "home"), "TMPDIR": str(self.temporary)}
        with self.said.open("w", encoding="utf-8") as said:
            return subprocess.Popen([sys.executable, "scripts/kb.py", *arguments], cwd=self.project, env=settings, stdin=subprocess.DEVNULL,
                                    stdout=said, stderr=said, start_new_session=True)


def processes_of(session: int) -> list[int]:
    """Returns the processes that still run in a session, from the list that Linux keeps."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, *numbers = (place / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(numbers[2]) == session and state != "Z":
            found.append(int(place.name))
    return found


@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for its processes")
def test_nothing_is_left(tmp_path):
    """Each verb killed once while its workers run, the entry alone and all at once: nothing runs on, and the next run removes the rest."""
    with tempfile.TemporaryDirectory() as temporary:
        office = Office(tmp_path, Path(temporary))
        assert office.start("export", "../table.xlsx").wait() == 0
        office.names.add(str(tmp_path / "table.xlsx"))
        # Newer than the workbook, which the import then has something to change in.
        table = office.project / TABLE
        table.write_text(re.sub(r"满意率,83,%,\S+", "满意率,84,%,2025-03-31", table.read_text(encoding="utf-8-sig")), encoding="utf-8")
        for verb, more in VERBS.items():
            for all_at_once in (False, True):
                # Without what was computed before, the workers have something to do.
                shutil.rmtree(office.project / "_build" / "cells", ignore_errors=True)
                child = office.start(verb, *more)
                while child.poll() is None and len(processes_of(child.pid)) < AT_WORK:
                    time.sleep(0.02)
                assert child.poll() is None, verb
                (os.killpg if all_at_once else os.kill)(child.pid, signal.SIGKILL)
                child.wait()
                deadline = time.monotonic() + 30
                while processes_of(child.pid) and time.monotonic() < deadline:
                    time.sleep(0.1)
                assert processes_of(child.pid) == [], verb
                said = office.said.read_text(encoding="utf-8")
                assert "Traceback" not in said and "Warning" not in said, said
        # The next publication takes its lock away, any other run the rest.
        assert office.start("check").wait() == 0
        assert office.listed() - {str(tmp_path / ".site.liandong-lock")} == office.names
