"""A rate that rose while its base was not published: which bases the claims need, and which hypotheses would mend them.

The bulletin prints four claims (units before, units added, rise in percentage points, rate afterwards). Taken together
they either fit one integer base or none. Hypotheses come from discrepancies.yml; their arithmetic is searched for here
and must equal what is listed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING

from liandong.data.bulletins import BULLETINS
from liandong.findings import DataError, Finding, messages
from liandong.model import FormulaPart, exact_text, joined_text, plain, printed_value
from liandong.model.bulletin import Bulletin
from liandong.model.measures import Measure, bases_that_fit, difference_of_printed
from liandong.model.outputs import CellOutput, SwitchRow, switch_output
from zhproof import denominators
from zhproof.denominators import RiseClaims, RiseSolution
from zhproof.rounding import Interval, Rounding, printed_interval

if TYPE_CHECKING:
    import pandas as pd

LABELS = messages(__name__, "labels")
HEADINGS = ["假设", "意思", "解", "算式", "各数须为"]
BASES = ("growing", "not_smaller", "shrinking", "constant", "total", "untestable")
CLAIMS = ("before", "added", "rise_pp", "rate_pct")
DECIMALS = 1
# Of many solutions the arithmetic of the first stands for the others.
MOST = 3


@dataclass(frozen=True)
class RisingRate:
    """The four claims as measures: before and added in units, rise in percentage points, rate in percent."""

    before: Measure
    added: Measure
    rise: Measure
    rate: Measure

    def claims(self, doubted: tuple[str, ...] = ()) -> RiseClaims:
        """Return the claims for the search, without those that are doubted (names as in ``CLAIMS``)."""
        values = (int(self.before.value), int(self.added.value), self.rise.digits, self.rate.digits)
        return RiseClaims(**{name: None if name in doubted else value
                             for name, value in zip(CLAIMS, values, strict=True)})

    @property
    def after(self) -> Measure:
        """The units done afterwards."""
        return self.before + self.added

    @property
    def rate_before(self) -> Measure:
        """The rate before, as a reader subtracts it."""
        return difference_of_printed(self.rate, self.rise)

    def on_common_base(self, part: str) -> Measure:
        """Return the ``"rate"`` afterwards or the ``"rise"`` on the one base that fits all claims, if one does."""
        solutions = denominators.constant_base_solutions(self.claims())
        value = None
        if solutions:
            value = solutions[0].rate_after_pct if part == "rate" else solutions[0].rise_pp
        parts: list[FormulaPart] = []
        for count, rate, unit in self._pairs():
            numbers = {"count": FormulaPart(plain(count.value), count.inputs),
                       "rate": FormulaPart(plain(rate.value), rate.inputs),
                       "unit": FormulaPart(unit),
                       "bases": FormulaPart(_joined(_bases(count, rate)), bases_that_fit(count, rate).inputs)}
            parts += [*_fill(LABELS["needs"].replace("{claim}", LABELS["claim"]), numbers), FormulaPart(LABELS["and"])]
        parts.append(FormulaPart(LABELS["common"].format(bases=_joined(s.base_after for s in solutions)) if solutions
                                 else LABELS["no_common"]))
        used = (self.after + self.rate) + self.rise
        return Measure(value, joined_text(parts), used.inputs, as_of=used.as_of, operator="claims", parts=tuple(parts))

    def needs_frame(self) -> pd.DataFrame:
        """Return the bases that each claim allows: columns name_zh, lower, upper, label, fits (integers), inputs."""
        rows = []
        for count, rate, unit in self._pairs():
            allowed = denominators.implied_base(Interval(count.value, count.value), printed_interval(rate.digits))
            rows.append({"name_zh": _claim(count, rate, unit), "lower": allowed.lower, "upper": allowed.upper,
                         "label": printed_value(allowed, 1), "fits": list(_bases(count, rate)),
                         "inputs": bases_that_fit(count, rate).inputs})
        import pandas as pd

        return pd.DataFrame(rows)

    def _pairs(self) -> list[tuple[Measure, Measure, str]]:
        """Return the three readings of the claims: a count, its share of the unpublished base, and the share's unit."""
        return [(self.after, self.rate, "%"), (self.before, self.rate_before, "%"),
                (self.added, self.rise, LABELS["points"])]


