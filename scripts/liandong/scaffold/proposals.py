"""What a new bulletin states, as the program reads it, to be confirmed by people.

Each statistic has its name, id, unit and section.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from liandong.findings import messages
from liandong.model.bulletin import open_bulletin
from liandong.scaffold.headings import Section, find_sections, section_at
from liandong.scaffold.naming import is_generic, name_numeral, widen_name
from liandong.scaffold.table_cells import TableCell, find_table_cells
from zhproof.findings import CONFIRMED, Finding
from zhproof.printed import SCALES, NumeralError, parse_printed
from zhproof.proofing import proof_text
from zhproof.quantities import COUNT, PERCENT, Numeral
from zhproof.reading import read_numerals

MESSAGES = messages(__name__)
_MEANT = {word: Fraction(size) for word, size in SCALES.items()}
_SCALE_WORDS = {size: word for word, size in _MEANT.items() if word not in ("百", "千")}
# 每周通报一次, 唯一一家: a manner of speaking more often than a number that somebody counted.
_SPOKEN = frozenset("一")
_KNOWN_WORDS = 5
_GENERAL = frozenset({"个", "项", "件", "条"})
_TELLING = 10
_TITLE = 12  # characters of a section's heading in a name
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# 65岁以上老年人, 五年来: a limit of age and a period are no statistics.
_NO_AMOUNTS = {"age": re.compile(r"周?岁(?:及|（含）)?以[上下](?=[0-9一-鿿])"), "period": re.compile("年[来间]")}
_NOT_WORDS = re.compile(r"[^一-鿿]")


@dataclass(frozen=True)
class ProposedStatistic:
    """A statistic of the bulletin."""

    id: str  # its id in statistics.csv
    name: str  # its name in Chinese, different from all others of the bulletin
    unit: str  # its unit, with the printed scale: 万人
    hedge: str  # its hedge; empty for none
    section: Section  # the section that states it
    numerals: tuple[int, ...]  # the numerals that print it, by id, in reading order
    value: Decimal  # the printed digits in its unit
    doubts: tuple[str, ...] = ()  # what a person should look at; none where it was read with certainty
    known: bool = False  # whether another bulletin has it under this id
    english: str = ""  # its English name, where another bulletin has one


@dataclass(frozen=True)
class KnownStatistic:
    """A statistic of another bulletin: its id, names and unit, and the words before its number."""

    id: str
    name: str
    english: str
    unit: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SourceReading:
    """Everything that the program reads of a text."""

    text: str  # the text
    numerals: list[Numeral]  # all numerals, in reading order
    findings: list[Finding]  # what their relations show
    sections: list[Section]  # the sections by the text's headings
    figures: list[ProposedStatistic] = field(default_factory=list)  # the statistics that are proposed
    # Numerals that may be statistics and that people decide about: id and doubt.
    doubtful: dict[int, str] = field(default_factory=dict)
    decided: dict[int, Decision] = field(default_factory=dict)  # what people decided, by the ids of numerals
    # Why numerals that may look like statistics are none, by the ids of numerals.
    no_amounts: dict[int, str] = field(default_factory=dict)
    # The cells of tables that hold numerals without a unit beside them, by the ids of numerals.
    cells: dict[int, TableCell] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """What ties answers to the text and to the numerals that were read of it, whose numbers they name."""
        return reading_digest(self.text, self.numerals)

    def unit_of(self, numeral: Numeral) -> str:
        """Return a numeral's unit: measure word with printed scale, or what the heads of its table state; else empty.

        So 万人 of 69.27 万人.
        """
        scale = _SCALE_WORDS.get(numeral.scale, "")
        if numeral.id in self.cells:
            return self.cells[numeral.id].unit
        return scale + numeral.unit if numeral.kind != PERCENT else numeral.unit

    def value_of(self, numeral: Numeral, unit: str) -> Decimal | None:
        """Return the printed digits of a numeral in a unit; None if they cannot be told for certain.

        Of a number alone in a table's cell the unit is printed elsewhere, with its scale.
        """
        return value_in(numeral, "" if numeral.id in self.cells else unit)

    def figure_of(self) -> dict[int, ProposedStatistic]:
        """Return the statistics by the ids of the numerals that print them."""
        return {number: figure for figure in self.figures for number in figure.numerals}


@dataclass(frozen=True)
class Decision:
    """What a person decided about a numeral; None where they left the proposal."""

    statistic: bool | None = None
    name: str | None = None
    unit: str | None = None
    hedge: str | None = None
    tied: bool | None = None


def read_bulletin(
    text: str, known: Sequence[KnownStatistic] = (), decided: dict[int, Decision] | None = None
) -> SourceReading:
    """Return what a text states.

    Args:
        text: The text.
        known: The statistics of the other bulletins.
        decided: What people decided, by the ids of numerals.
    """
    decided = decided or {}
    numerals, findings = proof_text(text)
    reading = SourceReading(text, numerals, findings, find_sections(text), decided=decided,
                            cells=find_table_cells(text, numerals))
    same = _same_numbers(numerals, findings)
    figures: dict[int, ProposedStatistic] = {}
    # The first numeral of each name; the ids that are given.
    numbers: dict[str, int] = {}
    taken: set[str] = set()
    before: tuple[str, str] = ("", "")
    for numeral in numerals:
        decision = decided.get(numeral.id, Decision())
        cell = reading.cells.get(numeral.id)
        if numeral.is_statistical and (why := _why_no_amount(text, numeral, cell)):
            reading.no_amounts[numeral.id] = why
        stated = numeral.is_statistical and numeral.id not in reading.no_amounts
        if not (stated if decision.statistic is None else decision.statistic):
            continue
        unit = decision.unit if decision.unit is not None else reading.unit_of(numeral)
        value = reading.value_of(numeral, unit)
        doubt = (
            _doubt(numeral, unit, value, cell) if decision.statistic is None
            else MESSAGES["no_value"] if value is None else ""
        )
        if doubt:
            reading.doubtful[numeral.id] = doubt
            continue
        first = figures.get(same.get(numeral.id, 0))
        hedge = decision.hedge if decision.hedge is not None else numeral.hedge
        # 29项 … 交办29个问题: the text says itself that both are one number; general measure words stand for one another.
        if (
            first and decision.name in (None, first.name) and first.hedge == hedge
            and (first.unit == unit or {first.unit, unit} <= _GENERAL)
        ):
            _replace(figures, first, replace(first, numerals=(*first.numerals, numeral.id)))
            before = (numeral.sentence, first.name)
            continue
        name, clear = (
            (cell.name, len(cell.heads) > 1) if cell and cell.name
            else name_numeral(text, numeral, before[1] if before[0] == numeral.sentence else "")
        )
        doubts = () if clear or decision.name else (MESSAGES["unclear_name"],)
        other = figures.get(numbers.get(decision.name or name, 0))
        if other is None and is_generic(decision.name or name):
            # 29项问题 after 涉及市直部门问题29项: the thing alone refers to what was counted before.
            other = next((one for one in reversed(figures.values())
                          if (one.value, one.unit, one.hedge) == (value, unit, hedge) and value >= _TELLING), None)
        if other and (other.value, other.unit, other.hedge) == (value, unit, hedge):
            _replace(figures, other, replace(other, numerals=(*other.numerals, numeral.id)))
            before = (numeral.sentence, other.name)
            continue
        if other:
            doubts = (MESSAGES["renamed"],)
            section = section_at(reading.sections, numeral.start)
            name = _different(_told_apart(text, numeral, name, section, other), numbers)
        name = decision.name or name
        figure = ProposedStatistic("", name, unit, hedge, section_at(reading.sections, numeral.start),
                                   (numeral.id,), value, doubts)
        figures[numeral.id] = _identified(figure, text, numeral, known, taken, bool(decision.name))
        numbers.setdefault(figures[numeral.id].name, numeral.id)
        taken.add(figures[numeral.id].id)
        before = (numeral.sentence, figures[numeral.id].name)
    reading.figures[:] = figures.values()
    return reading


def known_statistics(root, slugs: Sequence[str]) -> list[KnownStatistic]:
    """Return the statistics of bulletins, for one that is to use the same ids; of two with one id the first."""
    found: dict[str, KnownStatistic] = {}
    for slug in slugs:
        bulletin = open_bulletin(slug, root)
        words: dict[str, list[str]] = {}
        for row, mention in zip(bulletin.mentions, bulletin.placed_mentions[0], strict=True):
            if row["statistic"] and mention.start is not None:
                words.setdefault(row["statistic"], []).append(_words_before(bulletin.source, mention.start))
        for id_, row in bulletin.statistics.items():
            found.setdefault(id_, KnownStatistic(id_, row["name_zh"], row.get("name_en", ""), row["unit"],
                                                 tuple(words.get(id_, ()))))
    return list(found.values())


def reading_digest(text: str, numerals: Sequence[Numeral]) -> str:
    """Return the digest of a text and of what is read of it as numerals."""
    scan = repr([(numeral.start, numeral.printed) for numeral in numerals])
    return hashlib.sha256((text + scan).encode("utf-8")).hexdigest()


def value_in(numeral: Numeral, unit: str) -> Decimal | None:
    """Return the printed digits of a numeral in a unit; None if they cannot be told for certain."""
    try:
        value = parse_printed(numeral.printed).value_in(unit)
    except NumeralError:
        return None
    factor = _MEANT.get(next((word for word in sorted(_MEANT, key=len, reverse=True)
                              if unit.startswith(word) and len(unit) > len(word)), ""), 1)
    exact = None if numeral.value is None else numeral.value / (factor if numeral.scale != 1 else 1)
    return value if exact is not None and Fraction(value) == exact else None


def confirmed(findings: Sequence[Finding], rule: str) -> list[Finding]:
    """Return what a rule confirms."""
    return [finding for finding in findings if finding.rule == rule and finding.severity == CONFIRMED]


def _why_no_amount(text: str, numeral: Numeral, cell: TableCell | None) -> str:
    """Return why a numeral of a statistical kind states no statistic; empty if it does."""
    if cell and not cell.is_amount:
        return MESSAGES["numbering"].format(head=cell.heads[-1])
    name = next((name for name, behind in _NO_AMOUNTS.items() if behind.match(text, numeral.end)), "")
    return MESSAGES[name] if name else ""


def _doubt(numeral: Numeral, unit: str, value: Decimal | None, cell: TableCell | None) -> str:
    if numeral.note:
        return MESSAGES["note"].format(note=numeral.note)
    if value is None:
        return MESSAGES["no_value"]
    if not unit:
        heads = MESSAGES["heads"].format(heads=MESSAGES["joined"].join(cell.heads)) if cell and cell.heads else ""
        return MESSAGES["no_unit"] + heads
    if numeral.kind == COUNT and numeral.printed in _SPOKEN:
        return MESSAGES["chinese_one"].format(printed=numeral.printed)
    return ""


def _same_numbers(numerals: list[Numeral], findings: Sequence[Finding]) -> dict[int, int]:
    """Return for each numeral printed again the first that prints it, as the rule of repeated numbers confirms."""
    by_id = {numeral.id: numeral for numeral in numerals}
    first: dict[int, int] = {}
    for finding in confirmed(findings, "repeated"):
        one, *others = finding.numerals
        if len({by_id[number].value for number in finding.numerals}) == 1:
            for number in others:
                first[number] = first.get(one, one)
    return first


def _identified(
    figure: ProposedStatistic, text: str, numeral: Numeral, known: Sequence[KnownStatistic], taken: set[str],
    named: bool,
) -> ProposedStatistic:
    """Return a figure with its id.

    It is that of another bulletin's statistic of this name and unit or of these words, else one made from both.
    """
    words = _words_before(text, numeral.start)
    by_name = [one for one in known if one.unit == figure.unit and one.name == figure.name and one.id not in taken]
    by_words = [
        one for one in known
        if one.unit == figure.unit and one.id not in taken and len(words) >= _KNOWN_WORDS
        and any(other[-len(words) :] == words[-len(other) :] and len(other) >= _KNOWN_WORDS for other in one.words)
    ]
    found = by_name or ([] if named else by_words)
    if len({one.id for one in found}) == 1:
        return replace(figure, id=found[0].id, name=found[0].name, english=found[0].english, known=True, doubts=())
    digest = hashlib.sha256(f"{figure.name}|{figure.unit}".encode()).hexdigest()
    return replace(figure, id=f"n-{digest[:10]}")


def _words_before(text: str, start: int) -> str:
    """Return the last eight ideographs before a number, in its sentence; a number between them parts nothing."""
    sentence = re.split("[。；！？]", text[max(0, start - 60) : start])[-1]
    return _NOT_WORDS.sub("", sentence)[-8:]


def _told_apart(text: str, numeral: Numeral, name: str, section: Section, other: ProposedStatistic) -> str:
    """Return a name with words of its sentence before it or, if it has none, with its section behind it."""
    wider = widen_name(text, numeral, name)
    if wider != name or section == other.section or read_numerals(section.title):
        return wider
    return MESSAGES["in_section"].format(name=name, section=re.split("[，、；]", section.title)[0][:_TITLE])


def _different(name: str, names: Container[str]) -> str:
    """Return a name that is not among others: with 乙, 丙 and so on behind, as a digit would look like a statistic."""
    number, wanted = 0, name
    while wanted in names:
        number += 1
        wanted = MESSAGES["again"].format(
            name=name, letter=_STEMS[0] * (number // len(_STEMS)) + _STEMS[number % len(_STEMS)]
        )
    return wanted


def _replace(figures: dict[int, ProposedStatistic], old: ProposedStatistic, new: ProposedStatistic) -> None:
    """Put a figure in place of another; the numerals that print it lead to it."""
    for number in new.numerals[:1]:
        figures[number] = new
    assert old.numerals[0] == new.numerals[0]
