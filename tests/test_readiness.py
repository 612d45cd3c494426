"""When an environment counts as fitting, and what happens to one that does not; none is made here."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from liandong.run import environment, installing


def fits(venv: Path) -> bool:
    """Whether an environment counts as fitting for the project that it lies in."""
    return environment.is_ready(venv, environment.wanted_stamp(venv.parent))


@pytest.fixture
def venv(tmp_path):
    """A folder that looks like an environment whose Python is this one."""
    (tmp_path / "requirements.txt").write_text("", encoding="utf-8")
    venv = tmp_path / ".venv"
    python = installing.python_of(venv)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    environment.stamp_of(venv).write_text(json.dumps(environment.wanted_stamp(tmp_path)), encoding="utf-8")
    return venv


def test_fitting(venv):
    """Stamp, place and Python fit."""
    assert fits(venv)


@pytest.mark.parametrize("key", ["requirements_sha256", "python", "place"])
def test_each_part_of_the_stamp_counts(venv, key):
    """Another requirements.txt, another Python or another place makes it unfit."""
    assert not environment.is_ready(venv, environment.wanted_stamp(venv.parent) | {key: "another"})


def test_python_missing(venv):
    """An environment whose Python was uninstalled is unfit."""
    installing.python_of(venv).unlink()
    assert not fits(venv)


def test_python_does_not_run(venv):
    """An environment whose Python cannot start is unfit."""
    installing.python_of(venv).unlink()
    installing.python_of(venv).write_text("not a program", encoding="utf-8")
    installing.python_of(venv).chmod(0o755)
    assert not fits(venv)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"python": 3}'])
def test_damaged_stamp(venv, content):
    """A stamp cut off or edited makes it unfit."""
    environment.stamp_of(venv).write_text(content, encoding="utf-8")
    assert not fits(venv)


def test_package_missing(venv):
    """A package taken out of the environment makes it unfit; what somebody adds does not."""
    packages = venv / ("Lib/site-packages" if os.name == "nt" else "lib/python3.11/site-packages")
    for name in ("pandas", "pandas-3.dist-info"):
        (packages / name).mkdir(parents=True)
    environment.stamp_of(venv).write_text(json.dumps(environment.wanted_stamp(venv.parent) | {"installed": environment.installed_entries(venv)}), encoding="utf-8")
    (packages / "added").mkdir()
    assert fits(venv)
    (packages / "pandas").rmdir()
    assert not fits(venv)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda venv: environment.stamp_of(venv).unlink(), "第一次运行"),
        (lambda venv: (venv.parent / "requirements.txt").write_text("a==1"), "requirements.txt 改过"),
        (lambda venv: installing.python_of(venv).unlink(), "Python 运行不了"),
    ],
)
def test_why_it_is_made_is_told(venv, change, words):
    """Whoever waits for an installation reads why."""
    change(venv)
    with pytest.raises(environment.Unfit, match=words):
        environment.check_environment(venv, environment.wanted_stamp(venv.parent))


def test_tools_are_added_where_they_are_needed(venv, monkeypatch, capsys):
    """What fits without them is not made anew for tests: they are added, told, and needed no second time."""
    root, added = venv.parent, []
    (root / "tests").mkdir()
    (root / environment.WITH_TOOLS).write_text("pytest==1", encoding="utf-8")
    monkeypatch.setattr(environment, "install", lambda root, venv, requirements, *_: added.append(requirements))
    environment.ensure_environment(root)
    assert added == []
    for _ in range(2):
        environment.ensure_environment(root, tools=True)
    environment.ensure_environment(root)
    assert added == [root / environment.WITH_TOOLS]
    assert "测试和印 PDF" in capsys.readouterr().out


def test_tools_that_cannot_be_added_harm_nothing(venv, monkeypatch):
    """The environment fits as before for all other verbs."""

    def refuse(*_):
        raise installing.SetupError("KB104")

    (venv.parent / "tests").mkdir()
    (venv.parent / environment.WITH_TOOLS).write_text("pytest==1", encoding="utf-8")
    monkeypatch.setattr(environment, "install", refuse)
    with pytest.raises(installing.SetupError):
        environment.ensure_environment(venv.parent, tools=True)
    assert fits(venv)


def test_moved(venv, monkeypatch, capsys):
    """A project folder that was moved keeps its environment; the commands in it get the new path, and it is told."""
    place = str(venv)
    for name, content in (("jupyter-book", f"#!{place}/bin/python\n"), ("activate", f"VIRTUAL_ENV='{place}'\n"), ("other", f"{place}.old/bin {place}2\n")):
        (installing.python_of(venv).parent / name).write_text(content)
    moved = venv.parent.with_name("elsewhere")
    venv.parent.rename(moved)
    monkeypatch.setattr(environment.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0))
    assert not fits(moved / ".venv")
    assert environment.ensure_environment(moved) == installing.python_of(moved / ".venv")
    assert f"项目换了位置，原来在 {place}" in capsys.readouterr().out
    texts = [(installing.python_of(moved / ".venv").parent / name).read_text() for name in ("jupyter-book", "activate", "other")]
    assert texts == [f"#!{moved}/.venv/bin/python\n", f"VIRTUAL_ENV='{moved}/.venv'\n", f"{place}.old/bin {place}2\n"]
    assert fits(moved / ".venv")


def test_moved_without_a_network(venv, monkeypatch):
    """Where a moved environment cannot be used and nothing can be fetched, the message names the move."""
    place = str(venv)
    moved = venv.parent.with_name("elsewhere, offline")
    venv.parent.rename(moved)
    installing.python_of(moved / ".venv").unlink()

    def offline(*_):
        raise installing.SetupError("KB104", output=["NewConnectionError"])

    monkeypatch.setattr(environment, "install", offline)
    with pytest.raises(installing.SetupError) as caught:
        environment.ensure_environment(moved)
    text = environment.render_setup_error(caught.value)
    assert "KB104" in text and f"项目换了位置（原来在 {place}）" in text


def test_former_comes_back(venv):
    """Killed while a new one was made: the half-made one goes, the former one returns."""
    former = venv.with_name(".venv.old")
    venv.rename(former)
    venv.mkdir()
    environment.bring_back_former(venv)
    assert fits(venv) and not former.exists()


def test_finished_new_one_stays(venv):
    """Killed after the new one was finished: the former one goes."""
    former = venv.with_name(".venv.old")
    former.mkdir()
    environment.bring_back_former(venv)
    assert fits(venv) and not former.exists()


def test_python_on_windows():
    """Windows keeps the environment's Python in Scripts."""
    assert installing.python_of(Path("e"), windows=True) == Path("e", "Scripts", "python.exe")
