"""A statistic: what a bulletin reports, what a cell computed for it, the verdict on the two, and where both come from.

It is the one shape from the cell to the page. Its JSON is what a notebook and the Sphinx store hold; ``to_public_json``
is what the site's statistics.json, derived.json and training.json and the releases hold. ``from_json`` reads all of
them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from liandong.model.formula import FormulaPart, Input, joined_text, whole
from liandong.model.number_text import quantity_text
from liandong.model.record import Record
from liandong.model.relation import Relation, Verdict
from zhproof.rounding import Interval, decimal_places

STATISTIC_MIME = "application/vnd.liandong.report+json"
DERIVED_LABEL = "推算"
PERCENT = "%"
NOT_COMPUTED = "—"
# What else than a statistic's own words its JSON holds apart, and what only the teaching ledger has.
_BASIS = ("fraction", "counted", "as_of")
_TEACHING = ("label_zh", "figure", "case", "case_zh")
# What older releases do not hold.
_ABSENT = dict.fromkeys(("name_en", "section", "definition_zh"), "")


class Kind(StrEnum):
    """Who states a statistic: the bulletin, nobody (derived from the bulletin's numbers), or the teaching ledger."""

    STATISTIC = "statistic"
    DERIVED = "derived"
    TEACHING = "teaching"


class NoValueError(ValueError):
    """A statistic, by its name, asked for what it lacks: a single value, or numerator and denominator."""


@dataclass(frozen=True)
class Reported(Record):
    """A statistic as the bulletin prints it."""

    printed: str  # the numeral as in the text
    value: Decimal  # its digits in the statistic's unit; trailing zeros are kept
    hedge: str  # the word before or after it that makes it approximate or a bound, empty if none
    mentions: tuple[int, ...]  # the positions of its numerals in the text
    # All values, in the statistic's unit, that print so; JSON does not hold it, since ``printed`` and ``hedge`` say it.
    interval: Interval | None = field(default=None, compare=False)

    @property
    def decimals(self) -> int:
        """How many decimals are printed."""
        return decimal_places(self.value)

    def to_json(self) -> dict:
        """Return the printed numeral for JSON; its mentions stand beside it there."""
        return {name: value for name, value in super().to_json().items() if name not in ("mentions", "interval")}


@dataclass(frozen=True)
class Computed(Record):
    """What a cell computed: rounded as the bulletin rounds (empty if no value fits), and exact, or interval ends."""

    printed: str
    value: Fraction | tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Source(Record):
    """The rows of one table behind a statistic, in readers' words: line number of the file, then the cells' text.

    ``read`` says how many of the columns, from the end, were read; those before them name the row. ``path`` is the file
    in the data package.
    """

    table: str
    title: str
    path: str
    read: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int | str, ...], ...]


@dataclass(frozen=True)
class Clause(Record):
    """A clause of the text that states a statistic, the numeral with its position apart.

    ``decided`` says why a person read the numeral otherwise than the reader of numbers; empty if nobody did.
    """

    position: int
    before: str
    printed: str
    after: str
    decided: str = ""

    def to_json(self) -> dict:
        """Return the clause for JSON; ``decided`` only where a person decided."""
        return {name: value for name, value in super().to_json().items() if name != "decided" or value}


