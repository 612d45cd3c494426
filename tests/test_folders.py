"""Folders swapped as a whole, and the lock between processes."""

import os
import subprocess
import sys
import threading
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

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges names")
    def test_no_moment_without_a_folder(self, tmp_path):
        """Whoever reads all the time finds the old or the new one, at every swap."""
        live, found, stop = make(tmp_path / "html", "0"), set(), threading.Event()

        def read():
            while not stop.is_set():
                found.add((live / "index.html").exists())

        reader = threading.Thread(target=read)
        reader.start()
        for number in range(200):
            folders.swap_in(make(tmp_path / "html.new", str(number)), live)
        stop.set()
        reader.join()
        assert found == {True} and state(tmp_path) == {"html": "199"}

    @pytest.mark.parametrize("exchange", [True, False])
    def test_where_names_cannot_be_exchanged(self, exchange, tmp_path, monkeypatch):
        """Two renames come to the same."""
        if not exchange:
            monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
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


class TestSharedLock:
    """A lock in other people's folder leaves nothing behind and lets nobody wait for the dead."""

    def test_its_file_goes_with_it(self, tmp_path):
        """After use, and after an error."""
        path = tmp_path / "lock"
        with folders.FileLock(path, shared=True):
            assert path.is_file()
        with pytest.raises(KeyError), folders.FileLock(path, shared=True):
            raise KeyError
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(os.name == "nt", reason="Windows removes no open file")
    def test_a_removed_file_locks_nothing(self, tmp_path, monkeypatch):
        """Who opened the file before its holder removed it does not take that one, on which nobody else would wait."""
        path = tmp_path / "lock"
        first, second = folders.FileLock(path, shared=True), folders.FileLock(path, shared=True)
        assert first.take()
        opened = second._open()
        first.__exit__()
        monkeypatch.setattr(second, "_open", lambda: opened)
        assert not second.take()
        monkeypatch.undo()
        assert second.take() and not folders.FileLock(path, shared=True).take()

    def test_one_at_a_time(self, tmp_path):
        """Four processes count in one file, each fifty times: no step is lost though the lock's file comes and goes."""
        code = (
            "import sys; from pathlib import Path; from liandong.data.folders import FileLock\n"
            "folder = Path(sys.argv[1])\n"
            "for _ in range(50):\n"
            "    with FileLock(folder / 'lock', poll_s=0.001, shared=True):\n"
            "        number = folder / 'number'; number.write_text(str(int(number.read_text()) + 1))"
        )
        (tmp_path / "number").write_text("0")
        processes = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=SCRIPTS) for _ in range(4)]
        assert [process.wait() for process in processes] == [0] * 4
        assert (tmp_path / "number").read_text() == "200" and not (tmp_path / "lock").exists()

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a user whom files can refuse")
    def test_another_users_file(self, tmp_path):
        """Left by a killed run and not writable for us, it does not lock us out."""
        path = tmp_path / "lock"
        path.touch(0o444)
        with folders.FileLock(path, lambda holder: pytest.fail("waited"), shared=True):
            pass

    def test_an_interruption_between_the_renames(self, tmp_path, monkeypatch):
        """Ctrl-C where no folder stands: the old one is back before the program ends."""
        live, new = make(tmp_path / "html", "old"), make(tmp_path / "html.new", "new")
        moved = []

        def interrupted(source, target):
            moved.append(source)
            if len(moved) == 2:
                raise KeyboardInterrupt
            source.rename(target)

        monkeypatch.setattr(folders, "move", interrupted)
        monkeypatch.setattr(folders, "_exchange", lambda one, other: False)
        with pytest.raises(KeyboardInterrupt):
            folders.swap_in(new, live)
        assert (live / "index.html").read_text() == "old"
