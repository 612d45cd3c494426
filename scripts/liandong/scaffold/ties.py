"""The calculations that tie the statistics of a text, proposed from the relations found in it; each holds exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from liandong.findings import messages
from liandong.scaffold.proposals import ProposedStatistic, SourceReading, confirmed
from zhproof.findings import Finding
from zhproof.quantities import PERCENT, Numeral
from zhproof.relations.context import Context
from zhproof.relations.list_count import find_lists
from zhproof.rounding import Interval, printed_interval

KINDS = messages(__name__, "kinds")
_SIGNS = {"percentage": " ÷ ", "total": " + ", "difference": " − ", "remainder": " − "}
_BOUNDS = {"at_least": "≥", "part_of": "≤"}
# How many numbers before a part its whole is looked for.
_NEAR = 4
# The loop of only_integer goes through all counts up to the whole.
_MOST_COUNTED = 20_000
_HUNDRED = 100
# The row of a table that sums the others.
_TOTALS = ("合计", "总计", "共计")
# Calculations whose result does not rest on the number itself.
COMPUTED = frozenset({"percentage", "total", "difference", "counted", "rise"})
# Who or what is taken in, and the places for it: there cannot be more of the first.
_CAPACITY = {"入住": "床位", "住院": "床位", "在园": "学位", "在校": "学位"}


@dataclass(frozen=True)
class Tie:
    """A calculation of a statistic from others."""

    kind: str  # which one, a key of ``KINDS``
    figure: ProposedStatistic  # the statistic
    # The others, in the order in which the calculation takes them; none for a number that is only printed twice.
    others: tuple[ProposedStatistic, ...] = ()
    names: tuple[str, ...] = ()  # what a list names that the number counts
    doubt: str = ""  # the arithmetic by which the numbers cannot be right together; empty where the calculation holds

    @property
    def arithmetic(self) -> str:
        """The calculation with the numbers put in."""
        if self.doubt:
            return self.doubt
        own, *numbers = (f"{one.name} {one.value:f}{one.unit}" for one in (self.figure, *self.others))
        if self.kind == "remainder" and len(numbers) == 1:
            numbers.insert(0, "100%")
        return {
            **{kind: f"{own} = {sign.join(numbers)}" for kind, sign in _SIGNS.items()},
            **{kind: f"{own} {sign} {numbers[0]}" for kind, sign in _BOUNDS.items() if numbers},
            "only_integer": f"{own}：{'，'.join(numbers)}",
            "counted": f"{own}：{'、'.join(self.names)}",
            "listed": f"{own} ≥ {len(self.names)}：{'、'.join(self.names)}",
            "printed_twice": f"{own}，印了 {len(self.figure.numerals)} 处",
        }[self.kind]


def propose_ties(reading: SourceReading) -> dict[str, Tie]:
    """Return for each tied statistic its calculation, by its id: where there are several, the one that says most.

    One by which numbers of the text cannot be right together says more than any that holds.
    """
    ties: dict[str, Tie] = {}
    order = list(KINDS)
    for tie in (*_doubted(reading), *_found(reading)):
        before = ties.get(tie.figure.id)
        if any((decision := reading.decided.get(number)) and decision.tied is False
               for number in tie.figure.numerals[:1]):
            continue
        if before is None or not before.doubt and order.index(tie.kind) < order.index(before.kind):
            ties[tie.figure.id] = tie
    return ties


def _doubted(reading: SourceReading) -> Iterator[Tie]:
    """Return the calculations by which numbers of the text cannot be right together."""
    figures = reading.figure_of()
    for finding in (finding for finding in reading.findings if finding.is_alert):
        found = [figures[number] for number in finding.numerals if number in figures]
        if len(found) < len(finding.numerals) or len({figure.id for figure in found}) < len(found):
            continue
        if finding.rule in ("share", "truncation", "forced-share"):
            rates, counts = (
                [one for one in found if one.unit == "%"],
                sorted((one for one in found if one.unit != "%"), key=lambda one: one.value),
            )
            if len(rates) == 1 and len(counts) == 2 and counts[0].unit == counts[1].unit and counts[1].value:
                yield from _not_holding(Tie("percentage", rates[0], tuple(counts), doubt=finding.arithmetic), finding)
        elif (finding.rule in ("parts-total", "sums") and len(found) > 2
              and len({(one.unit, one.hedge) for one in found}) == 1):
            total = max(found, key=lambda figure: figure.value)
            yield from _not_holding(
                Tie("total", total, tuple(one for one in found if one is not total), doubt=finding.arithmetic), finding
            )
        elif finding.rule == "rise":
            yield from (Tie("rise", figure, tuple(found), doubt=finding.arithmetic) for figure in found[2:])


def _not_holding(tie: Tie, finding: Finding) -> Iterator[Tie]:
    """Return a calculation unless its exact result prints as the number: the text is then doubted on other grounds."""
    numbers = [Fraction(other.value) for other in tie.others]
    result = numbers[0] * _HUNDRED / numbers[1] if tie.kind == "percentage" else sum(numbers)
    if result not in _admitted(tie.figure) and finding.arithmetic:
        yield tie


def _found(reading: SourceReading) -> Iterator[Tie]:
    figures = reading.figure_of()
    numerals = {numeral.id: numeral for numeral in reading.numerals}
    for rule, make in (("share", _share), ("parts-total", _parts), ("sums", _parts), ("shares-sum", _shares_sum),
                       ("plan", _at_least), ("threshold", _at_least), ("points", _difference),
                       ("change", _difference)):
        for finding in confirmed(reading.findings, rule):
            found = [figures.get(number) for number in finding.numerals]
            if None not in found and len({figure.id for figure in found}) == len(found):
                yield from make(found)
    for finding in confirmed(reading.findings, "parts-total"):
        # 3项问题，…两项问题已整改: of the rest the text gives no number.
        whole, part = (
            (figures.get(number) for number in finding.numerals) if len(finding.numerals) == 2 else (None, None)
        )
        if (whole and part and whole.id != part.id and whole.unit == part.unit and part.value <= whole.value
                and not (whole.hedge or part.hedge)):
            yield Tie("part_of", part, (whole,))
    for figure in reading.figures:
        if len(figure.numerals) > 1:
            yield Tie("printed_twice", figure)
    yield from _parts_named(reading, figures, numerals)
    yield from _shared_out(reading, figures)
    yield from _table_totals(reading, figures)
    yield from _counted(reading, figures)
    yield from _taken_in(reading, figures)


def _shared_out(reading: SourceReading, figures: dict[int, ProposedStatistic]) -> Iterator[Tie]:
    """Return the sum of parts each of which has its share of one whole, where they make it up."""
    parts: dict[str, list[ProposedStatistic]] = {}
    wholes: dict[str, ProposedStatistic] = {}
    for finding in confirmed(reading.findings, "share"):
        counts = sorted((figures[number] for number in finding.numerals
                         if number in figures and figures[number].unit != "%"), key=lambda one: one.value)
        if len(counts) == 2:
            wholes[counts[1].id] = counts[1]
            parts.setdefault(counts[1].id, []).append(counts[0])
    for name, found in parts.items():
        # One whole may be shared out twice, one time after the other.
        for start in range(len(found)):
            for end in range(start + 2, len(found) + 1):
                if (len({one.id for one in found[start:end]}) == end - start
                        and sum(one.value for one in found[start:end]) == wholes[name].value):
                    yield from _parts([wholes[name], *found[start:end]])


def _table_totals(reading: SourceReading, figures: dict[int, ProposedStatistic]) -> Iterator[Tie]:
    """Return the sums of the columns of a table that has one row 合计."""
    columns: dict[tuple[str, ...], list[tuple[str, ProposedStatistic]]] = {}
    for number, cell in reading.cells.items():
        if number in figures and len(cell.heads) > 1:
            columns.setdefault(cell.heads[1:], []).append((cell.heads[0], figures[number]))
    for column in columns.values():
        totals = [figure for head, figure in column if head in _TOTALS]
        parts = [figure for head, figure in column if head not in _TOTALS]
        if len(totals) == 1 and len({one.id for one in parts}) == len(parts) > 1:
            yield from _parts([*totals, *parts])


def _counted(reading: SourceReading, figures: dict[int, ProposedStatistic]) -> Iterator[Tie]:
    """Return the numbers that count names which the text lists beside them: all of them, or some and 等."""
    for claim in find_lists(Context(reading.text, reading.numerals)):
        figure, names = figures.get(claim.figure.numeral.id), tuple(dict.fromkeys(claim.counted))
        if figure and len(names) == len(claim.counted) and all(names):
            if len(names) == figure.value:
                yield Tie("counted", figure, names=names)
            elif claim.more and claim.quoted and len(names) < figure.value:
                yield Tie("listed", figure, names=names)


def _taken_in(reading: SourceReading, figures: dict[int, ProposedStatistic]) -> Iterator[Tie]:
    """Return those taken in who cannot be more than the places for them: 养老床位4428张，入住老人3000余人."""
    stated = [
        (numeral, figures[numeral.id]) for numeral in reading.numerals
        if numeral.id in figures and numeral.kind != PERCENT
    ]
    for place, (numeral, inmates) in enumerate(stated):
        words = next((words for words in _CAPACITY if words in inmates.name), "")
        places = [
            figure for other, figure in stated[max(0, place - 3) : place]
            if words and other.sentence == numeral.sentence and figure.name.endswith(_CAPACITY[words])
            and not figure.hedge
        ]
        if (places and places[-1].unit in ("张", "个") and inmates.unit in ("人", "名")
                and inmates.value <= places[-1].value):
            yield Tie("part_of", inmates, (places[-1],))


def _share(found: list[ProposedStatistic]) -> Iterator[Tie]:
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
        fitting = [
            count for count in range(int(whole.value) + 1)
            if Fraction(_HUNDRED * count) / Fraction(whole.value) in admitted
        ]
        if fitting == [int(part.value)]:
            yield Tie("only_integer", part, (whole, rate))


def _parts(found: list[ProposedStatistic]) -> Iterator[Tie]:
    total = max(found, key=lambda figure: figure.value)
    parts = [figure for figure in found if figure is not total]
    if (len({figure.unit for figure in found}) > 1 or sum(figure.value for figure in parts) != total.value
            or any(figure.hedge for figure in found)):
        return
    yield Tie("total", total, tuple(parts))
    for part in parts:
        yield Tie("remainder", part, (total, *(other for other in parts if other is not part)))


def _shares_sum(found: list[ProposedStatistic]) -> Iterator[Tie]:
    if (sum(figure.value for figure in found) == _HUNDRED and len(found) == 2
            and not any(figure.hedge for figure in found)):
        first, second = found
        yield Tie("remainder", first, (second,))
        yield Tie("remainder", second, (first,))


def _at_least(found: list[ProposedStatistic]) -> Iterator[Tie]:
    if len(found) == 2 and found[0].unit == found[1].unit and found[1].value >= found[0].value:
        yield Tie("at_least", found[1], (found[0],))


def _difference(found: list[ProposedStatistic]) -> Iterator[Tie]:
    if len(found) != 3 or any(figure.hedge for figure in found):
        return
    for one in found:
        larger, smaller = sorted((figure for figure in found if figure is not one),
                                 key=lambda figure: figure.value, reverse=True)
        comparable = larger.unit == smaller.unit and (one.unit == larger.unit or one.unit == "个百分点")
        if comparable and larger.value - smaller.value == one.value:
            yield Tie("difference", one, (larger, smaller))
            return


def _parts_named(
    reading: SourceReading, figures: dict[int, ProposedStatistic], numerals: dict[int, Numeral]
) -> Iterator[Tie]:
    """Return the parts the text names as such: 其中 before a number, and in its sentence one of its unit before."""
    for place, after in enumerate(reading.numerals):
        part = figures.get(after.id)
        earlier = [
            one for one in reading.numerals[max(0, place - _NEAR) : place]
            if one.sentence == after.sentence and one.id in figures
        ]
        if (not part or part.hedge or not earlier or after.kind == PERCENT
                or "其中" not in reading.text[earlier[-1].end : after.start]):
            continue
        # 布局69公顷，各县均满足人均0.2平方米的标准，其中汝南县14.79公顷: what stands between is of another unit.
        before = next((one for one in reversed(earlier) if one.unit == after.unit), None)
        whole = figures[before.id] if before else None
        # 5.49 万人，其中 1202 人: the cell brings both to one unit.
        if (whole and whole.id != part.id and not whole.hedge and whole.unit in (part.unit, f"万{part.unit}")
                and after.value <= before.value):
            yield Tie("part_of", part, (whole,))


def _admitted(figure: ProposedStatistic) -> Interval:
    return printed_interval(figure.value, figure.hedge)
