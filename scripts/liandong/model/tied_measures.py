"""The named measures by which a cell ties a published number to others, where nothing published lets it be computed.

Each returns the measure that it was given, still copied and not computed, with the relation: its arithmetic, how far it
carries, and whether it holds. Where it holds the verdict is 勾稽相符, or 外部相符 if a public figure from elsewhere ties the
number; where it does not, the number is 待核 and must be listed in discrepancies.yml. Comparisons are exact, on the
intervals that the printed digits admit.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from fractions import Fraction

from liandong.findings import messages
from liandong.model import FormulaPart, Reach, Reference, Relation, Reported, exact_text, plain, printed_value
from liandong.model.measures import Measure, implied_base_of, printed_interval_of
from zhproof.rounding import Interval, decimal_places

TITLES = messages(__name__, "titles")
LABELS = messages(__name__, "labels")
SIGNS = {"=": operator.eq, "≤": operator.le, "≥": operator.ge}
OPPOSITE = {"=": "≠", "≤": ">", "≥": "<"}
SHARE_DECIMALS = 1


def remainder(measure: Measure, whole: Measure, *others: Measure) -> Measure:
    """Return a part tied as its whole less the other parts."""
    rest = whole
    for other in others:
        rest = rest - other
    holds = rest.value == measure.value
    return _tied(measure, "remainder", Reach.EQUALITY, holds, (*rest.parts, FormulaPart(f" = {plain(rest.value)}")))


def only_integer(measure: Measure, whole: Measure, rate_pct: Measure) -> Measure:
    """Return a count tied as the only integer up to its whole that prints as the published rate in percent."""
    admitted = printed_interval_of(rate_pct)
    found = [count for count in range(int(whole.value) + 1) if Fraction(100 * count) / whole.value in admitted]
    key = "only" if len(found) == 1 else "several" if found else "none"
    words = LABELS[key].format(whole=f"{whole.label} {plain(whole.value)}".strip(),
                               found=LABELS["joined"].join(map(str, found)), rate=rate_pct.formula)
    rate = measure / whole
    shown = exact_text(rate.value * 100, decimal_places(rate_pct.digits))
    parts = (FormulaPart(words + LABELS["and"]), *rate.parts, FormulaPart(f" = {shown}%"))
    return _tied(measure, "only_integer", Reach.ONE_INTEGER, found == [measure.value], parts)


def printed_twice(measure: Measure, reported: Reported) -> Measure:
    """Return a number tied by being printed in several places with one value; ``Bulletin.reported`` refuses several."""
    positions = LABELS["joined"].join(map(str, reported.mentions))
    several = len(reported.mentions) > 1
    words = LABELS["places" if several else "once"].format(positions=positions, printed=f"{reported.value:f}")
    return _tied(measure, "printed_twice", Reach.EQUALITY, several and measure.value == reported.value,
                 (FormulaPart(words),))


def part_of(measure: Measure, whole: Measure, printed: Reported | None = None, note: str = "") -> Measure:
    """Return a part tied by not exceeding its whole, in the same unit; the share that follows stands in the arithmetic.

    ``printed`` is the part as the bulletin prints it, where its hedge admits more than one value; ``note`` what readers
    must know beside it.
    """
    admitted = printed.interval if printed else printed_interval_of(measure)
    most = printed_interval_of(whole)
    share = admitted.scaled(Fraction(100)).quotient(most) if printed else None
    exact = 100 * measure.value / whole.value
    words = printed_value(share, SHARE_DECIMALS) if share else exact_text(exact, SHARE_DECIMALS)
    # An end that the printed digits exclude cannot be where the two meet.
    holds = admitted.lower < most.upper or (admitted.lower == most.upper and admitted.lower_closed
                                            and most.upper_closed)
    parts = (*_compared(measure, whole, "≤", holds), FormulaPart(LABELS["and"] + LABELS["share"].format(share=words)))
    return _tied(measure, "part_of", Reach.BOUND, holds, parts, note=note)


def at_least(measure: Measure, threshold: Measure, reach: Reach = Reach.BOUND, note: str = "") -> Measure:
    """Return a level tied by not falling below a threshold or plan; ``reach`` may say that this is only necessary."""
    holds = measure.value >= threshold.value
    return _tied(measure, "at_least", reach, holds, _compared(measure, threshold, "≥", holds),
                 _references(measure, threshold), note)


def count_by_name(measure: Measure, named: Measure) -> Measure:
    """Return a count tied by the names that the bulletin lists; ``named`` counts the rows that list them."""
    holds = measure.value == named.value
    return _tied(measure, "count_by_name", Reach.EQUALITY, holds, _compared(measure, named, "=", holds))


def against_reference(measure: Measure, reference: Measure, sign: str = "=", note: str = "") -> Measure:
    """Return a number tied by a public figure from elsewhere: equal (=), at most (≤) or at least (≥) that figure."""
    holds = SIGNS[sign](measure.value, reference.value)
    reach = Reach.EQUALITY if sign == "=" else Reach.BOUND
    return _tied(measure, "against_reference", reach, holds, _compared(measure, reference, sign, holds),
                 reference.references, note)


def base_within(measure: Measure, part: Measure, reference: Measure, note: str = "") -> Measure:
    """Return a printed rate tied by the base that it implies for its part, which must not exceed a public figure."""
    base = implied_base_of(part, measure)
    holds = base.value.lower <= reference.value
    return _tied(measure, "base_within", Reach.NECESSARY, holds, _compared(base, reference, "≤", holds),
                 reference.references, note)


def _tied(
    measure: Measure, name: str, reach: Reach, holds: bool, parts: tuple[FormulaPart, ...],
    references: tuple[Reference, ...] = (), note: str = "",
) -> Measure:
    return replace(measure, relation=Relation(name, TITLES[name], reach, holds, parts, references, note))


def _compared(left: Measure, right: Measure, sign: str, holds: bool) -> tuple[FormulaPart, ...]:
    """Return ``left sign right`` as a formula with both labels; where it does not hold, with the sign that does."""
    shown = sign if holds else OPPOSITE[sign]
    return (*_side(left), FormulaPart(f" {shown} "), *_side(right))


def _side(measure: Measure) -> tuple[FormulaPart, ...]:
    parts = measure.parts
    if measure.operator == "count":
        parts = (FormulaPart(plain(measure.value), measure.inputs), FormulaPart("（"), *parts, FormulaPart("）"))
    elif isinstance(measure.value, Interval):
        parts = (*parts, FormulaPart(f" = {printed_value(measure.value, 2)}"))
    elif measure.operator:
        parts = (*parts, FormulaPart(f" = {exact_text(measure.value, 0)}"))
    return (FormulaPart(f"{measure.label} "), *parts) if measure.label else parts


def _references(*measures: Measure) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(reference for measure in measures for reference in measure.references))
