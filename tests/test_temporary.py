"""What a run and its libraries leave in the folder for temporary files goes with the run, or with the next."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from liandong.data import folders
from liandong.data.folders import remove_left, temporary_folder

SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"


class TestTemporaryFolder:
    """What a verb and its libraries leave in the folder for temporary files goes with the run, or with the next."""

    # Leaves a file; then it waits, and ends with whoever started it only when its input does.
    VERB = "import os, sys, tempfile; tempfile.mkdtemp(); print(os.environ['TMPDIR'], flush=True); sys.stdin.read()"

    def start(self, root: Path, place: Path) -> tuple[subprocess.Popen, Path]:
        """Return a running entry whose verb has left something, and the folder for its temporary files."""
        code = (
            f"import os, subprocess, sys\nfrom pathlib import Path\nsys.path.insert(0, {str(SCRIPTS)!r})\nfrom liandong.data.folders import temporary_folder\n"
            "with temporary_folder(Path(sys.argv[1])) as (settings, kept_locked):\n"
            f"    subprocess.run([sys.executable, '-c', {self.VERB!r}], env=dict(os.environ, **settings), **kept_locked)"
        )
        process = subprocess.Popen([sys.executable, "-c", code, str(root)], env=os.environ | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(place)),
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        return process, Path(process.stdout.readline().strip())

    @pytest.fixture
    def place(self):
        """A folder with a short path, as systems have for temporary files."""
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)

    def test_it_goes_with_the_run(self, tmp_path, place):
        """Two runs at once have a folder each; at the end none is left."""
        (first, one), (second, two) = self.start(SCRIPTS.parent, place), self.start(SCRIPTS.parent, place)
        assert one != two and all(any(folder.glob("tmp*")) for folder in (one, two))
        for process in (first, second):
            process.communicate()
        assert list(place.iterdir()) == []

    def test_what_a_kill_left_goes_with_the_next_run(self, place):
        """Not as long as the verb of a killed entry is still at it; not what is another project's."""
        killed, folder = self.start(SCRIPTS.parent, place)
        (place / "liandong-00000000-x").mkdir()
        killed.kill()
        killed.wait()
        with temporary_folder(SCRIPTS.parent):
            pass
        assert any(folder.glob("tmp*")) == (os.name != "nt")
        killed.stdin.close()
        deadline = time.monotonic() + 20
        while folder.exists() and time.monotonic() < deadline:
            remove_left([folder])
        assert [path.name for path in place.iterdir()] == ["liandong-00000000-x"]

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
    def test_a_long_path_is_not_used(self, tmp_path, monkeypatch):
        """No socket can lie in one."""
        long = tmp_path / ("x" * 80)
        long.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(long))
        with temporary_folder(SCRIPTS.parent) as (settings, _):
            assert len(settings["TMPDIR"]) < 50 and Path(settings["TMPDIR"]).is_dir()
        assert not Path(settings["TMPDIR"]).exists() and list(long.iterdir()) == []

    def test_nothing_can_be_written(self, tmp_path, monkeypatch):
        """The verb runs all the same, and tells itself what it misses."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
        monkeypatch.setattr(folders, "LONGEST_PLACE", 10_000)
        with temporary_folder(SCRIPTS.parent) as made:
            assert made == ({}, {})
