"""Which value before, value after and change belong together: the binding on which the rules of change rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from zhproof.quantities import Numeral
from zhproof.relations.context import Context, Figure
from zhproof.relations.words import WORDS

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

    @property
    def high_and_low(self) -> tuple[Numeral, Numeral]:
        """The larger and the smaller value, as the word of the change has it."""
        before, after, _ = self.numerals
        return (after, before) if self.direction > 0 else (before, after)

    @property
    def difference(self) -> Fraction:
        """What the larger value has more than the smaller one; below zero where the word of the change is wrong."""
        return (self.after.value - self.before.value) * self.direction

    @property
    def percent(self) -> Fraction:
        """The difference in percent of the value before."""
        return self.difference / self.before.value * 100


def find_changes(context: Context) -> Iterator[Change]:
    """Yield the changes of a text whose value before and value after both stand in the same sentence."""
    for figures in context.sentences:
        for place in range(len(figures) - 1 if len(figures) > 2 else 0):
            if pair := find_pair(context, figures, place):
                yield from _changes_of(context, figures, place, *pair)


def find_relative_changes(context: Context) -> Iterator[tuple[Figure, Figure, Figure, int]]:
    """Yield level, change in amount, change in percent and direction, where the value before is not printed.

    收入2236万元，比上年增收367万元，增长19.6%: the two changes follow the level, in either order.
    """
    for figures in context.sentences:
        pairs = [pair for place in range(len(figures) - 1) if (pair := find_pair(context, figures, place))]
        paired = {figure.order for pair in pairs for figure in pair}
        for one, other in zip(figures[1:], figures[2:], strict=False):
            first, second = (WORDS.bare_change.match(figure.lead) for figure in (one, other))
            if not (first and second) or bool(first["up"]) != bool(second["up"]):
                continue
            level = _level_before(figures, one)
            if level is None or not level.is_amount or level.order in paired or level.aside or other.aside:
                continue
            amount, percent = (one, other) if one.is_amount else (other, one)
            if not amount.is_amount or not percent.is_percent or amount.numeral.unit != level.numeral.unit:
                continue
            if _is_compared(level) or WORDS.yearly.search(one.lead + other.lead):
                continue
            if other.clause - level.clause > _MOST_CLAUSES + 1 or other.segment != level.segment:
                continue
            if WORDS.other_count.search(level.tail + one.gap + other.gap):
                continue
            if not any(figure.numeral.hedge for figure in (level, amount, percent)):
                yield level, amount, percent, 1 if first["up"] else -1


def _level_before(figures: list[Figure], change: Figure) -> Figure | None:
    """Return the nearest amount before a change, past the share of a plan: 收入2236万元，完成预算25200万元的8.9%，比上年增收367万元."""
    before = reversed(figures[: change.order - figures[0].order])
    return next((f for f in before if not f.is_percent and not WORDS.share_of_plan.search(f.lead)), None)


def _is_compared(level: Figure) -> bool:
    """Return whether a figure is itself a change, or the value from which or against which something changed."""
    return any(words.search(level.lead) for words in (WORDS.change, WORDS.compared, WORDS.from_value))


def find_pair(context: Context, figures: list[Figure], place: int) -> tuple[Figure, Figure] | None:
    """Return the values before and after that two neighbouring figures are, if their words say so."""
    first, second = figures[place], figures[place + 1]
    if first.numeral.unit != second.numeral.unit or first.segment != second.segment or "分别" in first.lead + second.lead:
        return None
    if first.is_percent != second.is_percent or first.value <= 0:
        return None
    between = context.between(first, second)
    near = between.count("，") <= 1
    changes = WORDS.from_value.search(first.lead) and WORDS.level_after.search(second.lead)
    if changes and near and not WORDS.pair_ends.search(between):
        return first, second
    compares = WORDS.compared.match(second.lead) and WORDS.compared_value.search(second.lead)
    if near and compares and not WORDS.change.search(first.lead):
        return second, first
    earlier, later = (WORDS.year.search(figure.gap) for figure in (first, second))
    if not (earlier and later):
        return None
    lead, level = (WORDS.year.sub("", figure.lead) for figure in (first, second))
    in_numbers = earlier[0].startswith("20") and earlier[0] < later[0]
    in_words = earlier[0].startswith(("去年", "上年")) and later[0].startswith("今年")
    same_words = (in_numbers or in_words) and level and lead.endswith(level)
    return (first, second) if in_numbers and WORDS.changed_to.match(level) or same_words else None


def _changes_of(context: Context, figures: list[Figure], place: int, before: Figure, after: Figure) -> Iterator[Change]:
    last = figures[place + 1]
    for by in figures[place + 2 : place + 6]:
        if by.clause - last.clause > _MOST_CLAUSES or by.segment != last.segment or not _is_sure(by):
            break
        if by.numeral.unit in _TIMES:
            continue
        match = WORDS.bare_change.match(by.lead)
        if match and (not WORDS.level_after.search(by.lead) or WORDS.change_named.search(by.lead)):
            yield Change(before, after, by, 1 if match["up"] else -1)
        elif not WORDS.is_level.match(by.lead):
            break
    if place and WORDS.from_value.search(figures[place].lead):
        # 占比提高12个百分点，由46%达到60%: the change stands first.
        by = figures[place - 1]
        match = WORDS.change.search(by.lead)
        own = WORDS.own_values.fullmatch(context.between(by, figures[place]))
        if match and own and by.segment == before.segment and _is_sure(by):
            yield Change(before, after, by, 1 if match["up"] else -1)


def _is_sure(by: Figure) -> bool:
    return not (by.numeral.hedge or WORDS.yearly.search(by.lead))
