"""A comparison as text for the screen, as JSON for programs, as one HTML page for whoever checks before publishing."""

import html
import json
import re
from difflib import SequenceMatcher
from fractions import Fraction

from liandong.findings import messages, printable
from liandong.model import Statistic, exact_text, plain, quantity_text
from liandong.releases.compare import ADDED, CHANGED, REMOVED, Comparison, PageChange, StatisticChange
from liandong.run.progress import cells

LABELS = messages(__name__, "labels")
HEADINGS = ["指标", "旧", "新", "变化", "旧结论", "新结论"]
# Fields that no column shows are told below the row.
FIELDS = {"name_zh": "名称", "unit": "单位", "reported": "简报", "formula_zh": "算式"}
TEXT_LIMIT = 200

# A figure is marked whole, not only the digit that differs.
_TOKEN = re.compile(r"\d[\d.]*|.", re.DOTALL)
_CSS = """\
body{font:16px/1.6 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:72rem;margin:2rem auto;
padding:0 1rem;color:#1a202c;background:#fff}
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #cbd5e0;padding:.3rem .6rem;text-align:left;vertical-align:top;
overflow-wrap:anywhere}th{background:#edf2f7}td.number{font-variant-numeric:tabular-nums}.id,.more{color:#4a5568;font-size:.85em}
del{background:#fde8e8;text-decoration:line-through}ins{background:#e3f4e8;text-decoration:none}dl.sentence{margin:.5rem 0 1rem}
dl.sentence dt{float:left;clear:left;width:2.5em;font-weight:600}dl.sentence dd{margin-left:3em;overflow-wrap:anywhere}h3{margin-bottom:.2rem}
@media print{body{margin:0}}"""


def render_text(comparison: Comparison) -> str:
    """Return the comparison for the screen: a table of statistics, then pages with their sentences before and after."""
    if comparison.empty:
        return LABELS["none"].format(before=printable(comparison.before), after=printable(comparison.after))
    lines = [LABELS["title"].format(before=printable(comparison.before), after=printable(comparison.after)), counts_text(comparison), ""]
    lines += [LABELS["statistics"]]
    if comparison.statistics:
        rows = [[printable(cell, TEXT_LIMIT) for cell in statistic_row(change)] for change in comparison.statistics]
        table = text_table([HEADINGS, *rows])
        lines.append(table[0])
        for change, line in zip(comparison.statistics, table[1:], strict=True):
            lines.append(line)
            lines += [f"    {printable(LABELS['field'].format(name=name, old=old, new=new), 2 * TEXT_LIMIT)}"
                      for name, old, new in other_fields(change)]
    else:
        lines.append(LABELS["no_statistics"])
    if comparison.pages:
        names = {change.key: change.newer.name_zh for change in comparison.statistics}
        lines += ["", LABELS["pages"]]
        for page in comparison.pages:
            lines.append(f"{printable(page.name, TEXT_LIMIT)}.md  {printable(page.title)}".rstrip())
            for sentence in page.sentences:
                lines += [f"    {LABELS[key]}：{printable(text, TEXT_LIMIT)}"
                          for key, text in (("old", sentence.before), ("new", sentence.after)) if text is not None]
            lines += [f"    {printable(words, TEXT_LIMIT)}" for words in _lists(page, names)]
    return "\n".join(lines)


def counts_text(comparison: Comparison) -> str:
    """Return in one sentence how much differs."""
    kinds = {kind: sum(change.kind == kind for change in comparison.statistics) for kind in (CHANGED, ADDED, REMOVED)}
    sentences = sum(len(page.sentences) for page in comparison.pages)
    return LABELS["counts"].format(**kinds, unchanged=comparison.unchanged, pages=len(comparison.pages), sentences=sentences)


