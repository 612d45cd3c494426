"""Judges whether the shares of one whole add up to 100 within what rounding allows.

Title: 各项占比之和
Meaning: 把一个整体分成互不重叠的几项，各项比率之和应为100%，误差不超过各项四舍五入的误差之和。
True: 三次产业比重为4.0∶37.7∶58.3。
False 矛盾: 三次产业比重为4.0∶37.7∶57.3。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import Finding
from zhproof.quantities import Numeral
from zhproof.relations.arithmetic import admitted, show_interval, show_sum, total_of
from zhproof.relations.binding import is_change
from zhproof.relations.context import Context, Figure
from zhproof.relations.judging import confirmed, mismatched
from zhproof.relations.ratios import find_printed_ratios
from zhproof.relations.words import partition_of

RULE = "shares-sum"
_ALL = 100
_STRUCTURE = re.compile(r"(?:比重|结构|占比|构成|比例)[^，。；]{0,12}$")
_CLASSES = re.compile(r"分(?:为|成)[^，。；]{0,6}$")


def check(context: Context) -> Iterator[Finding]:
    """Yield the findings on shares of one whole."""
    for terms, before in find_printed_ratios(context):
        if len(terms) >= 3 and _STRUCTURE.search(before) and 80 < sum(term.value for term in terms) < 120:
            yield _judge(terms)
    for figures in context.sentences:
        for run in _runs(figures):
            leads = [_head(figure) for figure in run]
            partition = partition_of(leads)
            if partition and partition[0] != "votes" and not all("占" in figure.lead for figure in run):
                # 市级完成率95%，县级完成率90%: a rate for each member, and no share of one whole.
                continue
            if partition and (partition[1] or sum(figure.value for figure in run) >= _ALL) or _counts_classes(figures, run) or _is_closed(figures, run):
                yield _judge([figure.numeral for figure in run])


def _judge(numerals: Sequence[Numeral]) -> Finding:
    if _sums_to_all(numerals):
        return confirmed(RULE, numerals, f"{show_sum(numerals)}%", "各项占比之和为100%，或只差四舍五入的误差。")
    total = total_of(numerals)
    return mismatched(
        RULE, numerals, _sums_to_all, f"{show_sum(numerals)}% ≠ 100%",
        f"计入四舍五入的误差，合计在 {show_interval(total, max(n.decimals for n in numerals) + 1)} % 之间，不含100%。",
    )  # fmt: skip


def _sums_to_all(numerals: Sequence[Numeral]) -> bool:
    total = total_of(numerals)
    closed_lower, closed_upper = total.lower, total.upper
    # The ends are admitted: at each of them every term is an exact tie.
    return closed_lower is not None and closed_lower <= _ALL and (closed_upper is None or closed_upper >= _ALL)


def _runs(figures: list[Figure]) -> Iterator[list[Figure]]:
    """Run of at least two shares with nothing but amounts of their own between them, each in a clause of its own."""
    run: list[Figure] = []
    for figure in figures:
        if figure.is_percent and not is_change(figure) and not figure.numeral.hedge and _is_share(figure):
            run.append(figure)
        elif figure.is_percent or figure.is_points:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _is_share(figure: Figure) -> bool:
    return "分别" not in figure.lead and ("占" in figure.lead or re.search(r"率(?:约|为|达|达到|是)*$", figure.lead) is not None)


def _head(figure: Figure) -> str:
    """Return the words that name the share: 基本满意率为 → 基本满意."""
    head = re.sub(r"(?:约|为|达|达到|是|的)*$", "", figure.lead)
    head = re.sub(r"(?:占比|率|占|支出占)$", "", head)
    if not head and "，" in figure.gap:
        # 财政类20件，占15.6%: the name stands in the clause before.
        head = figure.gap.split("，")[-2]
    return re.sub(r"的$", "", head)


def _is_closed(figures: list[Figure], run: list[Figure]) -> bool:
    """Return whether a total of 100 closes the shares: 合计100%."""
    following = next((f for f in figures if f.order > run[-1].order), None)
    return following is not None and following.value == _ALL and bool(re.match(r"^(?:合计|共计|总计)", following.lead))


def _counts_classes(figures: list[Figure], run: list[Figure]) -> bool:
    """Return whether the sentence says 分为三类 and lists just so many shares."""
    return any(_CLASSES.search(f.lead) and f.value == len(run) and f.order < run[0].order for f in figures) and admitted(run[0].numeral).upper is not None
