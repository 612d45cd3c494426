"""`publish DIR`: checks, keeps a release, builds, and swaps the folder that readers open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.verbs.call import CLEAN, FINDINGS, WRONG_USE

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from liandong.releases.publishing import Work
    from liandong.releases.snapshot import Snapshot
    from liandong.verbs.call import Call

MESSAGES = messages(__name__)
_KEEP = 3


def _whole_number(text: str) -> int:
    """Return the number, not below zero; argparse tells the user's mistake in the words of the error."""
    import argparse

    if not text.isascii() or not text.isdecimal() or len(text) > 3:
        raise argparse.ArgumentTypeError(MESSAGES["wrong_keep"])
    return int(text)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    parser.add_argument("dir", metavar="DIR", help=MESSAGES["dir"])
    add_common_options(parser)
    parser.add_argument("--version", metavar="版本", help=MESSAGES["version"])
    parser.add_argument("--kind", choices=("update", "correction"), help=MESSAGES["kind"])
    parser.add_argument("--date", metavar="日期", help=MESSAGES["date"])


def add_common_options(parser: argparse.ArgumentParser) -> None:
    """Add what every publication takes."""
    parser.add_argument("--reason", required=True, metavar="理由", help=MESSAGES["reason"])
    parser.add_argument("--keep", type=_whole_number, default=_KEEP, metavar="个数", help=MESSAGES["keep"].format(keep=_KEEP))


def run(root: Path, call: Call) -> int:
    """Publish and print what came of it. Returns the exit code."""
    options = call.options
    return publish_and_tell(root, options.dir, MESSAGES["stopped"], reason=options.reason, keep=options.keep, version=options.version,
                            kind=options.kind, date=options.date)


def publish_and_tell(root: Path, target: str, stopped: str, **words: str | int | None) -> int:
    """Publish and print what came of it. Returns the exit code.

    Args:
        root: The project's root.
        target: DIR as the user wrote it.
        stopped: What to say where nothing is published.
        words: What else `releases.publishing.publish` takes.
    """
    from pathlib import Path

    from liandong.findings import DataError, render_findings
    from liandong.releases.publishing import publish
    from liandong.releases.render import render_text

    if not target.strip() or "\0" in target:
        print(MESSAGES["dir"])
        return WRONG_USE
    try:
        outcome = publish(root, Path(target), work_of(), **words)
    except DataError as error:
        print(error)
        print(stopped.format(target=target))
        return FINDINGS
    release = outcome.release
    if outcome.notes:
        print(render_findings(outcome.notes))
    if outcome.kept:
        print(MESSAGES["kept"].format(kept=outcome.kept.relative_to(root.resolve()).as_posix()))
    if not outcome.published:
        print(MESSAGES["already"].format(target=outcome.target, version=release.version))
        return CLEAN
    if outcome.comparison is not None:
        print(render_text(outcome.comparison))
    found = {"version": release.version, "kind": release.kind_label, "date": release.date, "index": outcome.target / "index.html"}
    print(MESSAGES["done" if outcome.new else "again"].format(**found))
    print(MESSAGES["package"].format(package=outcome.target / outcome.package))
    return CLEAN


def take_snapshot(root: Path, label: str) -> Snapshot:
    """Return what the project in `root` states, computed here; raises DataError where a cell fails or the data cannot be read."""
    from liandong.checks.calculations import sound_run
    from liandong.releases.snapshot import snapshot_of

    return snapshot_of(sound_run(root), label)


def work_of() -> Work:
    """Return how the real book is checked, computed and built."""
    from liandong.checks.book import run_checks
    from liandong.releases.publishing import Work
    from liandong.run.progress import Progress
    from liandong.site import MESSAGES as SITE_MESSAGES
    from liandong.site import build_site, render_build_result

    def build(project: Path) -> str:
        with Progress(SITE_MESSAGES["label"]) as progress:
            result = build_site(project, progress=progress, check=run_checks)
        if result.ok:
            return ""
        # The whole list, as `build` prints it; the finding that follows holds one line only.
        words = render_build_result(result, project)
        print(words)
        return words.splitlines()[0]

    return Work(run_checks, take_snapshot, build, lambda words: print(words, flush=True))
