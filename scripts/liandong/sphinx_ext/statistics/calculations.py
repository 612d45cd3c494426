"""Names the box over each cell's code by what the cell does, and gives the line that computes a statistic an address.

A card's link to the calculation leads to that line: browsers open the box around it. Cells that only load programs and
data are out of sight. Works on the HTML of a page's text: highlighted code is text without any other place for an
anchor.
"""

from __future__ import annotations

import re
from html import escape, unescape

from liandong.findings import messages
from liandong.pages.tracing.html import COMPUTED

LABELS = messages(__name__, "labels")
ANCHOR, ROW_ANCHOR = "calculation-{id}", "stat-"
MOST_NAMES = 2
CELL = re.compile(r'<div class="cell (?:[a-z_-]+ )*?docutils container">\n')
SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)
CODE = re.compile(r"(?<=<pre>)(?:<span></span>)?(?P<code>.*?)\n?(?=</pre>)", re.DOTALL)
DIVISION = re.compile(r"<div\b|</div>")
TAG = re.compile(r'<a class="headerlink".*?</a>|<[^>]+>')
ROW = re.compile(r'<tr[^>]* id="stat-(?P<id>[^"]+)"><td[^>]*>(?P<name>.*?)</td>', re.DOTALL)
# What else a cell shows, by the words that name it.
SHOWN = {
    "draw": re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL),
    "switch": re.compile(r'<section class="basis-switch"[^>]* aria-label="([^"：]*)'),
    "list": re.compile(r'<table data-kind="table"[^>]*>\s*<caption>(.*?)</caption>', re.DOTALL),
}
# One of several of a kind: 各单位办结率（甲局）.
CASE = re.compile(r"（[^（）]*）$")
STRING = re.compile(r"""["']([A-Za-z0-9_.-]+)["']""")
REPORT = re.compile(r"\.(?:report|derive)\(")
LOADING = re.compile(r"from |import |[a-z_, ]+ = (?:open_\w+\([^()]*\)(?:, )?)+$")


def name_cells(body: str) -> str:
    """Return a page's HTML with its cells named and the lines of code that compute statistics given anchors."""
    parts, end = [], 0
    for match in CELL.finditer(body):
        if match.start() < end:
            continue
        stop = _end_of_division(body, match.start())
        parts += [body[end:match.start()], _name_cell(body[match.start():stop])]
        end = stop
    return "".join([*parts, body[end:]])


def _end_of_division(body: str, start: int) -> int:
    depth = 0
    for tag in DIVISION.finditer(body, start):
        depth += 1 if tag[0] == "<div" else -1
        if not depth:
            return tag.end()
    return len(body)


def _name_cell(cell: str) -> str:
    code = CODE.search(cell)
    if not code:
        return cell
    lines, output = code["code"].split("\n"), cell[code.end():]
    rows = [(row["id"], _words(row["name"])) for row in ROW.finditer(output)]
    shown = {"compute": [name for _, name in rows]}
    shown |= {kind: [_words(one) for one in found.findall(output)] for kind, found in SHOWN.items()}
    kind = next((kind for kind, names in shown.items() if names), "prepare")
    if kind == "prepare" and all(not line.strip() or LOADING.match(_words(line)) for line in lines):
        return cell.replace("<div", "<div hidden", 1)
    names = _without_cases(shown.get(kind, []))
    more = LABELS["more"] if len(names) > MOST_NAMES else ""
    label = LABELS[kind].format(names=LABELS["joined"].join(names[:MOST_NAMES]) + more)
    title = f'<summary data-kind="{COMPUTED}"><span class="admonition-title">{escape(label)}</span></summary>'
    named = _with_anchors(lines, [name for name, _ in rows])
    cell = cell[: code.start("code")] + named + cell[code.end("code"):]
    return SUMMARY.sub(lambda _: title, cell, count=1)


def _without_cases(names: list[str]) -> list[str]:
    """Return the names, each once; several of a kind by what they have in common."""
    kinds = [CASE.sub("", name) for name in names]
    return list(dict.fromkeys(kind if kinds.count(kind) > 1 else name for name, kind in zip(names, kinds, strict=True)))


def _with_anchors(lines: list[str], statistics: list[str]) -> str:
    """Return lines of highlighted code, those that report a statistic marked and with its anchor before them."""
    words = [_words(line) for line in lines]
    anchors: dict[int, list[str]] = {}
    for name in statistics:
        anchors.setdefault(_line_of(words, name), []).append(ANCHOR.format(id=name))
    for number, ids in anchors.items():
        places = "".join(f'<span id="{one}"></span>' for one in ids)
        line = lines[number]
        # A line inside a string of several lines is no element of its own.
        whole = line.count("<span") == line.count("</span>")
        lines[number] = f'<span class="code-line">{places}{line}</span>' if whole else f"{places}{line}"
    return "\n".join(lines)


def _line_of(words: list[str], statistic: str) -> int:
    """Return the line that names the statistic or the longest beginning of its id; else the first that reports any."""
    named = [
        (len(name), -number)
        for number, line in enumerate(words)
        for name in (found.replace(".", "-") for found in STRING.findall(line))
        if statistic == name or statistic.startswith(f"{name}-")
    ]
    if named:
        return -max(named)[1]
    return next((number for number, line in enumerate(words) if REPORT.search(line)), 0)


def _words(html: str) -> str:
    return unescape(TAG.sub("", html)).strip()