def hypotheses_table(bulletin: Bulletin, entry: str, rising: RisingRate) -> CellOutput:
    """Return every hypothesis of an entry of discrepancies.yml with its integer solutions and their arithmetic.

    Raises:
        DataError: if a listed solution is not what the search finds (E407).
    """
    file = (BULLETINS / bulletin.slug / "discrepancies.yml").as_posix()
    listed = next((item for item in bulletin.discrepancies.values() if item["id"] == entry), None)
    if listed is None:
        raise DataError([Finding("E407", file, found=LABELS["no_entry"].format(entry=entry), expected=f"id: {entry}")])
    rows, findings = [], []

    def tell(found: str, expected: str) -> None:
        findings.append(Finding("E407", file, found=found, expected=expected, statistic=listed["statistics"][0]))

    for hypothesis in listed.get("hypotheses") or []:
        if unknown := _unknown_words(hypothesis):
            tell(unknown, LABELS["known_words"])
            continue
        solutions = _solve(hypothesis, rising)
        found = [vars(solution) for solution in solutions or ()]
        if found != (hypothesis.get("solutions") or []):
            tell(LABELS["found"].format(title=hypothesis["title"], found=found),
                 LABELS["listed"].format(listed=hypothesis.get("solutions")))
        rows.append(_row(hypothesis, solutions, rising))
    if findings:
        raise DataError(findings)
    options = [{"id": row.choice[0], "label": row.cells[0], "meaning": row.cells[1].rstrip("。")} for row in rows]
    questions = [{"id": entry, "legend": LABELS["legend"], "options": options}]
    return switch_output(bulletin.slug, f"{entry}-hypotheses", LABELS["caption"], questions, HEADINGS, rows)


def _row(hypothesis: dict, solutions: tuple[RiseSolution, ...] | None, rising: RisingRate) -> SwitchRow:
    """Return a hypothesis as a row to choose: what it means, its solutions, what each number would have to be."""
    solution, arithmetic = _words(hypothesis, solutions, rising)
    needs = LABELS["and"].join(_needs(found, rising) for found in (solutions or ())[:MOST]) or "—"
    if len(solutions or ()) > MOST:
        needs += LABELS["and"] + LABELS["more"]
    cells = [hypothesis["title"], hypothesis["meaning"], solution, arithmetic, needs]
    spoken = LABELS["spoken"].format(title=cells[0], meaning=cells[1], solution=solution, needs=needs)
    return SwitchRow([str(hypothesis["id"])], cells, spoken)


def _needs(solution: RiseSolution, rising: RisingRate) -> str:
    """Return each published number as it would have to be, with the printed one where they differ."""
    rates = {name: printed_value(value, -measure.digits.as_tuple().exponent)
             for name, value, measure in (("rate", solution.rate_after_pct, rising.rate),
                                          ("rise", solution.rise_pp, rising.rise))}
    needed = {
        "before": (str(solution.before), plain(rising.before.value), LABELS["unit"]),
        "added": (str(solution.added), plain(rising.added.value), LABELS["unit"]),
        "rate": (rates["rate"], f"{rising.rate.digits:f}", "%"),
        "rise": (rates["rise"], f"{rising.rise.digits:f}", LABELS["points"]),
    }
    return LABELS["needs_all"].format(**{
        name: LABELS["same" if value == printed else "other"].format(value=value, printed=printed, unit=unit)
        for name, (value, printed, unit) in needed.items()
    })


