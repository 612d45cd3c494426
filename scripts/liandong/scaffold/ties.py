"""The calculations that tie the statistics of a text, proposed from the relations that were found in it; each holds exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from liandong.scaffold.proposals import Figure, Reading, confirmed
from zhproof.quantities import PERCENT, Numeral
from zhproof.rounding import Interval, printed_interval

KINDS = {
    "percentage": "占比",
    "total": "合计",
    "difference": "相减",
    "only_integer": "能印成这个率的只有一个整数",
    "remainder": "总数减其余",
    "at_least": "不低于",
    "printed_twice": "原文几处印出",
    "part_of": "部分不超过总数",
}
# The loop of only_integer goes through all counts up to the whole.
_MOST_COUNTED = 20_000
_HUNDRED = 100


@dataclass(frozen=True)
class Tie:
    """A calculation of a statistic from others.

    Attributes:
        kind: Which one, a key of ``KINDS``.
        figure: The statistic.
        others: The others, in the order in which the calculation takes them; none for a number that is only printed twice.
    """

    kind: str
    figure: Figure
    others: tuple[Figure, ...] = ()

    @property
    def arithmetic(self) -> str:
        """The calculation with the numbers put in."""
        numbers = [f"{other.name} {other.value:f}{other.unit}" for other in self.others]
        own = f"{self.figure.name} {self.figure.value:f}{self.figure.unit}"
        return {
            "percentage": lambda: f"{own} = {' ÷ '.join(numbers)}",
            "total": lambda: f"{own} = {' + '.join(numbers)}",
            "difference": lambda: f"{own} = {' − '.join(numbers)}",
            "only_integer": lambda: f"{own}：{'，'.join(numbers)}",
            "remainder": lambda: f"{own} = {' − '.join(numbers)}" if len(numbers) > 1 else f"{own} = 100% − {numbers[0]}",
            "at_least": lambda: f"{own} ≥ {numbers[0]}",
            "part_of": lambda: f"{own} ≤ {numbers[0]}",
            "printed_twice": lambda: f"{own}，印了 {len(self.figure.numerals)} 处",
        }[self.kind]()


def propose_ties(reading: Reading) -> dict[str, Tie]:
    """Returns for each statistic that is tied its calculation, by its id: where there are several, the one that says most."""
    ties: dict[str, Tie] = {}
    order = list(KINDS)
    for tie in _found(reading):
        before = ties.get(tie.figure.id)
        if any((decision := reading.decided.get(number)) and decision.tied is False for number in tie.figure.numerals[:1]):
            continue
        if before is None or order.index(tie.kind) < order.index(before.kind):
            ties[tie.figure.id] = tie
    return ties


def _found(reading: Reading) -> Iterator[Tie]:
    figures = reading.figure_of()
    numerals = {numeral.id: numeral for numeral in reading.numerals}
    for rule, make in (("share", _share), ("parts-total", _parts), ("sums", _parts), ("shares-sum", _shares_sum), ("plan", _at_least),
                       ("threshold", _at_least), ("points", _difference), ("change", _difference)):
        for finding in confirmed(reading.findings, rule):
            found = [figures.get(number) for number in finding.numerals]
            if None not in found and len({figure.id for figure in found}) == len(found):
                yield from make(found)
    for finding in confirmed(reading.findings, "parts-total"):
        # 3项问题，…两项问题已整改: of the rest the text gives no number.
        whole, part = ((figures.get(number) for number in finding.numerals) if len(finding.numerals) == 2 else (None, None))
        if whole and part and whole.id != part.id and whole.unit == part.unit and part.value <= whole.value and not (whole.hedge or part.hedge):
            yield Tie("part_of", part, (whole,))
    for figure in reading.figures:
        if len(figure.numerals) > 1:
            yield Tie("printed_twice", figure)
    yield from _parts_named(reading, figures, numerals)


def _share(found: list[Figure]) -> Iterator[Tie]:
    rates = [figure for figure in found if figure.unit == "%"]
    counts = sorted((figure for figure in found if figure.unit != "%"), key=lambda figure: figure.value)
    if len(rates) != 1 or len(counts) != 2 or counts[0].unit != counts[1].unit or not counts[1].value:
        return
    rate, (part, whole) = rates[0], counts
    share = Fraction(part.value) * _HUNDRED / Fraction(whole.value)
    admitted = _admitted(rate)
    if share not in admitted:
        return
    yield Tie("percentage", rate, (part, whole))
    if not (part.hedge or whole.hedge or rate.hedge) and part.value == int(part.value) and whole.value <= _MOST_COUNTED:
        fitting = [count for count in range(int(whole.value) + 1) if Fraction(_HUNDRED * count) / Fraction(whole.value) in admitted]
        if fitting == [int(part.value)]:
            yield Tie("only_integer", part, (whole, rate))


def _parts(found: list[Figure]) -> Iterator[Tie]:
    total = max(found, key=lambda figure: figure.value)
    parts = [figure for figure in found if figure is not total]
    if len({figure.unit for figure in found}) > 1 or sum(figure.value for figure in parts) != total.value or any(figure.hedge for figure in found):
        return
    yield Tie("total", total, tuple(parts))
    for part in parts:
        yield Tie("remainder", part, (total, *(other for other in parts if other is not part)))


def _shares_sum(found: list[Figure]) -> Iterator[Tie]:
    if sum(figure.value for figure in found) == _HUNDRED and len(found) == 2 and not any(figure.hedge for figure in found):
        first, second = found
        yield Tie("remainder", first, (second,))
        yield Tie("remainder", second, (first,))


def _at_least(found: list[Figure]) -> Iterator[Tie]:
    if len(found) == 2 and found[0].unit == found[1].unit and found[1].value >= found[0].value:
        yield Tie("at_least", found[1], (found[0],))


def _difference(found: list[Figure]) -> Iterator[Tie]:
    if len(found) != 3 or any(figure.hedge for figure in found):
        return
    for one in found:
        larger, smaller = sorted((figure for figure in found if figure is not one), key=lambda figure: figure.value, reverse=True)
        comparable = larger.unit == smaller.unit and (one.unit == larger.unit or one.unit == "个百分点")
        if comparable and larger.value - smaller.value == one.value:
            yield Tie("difference", one, (larger, smaller))
            return


def _parts_named(reading: Reading, figures: dict[int, Figure], numerals: dict[int, Numeral]) -> Iterator[Tie]:
    """Returns the parts that the text names as such: 其中 between a number and a smaller one of its unit in one sentence."""
    for before, after in zip(reading.numerals, reading.numerals[1:], strict=False):
        whole, part = figures.get(before.id), figures.get(after.id)
        if not whole or not part or whole.id == part.id or before.sentence != after.sentence or after.kind == PERCENT:
            continue
        # 5.49 万人，其中 1202 人: the cell brings both to one unit.
        same = before.unit == after.unit and whole.unit in (part.unit, f"万{part.unit}") and not (whole.hedge or part.hedge)
        if same and "其中" in reading.text[before.end : after.start] and after.value <= before.value:
            yield Tie("part_of", part, (whole,))


def _admitted(figure: Figure) -> Interval:
    return printed_interval(figure.value, figure.hedge)
