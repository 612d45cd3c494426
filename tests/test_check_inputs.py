"""What a check keeps its findings by: each part of the checks reads no file besides the inputs that it names."""

import json
import os
import subprocess
import sys

import pytest
from conftest import ROOT

# In a process of its own: nobody can take a hook for audits away again.
LOOK = """
import functools, gc, json, os, sys
from pathlib import Path
from liandong.checks.book import OF_DATA, Project

root, asked, strays = Path(sys.argv[1]), [], []
find = Project.find


def note(event, arguments):
    if event == "open" and asked and isinstance(arguments[0], str | os.PathLike):
        path = os.path.relpath(os.path.realpath(arguments[0]), root)
        name, inputs = asked[-1]
        if path.startswith(("book/", "data/")) and not any(path == one or path.startswith(one + "/") for one in inputs):
            strays.append([name, path])


def find_and_note(self, name, inputs, ask, more=""):
    def asking(project):
        # What another part has read before would not be read again.
        for one in gc.get_objects():
            if isinstance(one, functools._lru_cache_wrapper) and (one.__module__ or "").startswith("liandong"):
                one.cache_clear()
        asked.append((name, inputs))
        try:
            return ask(project)
        finally:
            asked.pop()

    names.append(name)
    return find(self, name, inputs, asking, more)


names = []
sys.addaudithook(note)
Project.find = find_and_note
project = Project(root)
project.kept = {}
for part in OF_DATA:
    part(project)
print(json.dumps([names, strays]))
"""


@pytest.mark.thorough
def test_a_part_reads_only_what_it_is_kept_by():
    """A file that a part reads and does not name could change and leave its findings as they were."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-P", "-c", LOOK, str(ROOT)]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    names, strays = json.loads(done.stdout)
    assert len(set(names)) > 20 and strays == []
