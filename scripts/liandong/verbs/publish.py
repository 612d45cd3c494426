"""`publish DIR`: checks, keeps a release, builds, and swaps the folder that readers open."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.findings import DataError, messages, render_findings
from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE, Stopped

if TYPE_CHECKING:
    from liandong.releases.publishing import Work
    from liandong.releases.snapshot import Snapshot

MESSAGES = messages(__name__)


def _whole_number(text: str) -> int:
    """Return the number, not below zero; argparse tells the user's mistake in the words of the error."""
    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise ArgumentTypeError(MESSAGES["wrong_keep"])
    return int(text)


# What every publication takes.
COMMON = {
    "dir": {"metavar": "DIR"}, "--reason": {"required": True, "metavar": "理由"},
    "--keep": {"type": _whole_number, "default": 3, "metavar": "个数"},
}
OPTIONS = COMMON | {
    "--version": {"metavar": "版本"}, "--kind": {"choices": ("update", "correction")}, "--date": {"metavar": "日期"},
}


def run(root: Path, options: Namespace) -> int:
    """Publish and print what came of it. Returns the exit code."""
    words = {name: getattr(options, name) for name in ("reason", "keep", "version", "kind", "date")}
    return publish_and_tell(root, options.dir, MESSAGES["stopped"], **words)


def publish_and_tell(root: Path, target: str, stopped: str, **words: str | int | None) -> int:
    """Publish to DIR as the user wrote it and print what came of it. Returns the exit code.

    `stopped` is said where nothing is published; `words` are what else `releases.publishing.publish` takes.
    """
    from liandong.releases.publishing import publish
    from liandong.releases.render import render_text

    if not target.strip() or "\0" in target:
        raise Stopped(messages(__name__, "options")["dir"], WRONG_USE)
    try:
        outcome = publish(root, Path(target), work_of(), **words)
    except DataError as error:
        raise Stopped(f"{error}\n{stopped.format(target=target)}", FINDINGS) from None
    release = outcome.release
    target = outcome.target
    found = {"version": release.version, "kind": release.kind_label, "date": release.date, "target": target}
    found |= {"index": target / "index.html", "package": target / outcome.package}
    if outcome.notes:
        print(render_findings(outcome.notes))
    if outcome.kept:
        print(MESSAGES["kept"].format(kept=outcome.kept.relative_to(root.resolve()).as_posix()))
    if outcome.comparison is not None:
        print(render_text(outcome.comparison))
    told = ("done" if outcome.new else "again", "package") if outcome.published else ("already",)
    print("\n".join(MESSAGES[key].format(**found) for key in told))
    return CLEAN


def take_snapshot(root: Path, label: str) -> Snapshot:
    """Return what the project in `root` states, computed here; raises DataError where that is impossible."""
    from liandong.checks.calculations import sound_run
    from liandong.releases.snapshot import snapshot_of

    return snapshot_of(sound_run(root), label)


def work_of() -> Work:
    """Return how the real book is checked, computed and built."""
    from liandong.checks.book import run_checks
    from liandong.releases.publishing import Work
    from liandong.site import render_build_result
    from liandong.verbs.build import build_beside_checks

    def build(project: Path) -> str:
        result = build_beside_checks(project)
        if result.ok:
            return ""
        # The whole list, as `build` prints it; the finding that follows holds one line only.
        words = render_build_result(result, project)
        print(words)
        return words.splitlines()[0]

    return Work(run_checks, take_snapshot, build, lambda words: print(words, flush=True))
