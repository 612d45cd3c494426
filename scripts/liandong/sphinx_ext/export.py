"""Writes what was computed for machines beside the pages: statistics.json, .csv and .xlsx, derived.json and training.json."""

import csv
import io
import json
from pathlib import Path

from sphinx.application import Sphinx

from liandong.bulletin import bulletin_slugs, open_bulletin
from liandong.office.statistics_workbook import LABELS, statistics_workbook
from liandong.sphinx_ext import build, store
from liandong.sphinx_ext.cards import Addresses
from liandong.training.ledger import SLUG as TRAINING
from liandong.training.ledger import has_ledger, open_ledger

FIELDS = ["bulletin", "id", "name_zh", "name_en", "unit", "reported", "computed", "verdict", "formula_zh", "inputs"]
TRAINING_FIELDS = ["id", "figure", "case", "name_zh", "name_en", "unit", "computed", "formula_zh", "inputs"]
CSV_FIELDS = ["bulletin", "id", "name_zh", "name_en", "unit", "reported", "hedge", "computed", "verdict", "formula_zh", "page", "anchor"]


def statistics_entry(record: dict, page: str) -> dict:
    """Returns a statistic as statistics.json holds it; ``page`` is relative to the site's root."""
    return {field: record[field] for field in FIELDS} | {
        "page": page, "anchor": build.anchor(record), "mentions": record["mentions"],
    }


def workbook_row(record: dict, sections: dict[str, str], address: str) -> dict[str, str]:
    """Returns a statistic's row of statistics.xlsx, in the words that readers see."""
    reported = record["reported"] or {"value": "", "hedge": ""}
    return {key: record[key] for key in ("bulletin", "id", "name_zh", "unit", "formula_zh", "definition_zh")} | {
        "section": sections.get(record["section"], record["section"]), "hedge": reported["hedge"], "reported": reported["value"],
        "computed": record["computed"]["printed"], "verdict": build.verdict_label(record), "address": address,
    }


def to_csv(entries: list[dict]) -> str:
    """Returns the statistics as CSV with a byte-order mark, so that Excel reads the Chinese."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_FIELDS, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for entry in entries:
        flat = entry | {
            "reported": entry["reported"]["printed"], "hedge": entry["reported"]["hedge"], "computed": entry["computed"]["printed"],
        }
        writer.writerow({key: _not_a_formula(value) for key, value in flat.items()})
    return "\ufeff" + text.getvalue()


def write(app: Sphinx, exception: Exception | None) -> None:
    """Writes the files of a successful HTML build, in the order of statistics.csv."""
    if exception or app.builder.format != "html":
        return
    records = store.reports(app.env)
    statistics, derived = [], []
    sheets: dict[str, list[dict[str, str]]] = {LABELS["statistics"]: [], LABELS["derived"]: []}
    days = []
    for slug in bulletin_slugs(Path(app.srcdir)):
        bulletin = open_bulletin(slug, Path(app.srcdir))
        days.append(bulletin.published)
        sections = bulletin.labels("statistics", "section")
        for ids, target, rows in zip((bulletin.statistics, bulletin.derived), (statistics, derived), sheets.values(), strict=True):
            found = [records[slug, name] for name in ids if (slug, name) in records]
            target += [statistics_entry(record, app.builder.get_target_uri(record["docname"])) for record in found]
            rows += [workbook_row(record, sections, Addresses(app.builder, record["docname"]).citation(record)) for record in found]
    out = Path(app.outdir)
    _write(out / "statistics.json", json.dumps(statistics, ensure_ascii=False, indent=1) + "\n")
    _write(out / "derived.json", json.dumps(derived, ensure_ascii=False, indent=1) + "\n")
    _write(out / "statistics.csv", to_csv(statistics))
    (out / "statistics.xlsx").write_bytes(statistics_workbook(sheets, max(days)))
    if has_ledger(Path(app.srcdir)):
        _write(out / "training.json", json.dumps(_training(app, records), ensure_ascii=False, indent=1) + "\n")


def _training(app: Sphinx, records: dict[tuple[str, str], dict]) -> dict:
    """Returns the figures of the teaching ledger, which say of themselves that they are fictional and join no other file."""
    ledger = open_ledger(Path(app.srcdir))
    found = [records[TRAINING, name] for name in ledger.figure_ids() if (TRAINING, name) in records]
    entries = [
        {key: record[key] for key in TRAINING_FIELDS} | {"page": app.builder.get_target_uri(record["docname"]), "anchor": build.anchor(record)}
        for record in found
    ]
    return {"title": ledger.info["title"], "label": ledger.label, "as_of": ledger.as_of.isoformat(), "figures": entries}


def _not_a_formula(value):
    """Returns a cell that a spreadsheet shows and never runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def setup(app: Sphinx) -> None:
    """Connects the writer."""
    app.connect("build-finished", write)
