"""The verdict: a value agrees if it lies among the values that print as the bulletin printed it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.model import Input, Reported, Verdict, printed_value
from liandong.model.judging import agrees, judge
from liandong.model.measures import Measure
from zhproof.rounding import HEDGES, Interval, printed_interval

PUBLISHED, NEWER = date(2020, 5, 1), date(2020, 5, 2)
SAME_DAY = PUBLISHED


def reported(digits: str, hedge: str = "") -> Reported:
    """Returns a statistic printed so."""
    return Reported(digits, Decimal(digits), hedge, (1,), printed_interval(Decimal(digits), hedge))


def computed(value, *, transcribed: bool = False, as_of: date | None = SAME_DAY, digits: str | None = None) -> Measure:
    """Returns a measure of that value."""
    value = Fraction(value) if isinstance(value, str) else value
    exact = None if digits is None else Decimal(digits)
    return Measure(value, "…", (Input("t", (2,), ("value",)),), transcribed=transcribed, as_of=as_of, digits=exact)


def copied(digits: str, as_of: date | None = SAME_DAY) -> Measure:
    """Returns a fact copied from a cell that holds these digits."""
    return computed(digits, transcribed=True, as_of=as_of, digits=digits)


def expected(agree: bool, listed: bool, newer: bool, transcribed: bool) -> tuple[Verdict, str]:
    """Returns the verdict by the table of the design: agreement first, then the date, then the list."""
    if agree and listed:
        # A copy may be doubted by its entry, which must list something that does not stand; a recomputation that agrees may not.
        return Verdict.DISPUTED, "" if transcribed else "E402"
    if agree:
        return (Verdict.TRANSCRIBED if transcribed else Verdict.REPRODUCED), ""
    if newer:
        return Verdict.UPDATED, ""
    return Verdict.DISPUTED, "" if listed else "E401"


@pytest.mark.parametrize(("agree", "listed", "newer", "transcribed"), list(product([True, False], repeat=4)))
def test_every_combination_has_its_verdict(agree, listed, newer, transcribed):
    """Agreeing or not, listed or not, newer or not, copied or computed: sixteen cases, one verdict each."""
    digits = "79.3" if agree else "80.0"
    day = NEWER if newer else SAME_DAY
    measure = copied(digits, day) if transcribed else computed(digits, as_of=day)
    judged = judge(reported("79.3"), measure, published=PUBLISHED, listed=listed)
    assert judged == expected(agree, listed, newer, transcribed)


@pytest.mark.parametrize("day", [SAME_DAY, date(2020, 4, 30), None], ids=str)
def test_only_a_later_date_makes_a_difference_an_update(day):
    """Data of the bulletin's day, older or undated cannot explain a difference away."""
    judged = judge(reported("7"), copied("8", day), published=PUBLISHED, listed=False)
    assert judged == (Verdict.DISPUTED, "E401")


@pytest.mark.parametrize("day", [SAME_DAY, NEWER], ids=["same day", "newer"])
def test_no_value_never_updates_a_figure(day):
    """Newer data that give no value at all are a mismatch, not an update: there would be nothing to print."""
    judged = judge(reported("41"), computed(None, as_of=day), published=PUBLISHED, listed=False)
    assert judged == (Verdict.DISPUTED, "E401")


def test_an_interval_is_no_value_that_could_agree():
    """An implied interval that even holds the figure does not reproduce it."""
    assert not agrees(reported("80"), computed(Interval(Fraction(79), Fraction(81))))


@pytest.mark.parametrize("digits", ["79.31", "79.30", "79.29", "79", "79.4", "-79.3"])
def test_a_copy_agrees_only_digit_for_digit(digits):
    """A copied number must be the printed one, even where it would round to it, trailing zeros included."""
    assert agrees(reported("79.3"), copied("79.3"))
    assert not agrees(reported("79.3"), copied(digits))


def test_a_copied_count_has_no_digits_to_differ():
    """A single row of whole numbers added up is compared by its value."""
    assert agrees(reported("23"), computed(Fraction(23), transcribed=True))
    assert not agrees(reported("23"), computed(Fraction(24), transcribed=True))