@dataclass(frozen=True)
class Statistic(Record):
    """A statistic."""

    kind: Kind  # who states it
    bulletin: str  # the slug of its bulletin, or of the teaching ledger
    id: str  # its id in statistics.csv, derived.csv or figures.csv; a case of a family is ``figure.case``
    name_zh: str
    name_en: str
    unit: str  # its unit, such as 项, % or 个百分点
    section: str  # the part of the bulletin, a value of the vocabulary in datapackage.json
    definition_zh: str  # what it counts
    computed: Computed
    # The figure with hedge and unit as prose prints it: the bulletin's while that stands or is disputed, or the newer.
    text: str
    reported: Reported | None = None  # what the bulletin prints; None where nobody states it
    verdict: Verdict | None = None  # the verdict on the two; None where nothing is reported
    # The code of the finding that goes with the verdict: E401 unlisted mismatch, E402 listed but reproduces.
    finding: str = ""
    formula: tuple[FormulaPart, ...] = ()  # the derivation with the numbers put in, up to the printed value
    inputs: tuple[Input, ...] = ()  # the cells that it was computed from
    # Single cells that hold the same fact, though it may not have been read from them.
    equal_cells: tuple[Input, ...] = ()
    sources: tuple[Source, ...] = ()  # the rows behind it, in readers' words
    clauses: tuple[Clause, ...] = ()  # the clauses of the text that state it
    # Whether nothing was computed: the table repeats the text, and no page or file may show the copy as a result.
    copied: bool = False
    relation: Relation | None = None  # what ties a copied figure to other numbers; None if nothing does
    fraction: tuple[Fraction, Fraction] | None = None  # numerator and denominator of a rate, before any cancelling
    counted: tuple[str, ...] = ()  # the bulletin's words for the states that a completion rate counts as done
    as_of: date | None = None  # the latest date of the rows, None where the tables have no dates
    label_zh: str = ""  # of a figure of the teaching ledger, what stands in the verdict's place: 虚构数据
    figure: str = ""  # of a case of a family, the family's id; of a single figure of the ledger its own
    case: str = ""  # which case it is; empty for a single figure
    case_zh: str = ""  # the case as readers see it
    page: str = ""  # the page whose cell computed it, from the book's root without suffix; empty until somebody knows
    line: int | None = field(default=None, compare=False)  # the line of that cell on the page

    @property
    def key(self) -> tuple[str, str]:
        """Bulletin and id, which together are unique."""
        return self.bulletin, self.id

    @property
    def anchor(self) -> str:
        """Its stable anchor, on the page that computes it and in the index; a family's dot is a hyphen there."""
        return f"stat-{self.id.replace('.', '-')}"

    @property
    def label(self) -> str:
        """The verdict in words, or what stands in its place: that it is derived, or what data the ledger is."""
        return self.verdict.label if self.verdict else self.label_zh or DERIVED_LABEL

    @property
    def standing(self) -> str:
        """The verdict's code, or who states it where there is none: pages colour by it."""
        return str(self.verdict or self.kind)

    @property
    def formula_zh(self) -> str:
        """The derivation as text."""
        return joined_text(self.formula)

    @property
    def hedge(self) -> str:
        """The bulletin's word for its own figure; it does not belong to a newer one."""
        return self.reported.hedge if self.reported and self.verdict != Verdict.UPDATED else ""

    @property
    def mentions(self) -> tuple[int, ...]:
        """The positions of its numerals in the text."""
        return self.reported.mentions if self.reported else ()

    @property
    def reported_text(self) -> str:
        """The bulletin's figure with hedge and unit, empty if it states none."""
        return quantity_text(f"{self.reported.value:f}", self.unit, self.reported.hedge) if self.reported else ""

    @property
    def computed_text(self) -> str:
        """The computed figure with its unit, a dash where nothing was computed, empty if no value fits."""
        if self.copied:
            return NOT_COMPUTED
        return f"{self.computed.printed}{self.unit}" if self.computed.printed else ""

    @property
    def digits(self) -> Decimal:
        """The digits that prose prints: the bulletin's while its figure stands, else what was computed."""
        if self.reported and self.verdict != Verdict.UPDATED:
            return self.reported.value
        _ = self.exact
        return Decimal(self.computed.printed)

    @property
    def decimals(self) -> int:
        """How many decimals prose prints."""
        return decimal_places(self.digits)

    @property
    def exact(self) -> Fraction:
        """The exact value in its unit, of a figure only printed what is printed; NoValueError if it has none."""
        if not isinstance(self.computed.value, Fraction):
            raise NoValueError(self.name_zh)
        return self.computed.value

    @property
    def part(self) -> Fraction:
        """The numerator of a rate; NoValueError if it has none."""
        return self._fraction()[0]

    @property
    def whole(self) -> Fraction:
        """The denominator of a rate; NoValueError if it has none."""
        return self._fraction()[1]

    def _fraction(self) -> tuple[Fraction, Fraction]:
        if self.fraction is None:
            raise NoValueError(self.name_zh)
        return self.fraction

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return the bundle that Jupyter puts into the notebook; the Sphinx extension renders it."""
        return {STATISTIC_MIME: self.to_json(), "text/plain": f"{self.name_zh} {self.text}"}

    def to_json(self) -> dict:
        """Return all of it for JSON but the place of its cell, which the cell does not know."""
        data = super().to_json()
        basis = {name: data.pop(name) for name in _BASIS}
        for name in ("page", "line", *(() if self.kind == Kind.TEACHING else _TEACHING)):
            del data[name]
        return data | {
            "hedge": self.hedge, "mentions": list(self.mentions), "formula_zh": self.formula_zh, "basis": basis,
        }

    def to_public_json(self) -> dict:
        """Return what the site's JSON files and the releases hold of it; ``page`` is relative to the site's root."""
        names = ("bulletin", "id", "name_zh", "name_en", "unit", "reported", "computed", "verdict", "relation",
                 "formula_zh", "inputs")
        more = ("mentions",)
        if self.kind == Kind.TEACHING:
            names, more = ("id", "figure", "case", "name_zh", "name_en", "unit", "computed", "formula_zh", "inputs"), ()
        data = self.to_json()
        if self.copied:
            data["computed"] = None
        place = {"page": f"{self.page}.html", "anchor": self.anchor}
        return {name: data[name] for name in names} | place | {name: data[name] for name in more}

    @classmethod
    def from_json(cls, data: dict, *, page: str = "", line: int | None = None) -> Statistic:
        """Return the statistic that JSON holds: of a notebook, the store, or a release, maybe an older one.

        Page and line are those of the cell that computed it; a release says the page itself.

        Raises:
            KeyError, TypeError, ValueError, ArithmeticError: if it is not the JSON of a statistic.
        """
        reported = data["reported"]
        made = super().from_json(_ABSENT | data | (data.get("basis") or {}) | {
            "kind": data.get("kind") or (Kind.STATISTIC if reported else Kind.DERIVED),
            "reported": reported and reported | {"mentions": data["mentions"]},
            "computed": data["computed"] or {"printed": reported["value"], "value": reported["value"]},
            # Older releases hold the copy as computed.
            "copied": data.get("copied", not data["computed"] or data["verdict"] == Verdict.TRANSCRIBED),
            "page": page or data.get("page", "").removesuffix(".html"), "line": line,
        })
        return made if made.formula_zh == data["formula_zh"] else replace(made, formula=whole(data["formula_zh"]))