def _unknown_words(hypothesis: dict) -> str:
    """Return what of a hypothesis the search would not understand: a misspelt claim would be trusted, not doubted."""
    for key in ("title", "meaning", "base"):
        if not hypothesis.get(key):
            return LABELS["lacks"].format(title=hypothesis.get("title") or hypothesis.get("id"), key=key)
    words = [hypothesis["base"]] if hypothesis["base"] not in BASES else []
    words += [name for name in hypothesis.get("doubted") or () if name not in CLAIMS]
    if hypothesis["base"] == "not_smaller" and type(hypothesis.get("base_after_under")) is not int:
        words.append(str(hypothesis.get("base_after_under")))
    return LABELS["unknown"].format(title=hypothesis["title"], words=LABELS["joined"].join(words)) if words else ""


def _solve(hypothesis: dict, rising: RisingRate) -> tuple[RiseSolution, ...] | None:
    """Return the solutions under a hypothesis, or ``None`` where the published numbers cannot test it."""
    kind = hypothesis["base"]
    if kind == "untestable":
        return None
    if kind == "total":
        printed = (printed_interval(rising.rate.digits, rounding=rounding) for rounding in Rounding)
        fits = [denominators.fitting_denominators(int(rising.added.value), interval) for interval in printed]
        return tuple(RiseSolution(0, int(rising.added.value), base, base)
                     for base in sorted({b for bases in fits for b in bases}))
    claims = rising.claims(tuple(hypothesis.get("doubted") or ()))
    if kind == "not_smaller":
        # Without the count that was added nothing ends the search but the bound that the hypothesis states.
        return tuple(s for s in denominators.free_base_solutions(claims, hypothesis["base_after_under"] - 1)
                     if s.base_before <= s.base_after)
    if kind == "shrinking":
        largest = max(denominators.fitting_denominators(int(rising.after.value), claims.after_interval), default=0)
        return tuple(s for s in denominators.free_base_solutions(claims, largest) if s.base_before > s.base_after)
    if kind == "growing":
        return tuple(s for s in denominators.growing_base_solutions(claims) if s.base_before < s.base_after)
    return tuple(denominators.constant_base_solutions(claims))


def _words(hypothesis: dict, solutions: tuple[RiseSolution, ...] | None, rising: RisingRate) -> tuple[str, str]:
    """Return the solution and its arithmetic in words."""
    if solutions is None:
        return LABELS["untestable"], "—"
    if not solutions and hypothesis["base"] == "total":
        names = LABELS["joined"].join(rounding.label_zh for rounding in Rounding)
        words = LABELS["total"].format(total=plain(rising.added.value), roundings=names, rate=plain(rising.rate.value))
        return LABELS["no_solution"], words
    if not solutions:
        return LABELS["no_solution"], "—"
    shown = solutions[:MOST]
    texts = [
        LABELS["arithmetic"].format(
            **vars(s), after=s.after, rate_before=exact_text(s.rate_before_pct, DECIMALS),
            rate_after=exact_text(s.rate_after_pct, DECIMALS), rise=exact_text(s.rise_pp, DECIMALS),
        )
        for s in shown
    ]
    found = LABELS["and"].join(LABELS["solution"].format(**vars(s)) for s in solutions)
    if len(solutions) > MOST:
        found = LABELS["many"].format(count=len(solutions), found=found)
        texts.append(LABELS["more"])
    return found, LABELS["and"].join(texts)


def _fill(template: str, parts: dict[str, FormulaPart]) -> list[FormulaPart]:
    """Return a template as parts, those that it names in their places."""
    return [
        part for text, name, _, _ in Formatter().parse(template)
        for part in ([FormulaPart(text)] * bool(text) + ([parts[name]] if name else []))
    ]


def _claim(count: Measure, rate: Measure, unit: str) -> str:
    return LABELS["claim"].format(count=plain(count.value), rate=plain(rate.value), unit=unit)


def _bases(count: Measure, rate: Measure) -> range:
    """Return the integer bases that one reading allows, none as an empty range."""
    fitting = bases_that_fit(count, rate).value
    return fitting.integers() if isinstance(fitting, Interval) else range(0)


def _joined(bases) -> str:
    return LABELS["joined"].join(str(base) for base in bases) or LABELS["none"]
