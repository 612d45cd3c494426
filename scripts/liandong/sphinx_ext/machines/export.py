"""Writes what was computed beside the pages: statistics.json, .csv and .xlsx, derived.json and training.json."""

import csv
import io
import json
from pathlib import Path

from sphinx.application import Sphinx

from liandong.course.training.ledger import SLUG as TRAINING
from liandong.course.training.ledger import has_ledger, open_ledger
from liandong.data.bulletins import bulletin_slugs
from liandong.model import Statistic
from liandong.model.bulletin import open_bulletin
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import beside_html
from liandong.sphinx_ext.statistics.cards import Addresses

CSV_FIELDS = ["bulletin", "id", "name_zh", "name_en", "unit", "reported", "hedge", "computed", "verdict", "relation",
              "reach", "formula_zh", "page", "anchor"]


def workbook_row(statistic: Statistic, sections: dict[str, str], address: str) -> dict[str, str]:
    """Return a statistic's row of statistics.xlsx, in the words that readers see."""
    reported = statistic.reported
    same = ("bulletin", "id", "name_zh", "unit", "formula_zh", "definition_zh")
    return {key: getattr(statistic, key) for key in same} | {
        "section": sections.get(statistic.section, statistic.section), "hedge": reported.hedge if reported else "",
        "reported": f"{reported.value:f}" if reported else "",
        "computed": "" if statistic.copied else statistic.computed.printed,
        "verdict": statistic.label, "address": address,
    }


def to_csv(entries: list[dict]) -> str:
    """Return the statistics as CSV with a byte-order mark, so that Excel reads the Chinese."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_FIELDS, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for entry in entries:
        flat = entry | {
            "reported": entry["reported"]["printed"], "hedge": entry["reported"]["hedge"],
            "computed": (entry["computed"] or {}).get("printed", ""),
            "relation": (entry["relation"] or {}).get("title", ""), "reach": (entry["relation"] or {}).get("reach", ""),
        }
        writer.writerow({key: _not_a_formula(value) for key, value in flat.items()})
    return "\ufeff" + text.getvalue()


@beside_html
def write(app: Sphinx) -> None:
    """Write the files, in the order of statistics.csv."""
    # Here: most processes that load this module make no workbook.
    from liandong.office.statistics_workbook import LABELS, statistics_workbook

    root, known = Path(app.srcdir), store.statistics(app.env)
    lists: dict[str, list[Statistic]] = {LABELS["statistics"]: [], LABELS["derived"]: []}
    sheets: dict[str, list[dict[str, str]]] = {title: [] for title in lists}
    bulletins = [open_bulletin(slug, root) for slug in bulletin_slugs(root)]
    for bulletin in bulletins:
        sections = bulletin.labels("statistics", "section")
        for title, ids in zip(lists, (bulletin.statistics, bulletin.derived), strict=True):
            found = [known[bulletin.slug, name] for name in ids if (bulletin.slug, name) in known]
            lists[title] += found
            sheets[title] += [workbook_row(one, sections, Addresses(app.builder, one.page).citation(one))
                              for one in found]
    statistics, derived = ([statistic.to_public_json() for statistic in found] for found in lists.values())
    files = {"statistics.json": _json(statistics), "derived.json": _json(derived), "statistics.csv": to_csv(statistics)}
    if has_ledger(root):
        files["training.json"] = _json(_training(root, known))
    for name, text in files.items():
        (Path(app.outdir) / name).write_bytes(text.encode("utf-8"))
    newest = max(bulletin.published for bulletin in bulletins)
    (Path(app.outdir) / "statistics.xlsx").write_bytes(statistics_workbook(sheets, newest))


def _training(root: Path, known: dict[tuple[str, str], Statistic]) -> dict:
    """Return the figures of the teaching ledger, which say that they are fictional and join no other file."""
    ledger = open_ledger(root)
    entries = [known[TRAINING, name].to_public_json() for name in ledger.figure_ids() if (TRAINING, name) in known]
    return {"title": ledger.info["title"], "label": ledger.label, "as_of": ledger.as_of.isoformat(), "figures": entries}


def _not_a_formula(value):
    """Return a cell that a spreadsheet shows and never runs."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _json(value: list | dict) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
