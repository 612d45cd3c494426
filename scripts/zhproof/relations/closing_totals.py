"""Totals that stand behind their parts: 两批共计32件, 合计860万元, 收入总量为110亿元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zhproof.findings import CONTRADICTION, Finding
from zhproof.relations.arithmetic import scale_slip
from zhproof.relations.binding import is_level
from zhproof.relations.context import Context, Figure
from zhproof.relations.sums import adds_up, confirm_sum, is_comparable, mismatch_sum
from zhproof.relations.words import TOTAL_BEHIND, WIDER_SCOPE, partition_of

_OPEN_LIST = re.compile(r"等$|以上|多个")
_BARE_TOTAL = re.compile(r"^(?:以上|收入|支出)?(?:共计|合计|总计)(?:为)?$")
_GRAND_TOTAL = re.compile(r"(?:总量|总计|合计|总额)(?:为|达|达到)?$")
_PLACES = frozenset("个所家处座")
_MOST_PARTS = 12


def find_closing_totals(levels: list[Figure]) -> Iterator[Finding]:
    """第一批14件，第二批18件，两批共计32件: a total that closes its parts."""
    for place, total in enumerate(levels):
        parts = _run_before(levels, place)
        mixed = [] if len(parts) > 1 else _mixed_before(levels, place)
        parts = mixed or parts
        if len(parts) < 2 or not (TOTAL_BEHIND.search(total.lead) or total.lead in ("全年", "全年办结")):
            continue
        # A head with the same total opens the list: 860万元，其中：…，合计860万元.
        opened = parts[0].value == total.value and len(parts) > 2
        if opened:
            parts = parts[1:]
        numerals = [*(p.numeral for p in parts), total.numeral]
        if any(numeral.hedge for numeral in numerals):
            continue
        bare = bool(_BARE_TOTAL.search(total.lead))
        if adds_up(numerals):
            yield confirm_sum(numerals)
        elif len(parts) > 2 and adds_up(numerals[1:]):
            yield confirm_sum(numerals[1:])
            if TOTAL_BEHIND.search(parts[0].lead) and "其中" in parts[1].gap:
                # 共7件，其中3件、2件、3件，合计8件: the head is another total of the same parts.
                yield mismatch_sum([*numerals[1:-1], parts[0].numeral], CONTRADICTION)
        elif opened and scale_slip(numerals, adds_up):
            yield mismatch_sum(numerals, CONTRADICTION)
        elif is_comparable(numerals) and not WIDER_SCOPE.search(total.lead) and not any(_OPEN_LIST.search(p.tail) for p in parts):
            closes = bare and total.clause - parts[0].clause <= len(parts)
            if opened or mixed or closes or _is_alike(parts) or _counted(levels, place, parts):
                yield mismatch_sum(numerals, CONTRADICTION)


def _mixed_before(levels: list[Figure], place: int) -> list[Figure]:
    """社区18个、敬老院12所、机构9家，共走访点位39个: the parts of one clause, under the verb that the total repeats."""
    total = levels[place]
    verb = re.match(r"^共(?:计)?([一-鿿]{2})", total.lead)
    run = [f for f in levels[:place] if f.clause == total.clause - 1]
    if not verb or len(run) < 2 or verb[1] not in run[0].lead or not all(f.gap.startswith("、") for f in run[1:]):
        return []
    return run if all(f.numeral.unit in _PLACES for f in [*run, total]) else []


def find_added_amounts(context: Context, figures: list[Figure]) -> Iterator[Finding]:
    """收入100亿元，增长5%。加上调入资金10亿元，收入总量为110亿元: what is added to the amount of the sentence before."""
    totals = [f for f in figures if f.is_amount and _GRAND_TOTAL.search(f.lead)]
    added = [f for f in figures if f.is_amount and totals and f.order < totals[0].order]
    if len(totals) != 1 or not added or not re.match(r"^加上", added[0].gap) or added[0].numeral.unit != totals[0].numeral.unit:
        return
    first = _opening_amount(context, figures[0], totals[0])
    if first is None or any(f.numeral.unit != first.numeral.unit or f.numeral.hedge or f.aside for f in added):
        return
    numerals = [first.numeral, *(f.numeral for f in added), totals[0].numeral]
    if adds_up(numerals):
        yield confirm_sum(numerals)
    elif is_comparable(numerals):
        yield mismatch_sum(numerals, CONTRADICTION)


def _opening_amount(context: Context, figure: Figure, total: Figure) -> Figure | None:
    """Return the amount that opens the sentence before, in the same paragraph and unit, and that the total can contain."""
    place = figure.order
    before = [f for f in context.figures[max(0, place - 8) : place] if f.sentence == context.figures[place - 1].sentence]
    if not place or before[0].paragraph != figure.paragraph or not is_level(before[0]):
        return None
    return before[0] if before[0].numeral.unit == total.numeral.unit else None


def _run_before(levels: list[Figure], place: int) -> list[Figure]:
    """Return the figures of the total's unit just before it; a total among them opens the list."""
    unit, run = levels[place].numeral.unit, []
    last = place - 1 if place and _counts_parts(levels[place - 1], levels[place]) else place
    for figure in reversed(levels[max(0, last - _MOST_PARTS) : last]):
        if figure.numeral.unit != unit or figure.aside:
            break
        run.insert(0, figure)
        if TOTAL_BEHIND.search(figure.lead):
            break
    return run


def _counts_parts(number: Figure, total: Figure) -> bool:
    """Return whether a number only says how many parts the total closes: 两批共计32件."""
    return number.clause == total.clause and number.value <= _MOST_PARTS and number.numeral.unit != total.numeral.unit


def _is_alike(parts: Sequence[Figure]) -> bool:
    """Return whether the parts name their members in one way: the same ending, an ordinal each, or an exclusive set."""
    leads = [part.lead for part in parts]
    if partition_of(leads) or all(re.search(r"第[一二三四五六七八九十]", part.gap) for part in parts):
        return True
    if any("分别" in part.gap for part in parts[:1]) and all(part.lead in ("", "和", "及", "以及") for part in parts[1:]):
        return True
    return all(re.match(r"^[，；：。]?[一二三四五六七八九十]是", part.gap.lstrip("，；：。")) or "是" in part.gap[:8] for part in parts)


def _counted(levels: list[Figure], place: int, parts: Sequence[Figure]) -> bool:
    """Return whether the total itself says that it closes just these parts: 两批共计, 三项合计."""
    return place > 0 and _counts_parts(levels[place - 1], levels[place]) and levels[place - 1].value == len(parts)
