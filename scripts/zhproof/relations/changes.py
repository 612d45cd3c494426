"""Which value before, value after and change belong together: the binding on which the rules of change rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zhproof.quantities import Numeral
from zhproof.relations.context import Context, Figure
from zhproof.relations.words import BARE_CHANGE, CHANGE, COMPARED, FROM, LEVEL_AFTER, YEARLY

_YEAR = re.compile(r"(?:20\d\d年|去年|上年|前年|今年|上一年)(?:度|全年|同期)?")
# A rate in another count of the same things.
_OTHER_BASE = re.compile(r"同口径|可比|剔除|扣除|不变价|实际增长")
_OF_PLAN = re.compile(r"完成[^，]{0,6}(?:预算|计划|目标|任务)[^，]{0,2}$")
_TO = re.compile(r"^(?:增加|减少|上升|下降|提高|增长|降低|升|降|增|减)(?:到|至|为)$")
_TIMES = frozenset({"年", "个月", "月"})
_MOST_CLAUSES = 2


@dataclass(frozen=True)
class Change:
    """A change with the values before and after it.

    Attributes:
        before: The value before.
        after: The value after.
        by: The change as printed: a count, a percentage, percentage points or a multiple.
        direction: 1 for a rise, -1 for a fall, as the word of the change says.
    """

    before: Figure
    after: Figure
    by: Figure
    direction: int

    @property
    def numerals(self) -> list[Numeral]:
        """Before, after and by, in this order."""
        return [self.before.numeral, self.after.numeral, self.by.numeral]


def find_changes(context: Context) -> Iterator[Change]:
    """Yield the changes of a text whose value before and value after both stand in the same sentence."""
    for figures in context.sentences:
        if len(figures) < 3:
            continue
        for place in range(len(figures) - 1):
            if pair := find_pair(context, figures, place):
                yield from _changes_of(context, figures, place, *pair)


def find_relative_changes(context: Context) -> Iterator[tuple[Figure, Figure, Figure, int]]:
    """Level, change in amount, change in percent and direction, where the value before is not printed.

    收入2236万元，比上年增收367万元，增长19.6%: the two changes follow the level, in either order.
    """
    for figures in context.sentences:
        pairs = [pair for place in range(len(figures) - 1) if (pair := find_pair(context, figures, place))]
        paired = {figure.order for pair in pairs for figure in pair}
        for one, other in zip(figures[1:], figures[2:], strict=False):
            level = _level_before(figures, one)
            matches = [BARE_CHANGE.match(figure.lead) for figure in (one, other)]
            if level is None or not all(matches) or bool(matches[0]["up"]) != bool(matches[1]["up"]) or not level.is_amount:
                continue
            amount, percent = (one, other) if one.is_amount else (other, one)
            if not amount.is_amount or not percent.is_percent or amount.numeral.unit != level.numeral.unit:
                continue
            if CHANGE.search(level.lead) or COMPARED.match(level.lead) or FROM.search(level.lead) or YEARLY.search(one.lead + other.lead):
                continue
            if level.order in paired or other.clause - level.clause > _MOST_CLAUSES + 1 or other.segment != level.segment or level.aside or other.aside:
                continue
            if any(figure.numeral.hedge for figure in (level, amount, percent)) or _OTHER_BASE.search(level.tail + one.gap + other.gap):
                continue
            yield level, amount, percent, 1 if matches[0]["up"] else -1


def _level_before(figures: list[Figure], change: Figure) -> Figure | None:
    """Return the nearest amount before a change, past the share of a plan: 收入2236万元，完成预算25200万元的8.9%，比上年增收367万元."""
    for figure in reversed(figures[: change.order - figures[0].order]):
        if not figure.is_percent and not _OF_PLAN.search(figure.lead):
            return figure
    return None


def find_pair(context: Context, figures: list[Figure], place: int) -> tuple[Figure, Figure] | None:
    """Return the values before and after that two neighbouring figures are, if their words say so."""
    first, second = figures[place], figures[place + 1]
    if first.numeral.unit != second.numeral.unit or first.segment != second.segment or "分别" in first.lead + second.lead:
        return None
    if first.is_percent != second.is_percent or first.value <= 0:
        return None
    between = context.between(first, second)
    if FROM.search(first.lead) and LEVEL_AFTER.search(second.lead) and not re.search(r"[、。；]", between) and between.count("，") <= 1:
        return first, second
    if COMPARED.match(second.lead) and not CHANGE.search(first.lead) and between.count("，") <= 1 and re.search(r"的$|期$|年$", second.lead):
        return second, first
    years = [_YEAR.search(figure.gap) for figure in (first, second)]
    if all(years) and years[0].group() < years[1].group() and years[0].group()[:2] == "20" and _TO.match(_YEAR.sub("", second.lead)):
        return first, second
    leads = [_YEAR.sub("", figure.lead) for figure in (first, second)]
    in_order = all(years) and (
        years[0].group()[:2] == "20" and years[0].group() < years[1].group() or years[0][0][:2] in ("去年", "上年") and years[1][0].startswith("今年")
    )
    if in_order and leads[1] and leads[0].endswith(leads[1]):
        return first, second
    return None


def _changes_of(context: Context, figures: list[Figure], place: int, before: Figure, after: Figure) -> Iterator[Change]:
    last = figures[place + 1]
    for by in figures[place + 2 : place + 6]:
        if by.clause - last.clause > _MOST_CLAUSES or by.segment != last.segment or YEARLY.search(by.lead) or by.numeral.hedge:
            break
        if by.numeral.unit in _TIMES:
            continue
        match = BARE_CHANGE.match(by.lead)
        if not match or LEVEL_AFTER.search(by.lead) and not re.search(r"为$|[增降涨减]幅", by.lead):
            if re.search(r"^(?:是|为|相当于)", by.lead):
                continue
            break
        yield Change(before, after, by, 1 if match["up"] else -1)
    if place and FROM.search(figures[place].lead):
        # 占比提高12个百分点，由46%达到60%: the change stands first.
        by = figures[place - 1]
        match = CHANGE.search(by.lead)
        own = re.fullmatch(r"[，]?(?:由|从)[^，]{0,8}", context.between(by, figures[place]))
        if match and own and by.segment == before.segment and not by.numeral.hedge and not YEARLY.search(by.lead):
            yield Change(before, after, by, 1 if match["up"] else -1)
