"""A comparison as text for the screen, as JSON for programs, as one HTML page for whoever checks before publishing."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from fractions import Fraction
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from liandong.findings import messages, printable
from liandong.model import Statistic, exact_text, plain, quantity_text
from liandong.releases.compare import ADDED, CHANGED, REMOVED, Comparison, PageChange, SentenceChange, StatisticChange
from liandong.run.progress import cells

LABELS = messages(__name__, "labels")
HEADINGS = LABELS["headings"]
# Fields that no column shows are told below the row.
FIELDS = messages(__name__, "fields")
TEXT_LIMIT = 200
# A figure is marked whole, not only the digit that differs.
_TOKEN = re.compile(r"\d[\d.]*|.", re.DOTALL)


def render_text(comparison: Comparison) -> str:
    """Return the comparison for the screen: a table of statistics, then pages with their sentences before and after."""
    rows = [
        [printable(cell, TEXT_LIMIT) for cell in (comparison.name(change), *statistic_cells(change))]
        for change in comparison.statistics
    ]
    return _render("comparison.txt", comparison, table=text_table([HEADINGS, *rows]), limit=TEXT_LIMIT).rstrip("\n")


def render_json(comparison: Comparison) -> str:
    """Return the comparison as JSON; exact differences are decimals or fractions as text."""
    statistics = [
        {
            "statistic": change.key, "kind": change.kind, "name_zh": change.newer.name_zh, "unit": change.newer.unit,
            "difference": None if change.difference is None else plain(change.difference),
            "fields": change.fields, "before": _json_side(change.before), "after": _json_side(change.after),
        }
        for change in comparison.statistics
    ]
    pages = [asdict(page) for page in comparison.pages]
    value = {"format": 1, "before": comparison.before, "after": comparison.after, "unchanged": comparison.unchanged}
    return json.dumps(value | {"statistics": statistics, "pages": pages}, ensure_ascii=False, indent=1) + "\n"


def render_html(comparison: Comparison) -> str:
    """Return the comparison as one page that needs no other file."""
    return _render("comparison.html", comparison, cells=statistic_cells, marked=_marked)


def _render(template: str, comparison: Comparison, **more: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=template.endswith(".html"),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    # Characters that would turn the line around are shown as escapes.
    environment.filters["shown"] = lambda text, limit=None: printable(text, limit or len(text))
    return environment.get_template(template).render(
        comparison=comparison, labels=LABELS, title=_title(comparison), summary=_summary(comparison),
        fields=other_fields, lists=lambda page: _lists(page, comparison), **more,
    )


def statistic_cells(change: StatisticChange) -> list[str]:
    """Return the cells of a statistic's row after its name, as `HEADINGS` names them."""
    (_, old, was), (_, new, is_now) = stated(change.before), stated(change.after)
    return [old, new, difference_text(change), was, is_now]


def stated(statistic: Statistic | None) -> tuple[str, str, str]:
    """Return in words the bulletin's own figure, the computed one (or, with its hedge, the copied one), the verdict."""
    if statistic is None:
        return (LABELS["none_value"],) * 3
    figure = statistic.computed_text or LABELS["no_value"]
    if statistic.copied:
        figure = quantity_text(statistic.computed.printed, statistic.unit, statistic.hedge)
    return statistic.reported_text or LABELS["none_value"], figure, statistic.label


def difference_text(change: StatisticChange) -> str:
    """Return the change: +1项, −3.448…个百分点, 新增, 减少; digits that go on are cut and marked with dots."""
    if change.kind != CHANGED:
        return LABELS[change.kind]
    value = change.difference
    if not value:
        return LABELS["none_value"]
    # As many decimals as the two figures are printed with; a difference whose digits go on shows some more.
    printed = [statistic.computed.printed for statistic in (change.before, change.after)]
    decimals = max([len(text.partition(".")[2]) for text in printed if "—" not in text] + [0])
    unit = LABELS["pp"] if change.newer.unit == "%" else change.newer.unit
    return f"{'+' if value > 0 else '−'}{exact_text(abs(Fraction(value)), decimals)}{unit}"


def other_fields(change: StatisticChange) -> list[str]:
    """Return in words, old and new, what differs and stands in no column of the row."""
    told, both = [], (change.before, change.after)
    for name in (name for name in change.fields if name in FIELDS):
        old, new = (stated(side)[0] if name == "reported" else getattr(side, name) for side in both)
        told.append(LABELS["field"].format(name=FIELDS[name], old=old, new=new))
    return told


def text_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table; a Chinese character takes two columns of the screen."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    padded = ([cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return ["  ".join(row).rstrip() for row in padded]


def _title(comparison: Comparison, key: str = "title") -> str:
    return LABELS[key].format(before=printable(comparison.before), after=printable(comparison.after))


def _summary(comparison: Comparison) -> str:
    """Return in one sentence how much differs."""
    if comparison.empty:
        return _title(comparison, "none")
    kinds = {kind: sum(change.kind == kind for change in comparison.statistics) for kind in (CHANGED, ADDED, REMOVED)}
    sentences = sum(len(page.sentences) for page in comparison.pages)
    counts = {"unchanged": comparison.unchanged, "pages": len(comparison.pages), "sentences": sentences}
    return LABELS["counts"].format(**kinds, **counts)


def _lists(page: PageChange, comparison: Comparison) -> list[str]:
    names = {change.key: comparison.name(change) for change in comparison.statistics}
    computes, tables = ([names[key] for key in listed] for listed in (page.computes, page.tables))
    lists = {"computes": computes, "tables": tables, "figures": page.figures}
    return [LABELS[key].format(names=LABELS["joined"].join(listed)) for key, listed in lists.items() if listed]


def _json_side(statistic: Statistic | None) -> dict | None:
    if statistic is None:
        return None
    data = statistic.to_public_json() | {"text": statistic.text}
    return {key: data[key] for key in ("text", "reported", "computed", "verdict", "formula_zh", "page", "anchor")}


def _marked(sentence: SentenceChange) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return both sentences as pieces, each with the tag that marks it where it differs."""
    before, after = sentence.before, sentence.after
    if before is None or after is None:
        missing = [("", LABELS["not_there"])]
        old, new = (missing, [("ins", after)]) if before is None else ([("del", before)], missing)
    else:
        one, other = _TOKEN.findall(before), _TOKEN.findall(after)
        steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        old = [("" if kind == "equal" else "del", "".join(one[i:j])) for kind, i, j, _, _ in steps if i < j]
        new = [("" if kind == "equal" else "ins", "".join(other[k:m])) for kind, _, _, k, m in steps if k < m]
    return [(LABELS["old"], old), (LABELS["new"], new)]
