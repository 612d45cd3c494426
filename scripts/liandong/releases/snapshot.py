"""What a project states at one moment: its statistics as the cells compute them, and the sentences that print them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.data.bulletins import bulletin_of, bulletin_slugs, default_bulletin
from liandong.findings import DataError, Finding, messages
from liandong.model import STATISTIC_MIME, Statistic
from liandong.model.bulletin import open_bulletin
from liandong.model.outputs import FIGURE_MIME
from liandong.releases.sentences import Page, book_pages

if TYPE_CHECKING:
    from liandong.run.book import BookRun

MESSAGES = messages(__name__)
# Runs in another copy of the project with that copy's own package, and leaves what its cells report in a file.
_RUN_ELSEWHERE = """\
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
root = Path(sys.argv[2]).resolve()
if not Path(sys.argv[1], "liandong", "cells.py").is_file():
    from liandong.releases.snapshot import parts_elsewhere
    result = Path(sys.argv[3])
    result.write_text(json.dumps(parts_elsewhere(root, result.parent)), encoding="utf-8")
    sys.exit()
# A copy whose package is from before the cells were run in one place.
from liandong.cells import run_book
runs = run_book(root)
records = [[run.page.relative_to(root).as_posix(), record.mime, record.data] for run in runs for _, record in run.records]
figures = [
    [run.page.relative_to(root).as_posix(), value.name, value.caption, [value.alt, list(value.headings), [list(row) for row in value.rows]]]
    for run in runs for _, value in getattr(run, "shown", []) if hasattr(value, "draw")
]
errors = [f"{error.page.name}: {type(error.error).__name__}: {error.error}" for run in runs for error in run.errors]
Path(sys.argv[3]).write_text(json.dumps([records, figures, errors]), encoding="utf-8")
"""


@dataclass(frozen=True)
class Snapshot:
    """What a project states.

    Attributes:
        label: how readers of a comparison know it, for example 现在 or 版本 2.
        statistics: the reported and the derived ones, by ``bulletin:id`` in the order of statistics.csv and derived.csv.
        pages: the pages that print statistics or show charts.
        figures: caption and checksum of what each chart shows, by ``bulletin:name``.
    """

    label: str
    statistics: dict[str, Statistic] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    figures: dict[str, dict] = field(default_factory=dict)


def take_snapshot(root: Path, label: str) -> Snapshot:
    """Return what the project in ``root`` states, computed here.

    Raises:
        DataError: a cell fails, or the data cannot be read.
    """
    from liandong.checks.calculations import check_runs
    from liandong.run.book import run_book

    run = run_book(root)
    if run.failed:
        found = [finding for page in run for error in page.errors for finding in error.findings]
        raise DataError(found or check_runs(run.root, run.pages))
    return make_snapshot(run.root, label, list(run.statistics.values()), _figures(run))


def parts_elsewhere(root: Path, folder: Path) -> tuple[list, list, list[str]]:
    """Return what the cells displayed (page, MIME type, data), the figures, and the errors; nothing is kept in the project.

    Args:
        root: the project, to which this package belongs.
        folder: an empty folder to work in.
    """
    from liandong.run.book import run_book

    run = run_book(root, kept_in=folder, here=True)
    shown = [(page.page.relative_to(run.root).as_posix(), mime, data) for page in run for _, mime, data in page.shown]
    return shown, _figures(run), [f"{error.page.name}: {error.kind}: {error.message}" for page in run for error in page.errors]


def _figures(run: BookRun) -> list[tuple[str, str, str, list]]:
    """Return page, name, caption, and alternative text with the table behind it, of each chart."""
    return [
        (page.page.relative_to(run.root).as_posix(), data["name"], data["caption"], [data["alt"], data["headings"], data["rows"]])
        for page in run for _, data in page.of(FIGURE_MIME)
    ]


def take_snapshot_elsewhere(root: Path, label: str) -> Snapshot:
    """Return what another copy of the project states, computed with its own package, so that changes of ours show too.

    Raises:
        DataError: E702 if its cells do not run.
    """
    root = root.resolve()
    own = root / "scripts"
    scripts = own if (own / "liandong").is_dir() else Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        result = Path(folder) / "reports.json"
        command = [sys.executable, "-P", "-c", _RUN_ELSEWHERE, str(scripts), str(root), str(result)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode or not result.is_file():
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise DataError([_not_computed(label, last)])
        shown, figures, errors = json.loads(result.read_text(encoding="utf-8"))
    if errors:
        raise DataError([_not_computed(label, words) for words in errors])
    statistics = [Statistic.from_json(data, page=page.removesuffix(".md")) for page, mime, data in shown if mime == STATISTIC_MIME]
    return make_snapshot(root, label, statistics, figures)


def make_snapshot(root: Path, label: str, statistics: list[Statistic], figures: list[tuple[str, str, str, list]]) -> Snapshot:
    """Return the snapshot of a project whose cells have run.

    Args:
        root: the project's root.
        label: the snapshot's.
        statistics: what the cells reported, each with its page.
        figures: page, name, caption, and alternative text with the table behind it, of each chart.
    """
    default = default_bulletin(root)
    reported = {":".join(statistic.key): statistic for statistic in reversed(statistics)}
    drawn: dict[str, dict] = {}
    for page, name, caption, shown in figures:
        # The drawing itself follows from these and changes with each version of the charting library.
        text = json.dumps([caption, shown], ensure_ascii=False)
        figure = {"caption": caption, "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest()}
        drawn.setdefault(f"{bulletin_of(Path(page).parts, default)}:{name}", figure)
    order = [
        f"{slug}:{name}"
        for kind in ("statistics", "derived")
        for slug in bulletin_slugs(root)
        for name in getattr(open_bulletin(slug, root), kind)
    ]
    ordered = {key: reported[key] for key in order if key in reported}
    return Snapshot(label, ordered, tuple(book_pages(root, ordered)), drawn)


def newest_dates(root: Path) -> dict[str, str]:
    """Return the newest ``as_of`` of each table that has one, and each bulletin's date, by the file's path below the root."""
    found: dict[str, str] = {}
    for slug in bulletin_slugs(root):
        bulletin = open_bulletin(slug, root)
        folder = f"data/bulletins/{slug}"
        found[f"{folder}/bulletin.yml"] = bulletin.published.isoformat()
        for resource in bulletin.package["resources"]:
            fields = {item["name"]: item for item in resource["schema"]["fields"]}
            if fields.get("as_of", {}).get("type") == "date" and not fields["as_of"].get("private"):
                days = [day for day in bulletin.table(resource["name"])["as_of"] if isinstance(day, date)]
                if days:
                    found[f"{folder}/{resource['path']}"] = max(days).isoformat()
    return found


def _not_computed(where: str, words: str) -> Finding:
    found = MESSAGES["not_computed"].format(where=where, words=words)
    return Finding("E702", "book", found=found, expected=MESSAGES["all_computed"])
