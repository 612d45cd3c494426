"""The checks of a build: what found nothing is not asked again, and nothing that it reads is overlooked."""

import json
import os
import subprocess
import sys

from builders import SLUG, write_bulletin
from conftest import ROOT

from liandong import check

WATCH = """
import json, os, sys
from pathlib import Path
from liandong import check
root = Path(sys.argv[1])
opened = []
sys.addaudithook(lambda event, arguments: opened.append(arguments[0]) if event == "open" else None)
told = []
for part in check._parts(root):
    opened.clear()
    part.check()
    paths = {os.path.relpath(path, root) for path in map(os.fspath, filter(lambda one: isinstance(one, (str, os.PathLike)), opened)) if str(path).startswith(str(root))}
    told.append([part.name, list(part.places), sorted(paths)])
print(json.dumps(told))
"""


def test_a_part_names_all_that_it_reads():
    """Every file of the project that a part of the checks opens lies below its places or in the package."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", WATCH, str(ROOT)], env=environment, capture_output=True, text=True, encoding="utf-8", check=True)
    told = json.loads(done.stdout)
    assert len(told) > 1
    for name, places, paths in told:
        read = [path for path in paths if not path.startswith((f"scripts{os.sep}", ".venv"))]
        assert read, name
        assert [path for path in read if not any(path == place or path.startswith(place + "/") for place in places)] == [], name


def test_what_found_nothing_is_asked_again_only_after_a_change(tmp_path, monkeypatch):
    """A clean part is passed over while its files are the same, and asked again after an edit; one with findings is always asked."""
    bulletin = write_bulletin(tmp_path)
    (tmp_path / "_build").mkdir()
    asked = []
    real = check._check_bulletin
    monkeypatch.setattr(check, "_check_bulletin", lambda root, slug: asked.append(slug) or real(root, slug))
    assert check.check_inputs(tmp_path) == []
    assert check.check_inputs(tmp_path) == []
    assert asked == [SLUG]
    table = bulletin.folder / "tables" / "votes.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good.replace(",83,", ",八十三,"), encoding="utf-8")
    assert [finding.code for finding in check.check_inputs(tmp_path)] == [finding.code for finding in check.check_inputs(tmp_path)] != []
    assert asked == [SLUG] * 3
    table.write_text(good, encoding="utf-8")
    assert check.check_inputs(tmp_path) == []
    assert asked == [SLUG] * 4


def test_a_memory_that_cannot_be_read_is_no_memory(tmp_path):
    """Half a file, or another kind of value, only means that everything is checked."""
    write_bulletin(tmp_path)
    (tmp_path / "_build").mkdir()
    for text in ("{", "[]", ""):
        (tmp_path / check.MEMORY).write_text(text, encoding="utf-8")
        assert check.check_inputs(tmp_path) == []
