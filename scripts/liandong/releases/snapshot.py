"""What a project states at one moment: its statistics as the cells compute them, and the sentences that print them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from liandong.data.bulletins import BULLETINS, bulletin_of, bulletin_slugs, default_bulletin
from liandong.data.files import sha256
from liandong.data.tables import read_values
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
runs = [(run, run.page.relative_to(root).as_posix()) for run in run_book(root)]
records = [[page, record.mime, record.data] for run, page in runs for _, record in run.records]
records += [
    [page, sys.argv[4], {name: getattr(value, name) for name in ("name", "caption", "alt", "headings", "rows")}]
    for run, page in runs for _, value in getattr(run, "shown", []) if hasattr(value, "draw")
]
errors = [f"{error.page.name}: {type(error.error).__name__}: {error.error}" for run, _ in runs for error in run.errors]
Path(sys.argv[3]).write_text(json.dumps([records, errors]), encoding="utf-8")
"""


@dataclass(frozen=True)
class Snapshot:
    """What a project states."""

    label: str  # how readers of a comparison know it, for example 现在 or 版本 2
    # The reported and the derived ones, by ``bulletin:id``, in the order of statistics.csv and derived.csv.
    statistics: dict[str, Statistic] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()  # those that print statistics or show charts
    figures: dict[str, dict] = field(default_factory=dict)  # caption and checksum of charts, by ``bulletin:name``


def snapshot_of(run: BookRun, label: str) -> Snapshot:
    """Return what the project states whose cells have run without an error."""
    return _make_snapshot(run.root, label, _parts_of(run)[0])


def take_snapshot_elsewhere(root: Path, label: str) -> Snapshot:
    """Return what another copy of the project states, computed with its own package: our changes show too."""
    def refuse(errors: list[str]) -> None:
        wording = MESSAGES["not_computed"]
        raise DataError(Finding.worded("E702", "book", wording, where=label, words=words) for words in errors)

    root = root.resolve()
    own = root / "scripts"
    scripts = own if (own / "liandong").is_dir() else Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory(prefix="liandong-") as folder:
        result = Path(folder) / "reports.json"
        command = [sys.executable, "-P", "-c", _RUN_ELSEWHERE, str(scripts), str(root), str(result), FIGURE_MIME]
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        environment |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        spoken = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
        done = subprocess.run(command, env=environment, check=False, **spoken)
        if done.returncode or not result.is_file():
            refuse((done.stderr.strip().splitlines() or ["?"])[-1:])
        # Between the two, packages of some time ago told the charts once more.
        shown, *_, errors = json.loads(result.read_text(encoding="utf-8"))
    if errors:
        refuse(errors)
    return _make_snapshot(root, label, shown)


def parts_elsewhere(root: Path, folder: Path) -> tuple[list, list[str]]:
    """Return what the cells of this package's own project gave; only `folder`, an empty one, keeps anything of it."""
    from liandong.run.book import run_book

    return _parts_of(run_book(root, kept_in=folder, here=True))


def newest_dates(root: Path) -> dict[str, str]:
    """Return the newest ``as_of`` of each table that has one, and each bulletin's date, by the file's path."""
    found: dict[str, str] = {}
    for slug in bulletin_slugs(root):
        bulletin = open_bulletin(slug, root)
        folder = (BULLETINS / slug).as_posix()
        found[f"{folder}/bulletin.yml"] = bulletin.published.isoformat()
        for resource in bulletin.package["resources"]:
            as_of = next((item for item in resource["schema"]["fields"] if item["name"] == "as_of"), {})
            if as_of.get("type") == "date" and not as_of.get("private"):
                table = read_values(bulletin.scan(resource["name"]), resource["schema"])
                days = list(filter(None, table.values["as_of"]))
                if days:
                    found[f"{folder}/{resource['path']}"] = max(days).isoformat()
    return found


def _parts_of(run: BookRun) -> tuple[list, list[str]]:
    """Return what cells displayed (page, MIME type, data), and the errors."""
    shown = [(page.page.relative_to(run.root).as_posix(), mime, data) for page in run for _, mime, data in page.shown]
    errors = [f"{error.page.name}: {error.kind}: {error.message}" for page in run for error in page.errors]
    return shown, errors


def _make_snapshot(root: Path, label: str, shown: list[tuple[str, str, dict]]) -> Snapshot:
    """Return the snapshot of a project whose cells displayed `shown` (page, MIME type, data)."""
    default = default_bulletin(root)
    found = [(page.removesuffix(".md"), data) for page, mime, data in shown if mime == STATISTIC_MIME]
    statistics = [Statistic.from_json(data, page=page) for page, data in reversed(found)]
    reported = {":".join(statistic.key): statistic for statistic in statistics}
    drawn: dict[str, dict] = {}
    for page, data in ((page, data) for page, mime, data in shown if mime == FIGURE_MIME):
        # The drawing itself follows from these and changes with each version of the charting library.
        stated = [data["caption"], [data["alt"], data["headings"], data["rows"]]]
        checksum = sha256(json.dumps(stated, ensure_ascii=False).encode("utf-8"))
        key = f"{bulletin_of(Path(page).parts, default)}:{data['name']}"
        drawn.setdefault(key, {"caption": data["caption"], "sha256": checksum})
    bulletins = {slug: open_bulletin(slug, root) for slug in bulletin_slugs(root)}
    order = [(slug, getattr(one, kind)) for kind in ("statistics", "derived") for slug, one in bulletins.items()]
    keys = [f"{slug}:{name}" for slug, names in order for name in names]
    ordered = {key: reported[key] for key in keys if key in reported}
    return Snapshot(label, ordered, tuple(book_pages(root, ordered)), drawn)