def render_json(comparison: Comparison) -> str:
    """Return the comparison as JSON; exact differences are decimals or fractions as text."""
    value = {
        "format": 1,
        "before": comparison.before,
        "after": comparison.after,
        "unchanged": comparison.unchanged,
        "statistics": [
            {
                "statistic": change.key, "kind": change.kind, "name_zh": change.newer.name_zh, "unit": change.newer.unit,
                "difference": None if change.difference is None else plain(change.difference), "fields": list(change.fields),
                "before": _json_side(change.before), "after": _json_side(change.after),
            }
            for change in comparison.statistics
        ],
        "pages": [
            {
                "page": page.name, "title": page.title, "computes": list(page.computes), "tables": list(page.tables),
                "figures": list(page.figures),
                "sentences": [
                    {"before": sentence.before, "after": sentence.after, "statistics": list(sentence.statistics)}
                    for sentence in page.sentences
                ],
            }
            for page in comparison.pages
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def render_html(comparison: Comparison) -> str:
    """Return the comparison as one page that needs no other file; every text from the data is escaped."""
    title = LABELS["title"].format(before=comparison.before, after=comparison.after)
    parts = [f"<h1>{_escape(title)}</h1>"]
    if comparison.empty:
        parts.append(f"<p>{_escape(LABELS['none'].format(before=comparison.before, after=comparison.after))}</p>")
    else:
        parts += [f"<p>{_escape(counts_text(comparison))}</p>", f"<h2>{LABELS['statistics']}</h2>", *_html_statistics(comparison)]
        if comparison.pages:
            names = {change.key: change.newer.name_zh for change in comparison.statistics}
            parts += [f"<h2>{LABELS['pages']}</h2>", *(line for page in comparison.pages for line in _html_page(page, names))]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_escape(title)}</title><style>{_CSS}</style>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def statistic_row(change: StatisticChange) -> list[str]:
    """Return the cells of a statistic's row, as ``HEADINGS`` names them."""
    return [
        change.newer.name_zh, value_text(change.before), value_text(change.after), difference_text(change),
        verdict_text(change.before), verdict_text(change.after),
    ]


def value_text(statistic: Statistic | None) -> str:
    """Return the figure with its unit: as computed, or, with its hedge, as copied."""
    if statistic is None:
        return LABELS["none_value"]
    if statistic.copied:
        return quantity_text(statistic.computed.printed, statistic.unit, statistic.hedge)
    return statistic.computed_text or LABELS["no_value"]


def reported_text(statistic: Statistic | None) -> str:
    """Return the bulletin's own figure."""
    return (statistic.reported_text if statistic else "") or LABELS["none_value"]


def verdict_text(statistic: Statistic | None) -> str:
    """Return the verdict in words."""
    return statistic.label if statistic else LABELS["none_value"]


def difference_text(change: StatisticChange) -> str:
    """Return the change: +1项, −3.448…个百分点, 新增, 减少; digits that go on are cut and marked with dots."""
    if change.kind != CHANGED:
        return LABELS[change.kind]
    value = change.difference
    if not value:
        return LABELS["none_value"]
    unit = LABELS["pp"] if change.newer.unit == "%" else change.newer.unit
    sign = "+" if value > 0 else "−"
    return f"{sign}{exact_text(abs(Fraction(value)), _decimals(change))}{unit}"


def other_fields(change: StatisticChange) -> list[tuple[str, str, str]]:
    """Return name, old and new of what differs and stands in no column of the row."""
    if change.kind != CHANGED:
        return []

    def shown(name: str, statistic: Statistic) -> str:
        return reported_text(statistic) if name == "reported" else getattr(statistic, name)

    return [(FIELDS[name], shown(name, change.before), shown(name, change.after)) for name in change.fields if name in FIELDS]


def text_table(rows: list[list[str]]) -> list[str]:
    """Return the lines of a table; a Chinese character takes two columns of the screen."""
    widths = [max(cells(row[column]) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _decimals(change: StatisticChange) -> int:
    """Return how many decimals the two figures are printed with; a difference whose digits go on shows some more."""
    printed = [statistic.computed.printed for statistic in (change.before, change.after)]
    return max([len(text.partition(".")[2]) for text in printed if "—" not in text] + [0])


def _lists(page: PageChange, names: dict[str, str]) -> list[str]:
    computes, tables = ([names[name] for name in listed] for listed in (page.computes, page.tables))
    lists = (("computes", computes), ("tables", tables), ("figures", page.figures))
    return [LABELS[key].format(names=LABELS["joined"].join(listed)) for key, listed in lists if listed]


def _json_side(statistic: Statistic | None) -> dict | None:
    if statistic is None:
        return None
    data = statistic.to_public_json() | {"text": statistic.text}
    return {key: data[key] for key in ("text", "reported", "computed", "verdict", "formula_zh", "page", "anchor")}


def _html_statistics(comparison: Comparison) -> list[str]:
    if not comparison.statistics:
        return [f"<p>{LABELS['no_statistics']}</p>"]
    lines = ["<table><thead><tr>" + "".join(f"<th>{heading}</th>" for heading in HEADINGS) + "</tr></thead><tbody>"]
    for change in comparison.statistics:
        first, *rest = statistic_row(change)
        more = "".join(f'<div class="more">{_escape(LABELS["field"].format(name=name, old=old, new=new))}</div>'
                       for name, old, new in other_fields(change))
        name = f'{_escape(first)}<div class="id">{_escape(change.key)}</div>{more}'
        lines.append(f"<tr><td>{name}</td>" + "".join(f'<td class="number">{_escape(cell)}</td>' for cell in rest) + "</tr>")
    return [*lines, "</tbody></table>"]


def _html_page(page: PageChange, names: dict[str, str]) -> list[str]:
    lines = [f'<h3>{_escape(page.title or page.name)}</h3><p class="id">{_escape(page.name)}.md</p>']
    for sentence in page.sentences:
        before, after = _marked(sentence.before, sentence.after)
        lines.append(f'<dl class="sentence"><dt>{LABELS["old"]}</dt><dd>{before}</dd><dt>{LABELS["new"]}</dt><dd>{after}</dd></dl>')
    return lines + [f"<p>{_escape(words)}</p>" for words in _lists(page, names)]


def _marked(before: str | None, after: str | None) -> tuple[str, str]:
    """Return both sentences escaped, with what differs marked."""
    if before is None or after is None:
        missing = _escape(LABELS["not_there"])
        return (missing, f"<ins>{_escape(after)}</ins>") if before is None else (f"<del>{_escape(before)}</del>", missing)
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    sides: tuple[list[str], list[str]] = ([], [])
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for side, tokens, mark in ((0, old[i:j], "del"), (1, new[k:m], "ins")):
            text = _escape("".join(tokens))
            sides[side].append(text if kind == "equal" or not text else f"<{mark}>{text}</{mark}>")
    return "".join(sides[0]), "".join(sides[1])


def _escape(text: str) -> str:
    """Return a text for HTML; characters that would turn the line around are shown as escapes."""
    return html.escape(printable(text, len(text)), quote=True)
