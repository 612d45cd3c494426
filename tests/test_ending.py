"""What a process started ends with it, however it ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from liandong.run import ending

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
# Tells its id, and what became of it in a file: nothing if it was ended at once, "cleared up" if it could do so.
CHILD = """
import signal, sys, time
from liandong.run.ending import end_with_starter
signal.signal(signal.SIGTERM, signal.default_int_handler)
end_with_starter(at_once=sys.argv[2] == "at once")
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    open(sys.argv[1], "w").write("cleared up")
"""
STARTER = """
import os, subprocess, sys
from liandong.run.ending import started_by_us
child = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], env=os.environ | started_by_us(), stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def wait_until_gone(process_id: int, seconds: float = 15.0) -> bool:
    """Tells whether a process that is no child of ours ends in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(os.name == "nt", reason="asks for processes as POSIX does")
@pytest.mark.parametrize(("how", "left"), [("politely", "cleared up"), ("at once", None)])
def test_the_child_of_a_killed_process_ends(tmp_path, how, left):
    """It clears up, or ends at once, as it chose."""
    result = tmp_path / "result"
    command = [sys.executable, "-c", STARTER, CHILD, str(result), how]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(SCRIPTS)}, stdout=subprocess.PIPE, encoding="utf-8") as starter:
        child = int(starter.stdout.readline())
        starter.kill()
    assert wait_until_gone(child)
    assert (result.read_text() if result.exists() else None) == left


def test_nobody_is_watched_without_a_name(monkeypatch):
    """A verb that was not started by the entry goes on alone, and hands the name on to nobody."""
    monkeypatch.delenv(ending.STARTED_BY, raising=False)
    monkeypatch.setattr(ending.threading, "Thread", lambda **_: pytest.fail("watched"))
    ending.end_with_starter()


def test_the_entry_names_itself():
    """The entry, which may import nothing of the package here, and the package agree on the name."""
    assert f"{ending.STARTED_BY}=str(os.getpid())" in (SCRIPTS / "kb.py").read_text(encoding="utf-8")
    assert "end_with_starter()" in (SCRIPTS / "liandong" / "__main__.py").read_text(encoding="utf-8")