@pytest.mark.parametrize(("value", "holds"), [
    (Fraction(2300, 29), True), ("79.3", True), ("79.25", False), ("79.35", False), ("79.2500001", True), ("79.3499999", True), ("79.36", False),
])
def test_a_computed_rate_agrees_within_its_last_printed_place(value, holds):
    """79.3 stands for what rounds to it; its ends are ties that go to the even neighbours (GB/T 8170-2008)."""
    assert agrees(reported("79.3"), computed(value)) is holds


@pytest.mark.parametrize(("digits", "hedge", "inside", "outside"), [
    ("83", "以上", ["83", "83.01", "100"], ["82.99", "82.5"]),
    ("1.3", "近", ["1.3", "1.21"], ["1.2", "1.31", "1.3001"]),
    ("3000", "余", ["3000", "3999"], ["2999", "4000"]),
    ("3000", "多", ["3000", "3999"], ["2999", "4000"]),
    ("55", "不低于", ["55", "71.16"], ["54.99"]),
    ("1", "至少", ["1", "2"], ["0"]),
    ("10", "不超过", ["10", "0"], ["10.1"]),
    ("10", "超过", ["10.1"], ["10"]),
    ("300", "约", ["250", "350"], ["249", "351"]),
    ("300", "左右", ["250", "350"], ["249", "351"]),
])
def test_a_hedge_bounds_what_agrees(digits, hedge, inside, outside):
    """83以上, 近1.3, 3000余 and the others: the computed value must lie in the hedge's interval, which no rounding widens."""
    for value in inside:
        assert agrees(reported(digits, hedge), computed(value)), value
    for value in outside:
        assert not agrees(reported(digits, hedge), computed(value)), value


@pytest.mark.parametrize("hedge", sorted(HEDGES))
def test_a_hedge_does_not_soften_a_copy(hedge):
    """A copied number is the printed digits, whatever word stands beside them."""
    assert agrees(reported("3000", hedge), copied("3000"))
    assert not agrees(reported("3000", hedge), copied("3001"))


@given(st.integers(0, 10**7), st.integers(0, 4), st.sampled_from([-1, 1]), st.booleans())
def test_a_value_one_unit_away_never_agrees(units, decimals, step, transcribed):
    """One unit in the last printed place is a different number, for copies and computations alike."""
    digits = Decimal(units).scaleb(-decimals)
    other = Decimal(units + step).scaleb(-decimals)
    measure = copied(f"{other:f}") if transcribed else computed(Fraction(other))
    assert not agrees(reported(f"{digits:f}"), measure)


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**6), st.integers(0, 4))
def test_a_value_agrees_with_its_own_print(value, decimals):
    """Whatever is computed agrees with a bulletin that printed it rounded once."""
    assert agrees(reported(printed_value(value, decimals)), computed(value))


def test_an_interval_is_printed_outward():
    """The printed ends of an interval never exclude a value inside it."""
    assert printed_value(Interval(Fraction("80.8273"), Fraction("80.8411")), 2) == "80.82—80.85"
    assert printed_value(Interval(Fraction(29), Fraction(29)), 0) == "29"


@given(st.fractions(min_value=0, max_value=10**5), st.fractions(min_value=0, max_value=10**5), st.integers(0, 3))
def test_the_printed_interval_holds_the_exact_one(one, other, decimals):
    """Rounding outward, for any ends and decimals."""
    low, high = sorted((one, other))
    ends = printed_value(Interval(low, high), decimals).split("—")
    assert Fraction(ends[0]) <= low
    assert Fraction(ends[-1]) >= high


@pytest.mark.parametrize(("value", "decimals", "text"), [
    (None, 1, ""), (Fraction(0), 7, "0.0000000"), (Fraction(1, 10**8), 8, "0.00000001"), (Fraction(92), 1, "92.0"), (Fraction(-1, 3), 2, "-0.33"),
])
def test_values_print_in_plain_digits(value, decimals, text):
    """As many decimals as asked, never an exponent, nothing for no value."""
    assert printed_value(value, decimals) == text


def test_every_verdict_has_words():
    """Each verdict has a label and a meaning in Chinese."""
    assert all(verdict.label and verdict.meaning.endswith("。") for verdict in Verdict)
    assert [verdict.label for verdict in Verdict] == ["复算一致", "勾稽相符", "外部相符", "仅转录", "已更新", "待核"]
