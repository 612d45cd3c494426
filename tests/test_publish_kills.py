"""Publishing: killed, out of disk, read-only, two at once: the folder is the old or the new one, and the next run succeeds."""

import errno
import json
import multiprocessing
import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from publishing_project import PAGES, Project, build, make_tiny_project, tree

from liandong.findings import DataError
from liandong.releases import placing
from liandong.releases.publishing import NOTE, recover
from liandong.releases.release import RELEASES, list_versions

KILLS = 50


@pytest.fixture
def project(tmp_path) -> Project:
    """Returns a project that was never published."""
    return make_tiny_project(tmp_path)


def fail_at(monkeypatch, number: int, code: int) -> list:
    """Lets the write of that number, counted from 0, fail as the system does, and all later ones; returns the list of writes."""
    writes = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        writes.append(descriptor)
        if len(writes) > number:
            raise OSError(code, os.strerror(code))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return writes


class TestFailures:
    """A full disk, a read-only folder, a folder in use."""

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
    def test_every_write_may_fail(self, project, code):
        """Whichever write finds the disk full or read-only: E711, the old folder stands, and the next run succeeds."""
        project.publish(keep=1)
        project.set_number("24")
        before = tree(project.target)
        number = 0
        while True:
            with pytest.MonkeyPatch.context() as patch:
                writes = fail_at(patch, number, code)
                try:
                    project.publish(keep=1)
                except DataError as error:
                    assert [finding.code for finding in error.findings] == ["E711"]
                if len(writes) <= number:
                    break
            found = tree(project.target)
            assert found == before or "24" in found["index.html"].decode("utf-8"), number
            if found != before:
                # Swapped although a later write failed: whole, as the next run confirms.
                assert not project.publish(keep=1).published
            number += 7 if number < 2 * PAGES else 2
        assert number > PAGES
        assert "24" in (project.target / "index.html").read_text(encoding="utf-8")
        assert list_versions(project.root) == ["1", "2"]

    def test_no_rename(self, project, monkeypatch):
        """A folder that another program holds: E711, the old one stands, nothing is left beside it."""
        project.publish()
        project.set_number("24")

        def held(*arguments):
            raise PermissionError(errno.EACCES, "held", "x")

        monkeypatch.setattr(placing, "swap_in", held)
        assert project.refused() == ["E711"]

    def test_nothing_is_left_beside_the_folder(self, project):
        """Two renames do it, and nothing stays beside the folder."""
        for number in ("23", "24"):
            project.set_number(number)
            project.publish()
        assert "24" in (project.target / "index.html").read_text(encoding="utf-8")
        assert sorted(path.name for path in project.base.iterdir()) == ["project", project.target.name]

    def test_killed_between_two_renames(self, project):
        """The old folder is aside, the new one complete: the next run puts it in place and goes on."""
        project.publish()
        new, old = placing.new_folder(project.target), placing.new_folder(project.target).with_name(f".{project.target.name}.liandong-old")
        shutil.copytree(project.target, new)
        project.target.rename(old)
        assert not project.publish().published
        assert not new.exists() and not old.exists()

    @pytest.mark.parametrize("note", ["", "{", "[]", '{"version": 1}', '{"version": "../..", "target": "/"}', '{"version": "9", "target": "x"}'])
    def test_a_damaged_note(self, project, note, tmp_path, monkeypatch):
        """Whatever stands in the note of a killed run, no release that was published is taken back, and nothing is put elsewhere."""
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
        project.publish()
        (project.root / NOTE).write_text(note, encoding="utf-8")
        recover(project.root)
        assert list_versions(project.root) == ["1"] and not (project.root / NOTE).exists()
        assert list((tmp_path / "here").iterdir()) == []

    def test_a_folder_out_of_reach_keeps_its_release(self, project, tmp_path):
        """Killed while publishing to a drive that is unplugged now: readers may have seen the release, so that it stays."""
        project.publish()
        (project.root / NOTE).write_text(json.dumps({"version": "1", "target": str(tmp_path / "unplugged" / "site")}), encoding="utf-8")
        recover(project.root)
        assert list_versions(project.root) == ["1"]


def processes():
    """Returns how processes are started: forked where that exists, which takes a fiftieth of the time."""
    return multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")


def _publish_in_child(base: str, started, slow: float = 0.0) -> None:
    """Publishes in a process of its own; says when it begins."""
    project = Project(Path(base))

    def slow_build(root: Path) -> str:
        time.sleep(slow)
        return build(root)

    started.set()
    project.publish(build=slow_build if slow else build)


