"""What a project states at one moment: its statistics as the cells compute them, and the sentences that print them."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from liandong.bulletin import bulletin_of, bulletin_slugs, default_bulletin, open_bulletin
from liandong.charts.figure import Figure
from liandong.findings import DataError, Finding
from liandong.records import REPORT_MIME
from liandong.releases.sentences import Page, book_pages

MESSAGES = {
    "not_computed": "{where}的单元格没有全部算出来：{words}",
    "all_computed": "每个单元格都能运行",
}
# Runs in another copy of the project with that copy's own package, and leaves what its cells report in a file.
_RUN_ELSEWHERE = """\
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from liandong.cells import run_book
root = Path(sys.argv[2]).resolve()
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
        statistics: entries of statistics.json, and of derived.json with ``reported`` and ``verdict`` None, each with ``text``
            (what prose prints), by ``bulletin:id`` in the order of statistics.csv and derived.csv.
        pages: the pages that print statistics or show charts.
        figures: caption and checksum of what each chart shows, by ``bulletin:name``.
    """

    label: str
    statistics: dict[str, dict] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    figures: dict[str, dict] = field(default_factory=dict)


def take_snapshot(root: Path, label: str) -> Snapshot:
    """Returns what the project in ``root`` states, computed here.

    Raises:
        DataError: a cell fails, or the data cannot be read.
    """
    from liandong.cells import data_errors, run_book
    from liandong.proof_check import check_runs

    root = root.resolve()
    runs = run_book(root)
    if any(run.errors for run in runs):
        found = [finding for run in runs for error in run.errors for finding in data_errors(error)]
        raise DataError(found or check_runs(root, runs))
    records = [(run.page.relative_to(root).as_posix(), record.mime, record.data) for run in runs for _, record in run.records]
    figures = [
        (run.page.relative_to(root).as_posix(), value.name, value.caption, [value.alt, list(value.headings), [list(row) for row in value.rows]])
        for run in runs for _, value in run.shown if isinstance(value, Figure)
    ]
    return make_snapshot(root, label, records, figures)


def take_snapshot_elsewhere(root: Path, label: str) -> Snapshot:
    """Returns what another copy of the project states, computed with its own package, so that changes of ours show too.

    Raises:
        DataError: E702 if its cells do not run.
    """
    root = root.resolve()
    own = root / "scripts"
    scripts = own if (own / "liandong" / "cells.py").is_file() else Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        result = Path(folder) / "reports.json"
        command = [sys.executable, "-P", "-c", _RUN_ELSEWHERE, str(scripts), str(root), str(result)]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False)
        if done.returncode or not result.is_file():
            last = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise DataError([_not_computed(label, last)])
        records, figures, errors = json.loads(result.read_text(encoding="utf-8"))
    if errors:
        raise DataError([_not_computed(label, words) for words in errors])
    return make_snapshot(root, label, records, figures)


def make_snapshot(root: Path, label: str, records: list[tuple[str, str, dict]], figures: list[tuple[str, str, str, list]]) -> Snapshot:
    """Returns the snapshot of a project whose cells have run.

    Args:
        root: the project's root.
        label: the snapshot's.
        records: page (path below the root), MIME type and data of each record.
        figures: page, name, caption, and alternative text with the table behind it, of each chart.
    """
    from liandong.sphinx_ext.export import statistics_entry

    default = default_bulletin(root)
    entries: dict[str, dict] = {}
    for page, mime, data in records:
        if mime == REPORT_MIME:
            entry = statistics_entry(data, Path(page).with_suffix(".html").as_posix()) | {"text": data["text"]}
            entries.setdefault(f"{data['bulletin']}:{data['id']}", entry)
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
    statistics = {key: entries[key] for key in order if key in entries}
    return Snapshot(label, statistics, tuple(book_pages(root, statistics)), drawn)


def newest_dates(root: Path) -> dict[str, str]:
    """Returns the newest ``as_of`` of each table that has one, and each bulletin's date, by the file's path below the root."""
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
