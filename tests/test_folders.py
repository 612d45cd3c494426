"""Folders swapped as a whole, and the lock between processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from liandong.data import folders

SCRIPTS = Path(folders.__file__).resolve().parents[2]


def make(folder: Path, text: str) -> Path:
    """Return the folder with one file that holds the text."""
    folder.mkdir()
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def state(root: Path) -> dict[str, str]:
    """Return the text in each folder of the root."""
    return {path.name: (path / "index.html").read_text(encoding="utf-8") for path in root.iterdir()}


class TestSwap:
    """The live folder is the old or the new one."""

    def test_swap(self, tmp_path):
        """The new folder takes the live one's place and nothing else stays."""
        make(tmp_path / "html", "old")
        folders.swap_in(make(tmp_path / "html.new", "new"), tmp_path / "html")
        assert state(tmp_path) == {"html": "new"}

    def test_first_time(self, tmp_path):
        """Without a live folder the new one just appears."""
        folders.swap_in(make(tmp_path / "html.new", "new"), tmp_path / "html")
        assert state(tmp_path) == {"html": "new"}

    def test_failed_second_rename_brings_the_old_back(self, tmp_path):
        """When the new folder cannot be renamed, the old one returns and the error goes on."""
        make(tmp_path / "html", "old")
        with pytest.raises(OSError):
            folders.swap_in(tmp_path / "html.new", tmp_path / "html")
        assert state(tmp_path) == {"html": "old"}

    @pytest.mark.parametrize(
        ("left", "expected"),
        [
            ({"html": "old", "html.new": "half"}, "old"),
            ({"html.old": "old", "html.new": "new"}, "new"),
            ({"html.old": "old"}, "old"),
            ({"html": "new", "html.old": "half"}, "new"),
            ({"html": "old"}, "old"),
        ],
        ids=["while copying", "between the renames", "new one lost", "while removing", "not at all"],
    )
    def test_kill_at_each_point(self, tmp_path, left, expected):
        """Whatever a kill leaves, the next start finds one complete live folder and no remains."""
        for name, text in left.items():
            make(tmp_path / name, text)
        folders.finish_swap(tmp_path / "html.new", tmp_path / "html")
        assert state(tmp_path) == {"html": expected}

    def test_first_copy_killed(self, tmp_path):
        """Half a copy never becomes the first live folder."""
        make(tmp_path / "html.new", "half")
        folders.finish_swap(tmp_path / "html.new", tmp_path / "html")
        assert state(tmp_path) == {}


class TestRemoveTree:
    """Removing whatever stands there."""

    def test_missing(self, tmp_path):
        """Nothing there is fine."""
        folders.remove_tree(tmp_path / "none")

    def test_link_only(self, tmp_path):
        """A link goes, what it points to stays."""
        target = make(tmp_path / "target", "kept")
        (tmp_path / "link").symlink_to(target, target_is_directory=True)
        folders.remove_tree(tmp_path / "link")
        assert state(tmp_path) == {"target": "kept"}


class TestLock:
    """One holder at a time, and none after its death."""

    HOLD = (
        "import sys, time; from pathlib import Path; from liandong.data.folders import FileLock\n"
        "with FileLock(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()"
    )

    def hold(self, path: Path) -> subprocess.Popen:
        """Return a process that holds the lock until its input ends."""
        process = subprocess.Popen(
            [sys.executable, "-c", self.HOLD, str(path)],
            cwd=SCRIPTS,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert process.stdout.readline() == "held\n"
        return process

    def test_waits_for_the_holder(self, tmp_path):
        """A second process is told who holds the lock, and gets it when the holder ends."""
        path = tmp_path / "lock"
        holders = []
        with self.hold(path) as process:

            def end(holder):
                holders.append(holder)
                process.stdin.close()

            with folders.FileLock(path, end, poll_s=0.01):
                assert holders == [str(process.pid)]

    def test_killed_holder_locks_nobody_out(self, tmp_path):
        """The file of a killed holder is no lock."""
        path = tmp_path / "lock"
        with self.hold(path) as process:
            process.kill()
            process.wait()
            with folders.FileLock(path, lambda holder: pytest.fail(f"waited for {holder}")):
                assert path.is_file()