class TestKill:
    """SIGKILL at any moment."""

    @pytest.mark.thorough
    def test_the_folder_is_the_old_or_the_new_one(self, tmp_path, record_property):
        """50 kills at random moments: the folder is exactly the old or the new one, the next run gives the new one, with one release more."""
        context = processes()
        pattern = Project(tmp_path / "pattern")
        pattern.set_number("23")
        pattern.publish()
        pattern.set_number("24")
        old = tree(pattern.target)
        done = Project(tmp_path / "done")
        shutil.copytree(pattern.base, done.base)
        began = time.monotonic()
        done.publish()
        took = time.monotonic() - began
        new, releases = tree(done.target), tree(done.root / RELEASES)
        moments = random.Random(20200501)
        seen = {"old": 0, "new": 0, "killed": 0, "too late": 0}
        while seen["killed"] < KILLS:
            number = seen["killed"]
            trial = Project(tmp_path / "trial")
            shutil.copytree(pattern.base, trial.base)
            started = context.Event()
            child = context.Process(target=_publish_in_child, args=(str(trial.base), started))
            child.start()
            started.wait()
            time.sleep(moments.uniform(0, took))
            child.kill()
            child.join()
            if child.exitcode == -signal.SIGKILL:
                seen["killed"] += 1
            else:
                # The machine is quicker now than when the time was taken.
                assert child.exitcode == 0
                seen["too late"] += 1
                took *= 0.8
            # Only between the two renames there may be no folder at all.
            if trial.target.exists():
                found = tree(trial.target)
                assert found in (old, new), number
                seen["new" if found == new else "old"] += 1
            trial.publish()
            assert tree(trial.target) == new, number
            assert tree(trial.root / RELEASES) == releases, number
            assert sorted(path.name for path in trial.base.iterdir()) == ["project", trial.target.name]
            shutil.rmtree(trial.base)
        record_property("kills", seen)

    def test_killed_at_each_write(self, tmp_path):
        """The process ends at each write in turn, from the first to the last: the same holds."""
        context = processes()
        pattern = Project(tmp_path / "pattern")
        pattern.set_number("23")
        pattern.publish()
        pattern.set_number("24")
        old = tree(pattern.target)
        states = []
        number = 0
        while True:
            trial = Project(tmp_path / "trial")
            shutil.copytree(pattern.base, trial.base)
            child = context.Process(target=_die_at_write, args=(str(trial.base), number))
            child.start()
            child.join()
            found = tree(trial.target)
            states.append(found == old)
            trial.publish()
            new = tree(trial.target)
            assert list_versions(trial.root) == ["1", "2"] and "24" in new["index.html"].decode("utf-8")
            assert found in (old, new), number
            shutil.rmtree(trial.base)
            if child.exitcode == 0:
                break
            number += 1 if number < 10 else 4
        assert states == sorted(states, reverse=True) and states[0] and not states[-1]


def _die_at_write(base: str, number: int) -> None:
    """Publishes and dies at once, without any clearing up, at the write of that number."""
    writes = iter(range(10**6))
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if next(writes) == number:
            os._exit(9)
        real(descriptor)

    os.fsync = fsync
    Project(Path(base)).publish()


class TestTwoAtOnce:
    """Two publications."""

    def test_the_second_waits(self, project):
        """Both succeed, one after the other; the second is told whom it waits for and finds nothing left to do."""
        context = processes()
        started = context.Event()
        child = context.Process(target=_publish_in_child, args=(str(project.base), started, 1.0))
        child.start()
        started.wait()
        deadline = time.monotonic() + 20
        while not (project.root / NOTE).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        outcome = project.publish()
        child.join()
        assert child.exitcode == 0 and not outcome.published
        assert project.said[0] == f"另一次发布正在进行（进程 {child.pid}），等它结束后再开始。"
        assert list_versions(project.root) == ["1"]

    def test_two_projects_one_folder(self, project, tmp_path):
        """The folder has a lock of its own: publications of two projects do not mix."""
        other = Project(tmp_path / "second")
        other.set_number("99")
        context = processes()
        locked = context.Event()
        # Started before the lock is taken: a forked process would hold it too.
        child = context.Process(target=_publish_to, args=(str(other.base), str(project.target), locked))
        child.start()
        with placing.lock_target(project.target):
            locked.set()
            child.join(1.0)
            assert child.is_alive() and not project.target.exists()
        child.join()
        assert child.exitcode == 0 and "99" in (project.target / "index.html").read_text(encoding="utf-8")


def _publish_to(base: str, target: str, locked) -> None:
    locked.wait()
    Project(Path(base)).publish(Path(target))
