"""Rounding and the intervals of printed numbers."""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhproof.rounding import (
    HEDGES,
    ROUNDING_LABELS,
    Interval,
    Rounding,
    UnboundedIntervalError,
    UnknownHedgeError,
    admitted_interval,
    printed_interval,
    round_exact,
)

DECIMAL_MODES = {
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.FLOOR: ROUND_FLOOR,
    Rounding.CEILING: ROUND_CEILING,
}

roundings = st.sampled_from(Rounding)
fractions = st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4)
printed = st.builds(
    lambda units, places: Decimal(units).scaleb(-places), st.integers(-(10**7), 10**7), st.integers(0, 4)
)
ends = st.none() | st.fractions(min_value=-20, max_value=20, max_denominator=6)
intervals = st.builds(Interval, ends, ends, st.booleans(), st.booleans())
positives = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100)
positive_intervals = st.builds(
    lambda a, b, low, high: Interval(min(a, b), max(a, b), low, high),
    positives,
    positives,
    st.booleans(),
    st.booleans(),
).filter(lambda interval: not interval.is_empty)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(0, 6), roundings)
def test_round_exact_agrees_with_quantize(value, decimals, rounding):
    """Each rule is the decimal module's rule of the same name."""
    with localcontext() as context:
        context.prec = 60
        expected = value.quantize(Decimal(1).scaleb(-decimals), rounding=DECIMAL_MODES[rounding])
    assert round_exact(value, decimals, rounding) == expected


@given(fractions, st.integers(0, 5), roundings)
def test_rounding_prints_the_decimals_asked_for(value, decimals, rounding):
    """A rounded number shows exactly the decimals asked for, zeros included."""
    assert -round_exact(value, decimals, rounding).as_tuple().exponent == decimals


@given(fractions, st.integers(0, 5), roundings)
def test_rounding_again_changes_nothing(value, decimals, rounding):
    """A rounded number is its own rounding."""
    once = round_exact(value, decimals, rounding)
    assert round_exact(once, decimals, rounding) == once


@pytest.mark.parametrize(
    ("value", "decimals", "rounding", "expected"),
    [
        (Fraction(2300, 29), 1, Rounding.HALF_EVEN, "79.3"),
        (Decimal("0.125"), 2, Rounding.HALF_EVEN, "0.12"),
        (Decimal("0.135"), 2, Rounding.HALF_EVEN, "0.14"),
        (Decimal("0.125"), 2, Rounding.HALF_UP, "0.13"),
        (Decimal("-0.125"), 2, Rounding.HALF_UP, "-0.13"),
        (Decimal("2.5"), 0, Rounding.HALF_EVEN, "2"),
        (Decimal("3.5"), 0, Rounding.HALF_EVEN, "4"),
        (Decimal("1.29"), 1, Rounding.FLOOR, "1.2"),
        (Decimal("1.21"), 1, Rounding.CEILING, "1.3"),
        (12, 2, Rounding.HALF_EVEN, "12.00"),
        (0, 3, Rounding.CEILING, "0.000"),
    ],
)
def test_rounding_examples(value, decimals, rounding, expected):
    """The printed form, ties and trailing zeros included."""
    assert str(round_exact(value, decimals, rounding)) == expected


@pytest.mark.parametrize(("value", "twice", "once"), [(Decimal("15.4546"), "16", "15"), (Decimal("0.4445"), "1", "0")])
def test_rounding_happens_once(value, twice, once):
    """GB/T 8170-2008 forbids rounding in steps, because the result differs."""
    in_steps = value
    for decimals in (3, 2, 1, 0):
        in_steps = round_exact(in_steps, decimals, Rounding.HALF_UP)
    assert (str(in_steps), str(round_exact(value, 0, Rounding.HALF_UP))) == (twice, once)


@pytest.mark.parametrize("value", [0.1, 79.3, float("nan"), True, "79.3", None, 1j])
def test_inexact_values_are_refused(value):
    """What is no exact number is never rounded; a float has been rounded once already."""
    with pytest.raises(TypeError, match="不能用"):
        round_exact(value, 1)


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity")])
def test_infinite_values_are_refused(value):
    """A NaN or an infinity has no rounding."""
    with pytest.raises(ValueError, match="有限"):
        round_exact(value, 1)


def test_negative_decimals_are_refused():
    """Decimals are counted from zero."""
    with pytest.raises(ValueError, match="decimals"):
        round_exact(1, -1)


def test_every_rounding_has_a_chinese_name():
    """The label table names every rule, each differently."""
    assert set(ROUNDING_LABELS) == set(Rounding)
    assert len({rounding.label_zh for rounding in Rounding}) == len(Rounding)


@given(printed, fractions, roundings)
def test_interval_holds_exactly_what_prints_so(digits, offset, rounding):
    """A value lies in the interval of a printed number exactly when it is rounded to that number."""
    decimals = max(0, -digits.as_tuple().exponent)
    value = Fraction(digits) + offset / 10**6 / 10**decimals * 2
    assert (value in printed_interval(digits, rounding=rounding)) == (round_exact(value, decimals, rounding) == digits)


@given(printed, roundings)
def test_interval_ends_are_exact(digits, rounding):
    """Both ends, and points as near to them as one likes, lie inside exactly when they print so."""
    decimals = max(0, -digits.as_tuple().exponent)
    interval = printed_interval(digits, rounding=rounding)
    near = Fraction(1, 10**30)
    for end in (interval.lower, interval.upper):
        for value in (end - near, end, end + near):
            assert (value in interval) == (round_exact(value, decimals, rounding) == digits)


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_half_even_closes_the_ends_of_even_digits(units, places):
    """Under half-even the ends belong to the interval exactly when the last printed digit is even."""
    interval = printed_interval(Decimal(units).scaleb(-places))
    assert interval.lower_closed == interval.upper_closed == (units % 2 == 0)


@pytest.mark.parametrize(
    ("digits", "hedge", "expected"),
    [
        ("1.3", "近", "(1.2, 1.3]"),
        ("8000", "近", "(7000, 8000]"),
        ("3000", "余", "[3000, 4000)"),
        ("100", "多", "[100, 200)"),
        ("120", "多", "[120, 130)"),
        ("83", "以上", "[83, +∞)"),
        ("55", "不低于", "[55, +∞)"),
        ("1", "至少", "[1, +∞)"),
        ("10", "不少于", "[10, +∞)"),
        ("40", "超过", "(40, +∞)"),
        ("5", "以下", "[0, 5]"),
        ("5", "不超过", "[0, 5]"),
        ("5", "至多", "[0, 5]"),
        ("20", "以内", "[0, 20]"),
        ("40", "不足", "[0, 40)"),
        ("40", "低于", "[0, 40)"),
        ("300", "约", "[250, 350]"),
        ("1.30", "约", "[1.295, 1.305]"),
        ("20", "左右", "[15, 25]"),
        ("30", "概数", "[30, 40]"),
        ("2", "概数", "[2, 3]"),
        ("79.3", "", "(79.25, 79.35)"),
        ("41", "", "(40.5, 41.5)"),
        ("40", "", "[39.5, 40.5]"),
        ("1.30", "", "[1.295, 1.305]"),
    ],
)
def test_hedge_intervals(digits, hedge, expected):
    """Each hedge has the interval that the project's convention gives it."""
    assert printed_interval(Decimal(digits), hedge).text() == expected


@given(st.integers(1, 10**6), st.integers(0, 3), st.sampled_from(sorted(HEDGES)))
def test_every_hedge_has_an_interval_touching_the_printed_number(units, places, hedge):
    """The printed number is in the interval of its hedge or at its open end."""
    digits = Decimal(units).scaleb(-places)
    interval = printed_interval(digits, hedge)
    assert not interval.is_empty
    assert digits in interval or Fraction(digits) in (interval.lower, interval.upper)


@pytest.mark.parametrize("hedge", ["大概也许", "近乎", " ", "以上以下", "about"])
def test_unknown_hedges_are_refused(hedge):
    """A hedge without a convention is an error that names it and the known ones."""
    with pytest.raises(UnknownHedgeError, match="不低于") as error:
        printed_interval(Decimal(1), hedge)
    assert hedge in str(error.value)


@given(intervals, intervals, st.fractions(min_value=-21, max_value=21, max_denominator=6))
def test_intersection_holds_what_both_hold(first, second, value):
    """A value is in the intersection exactly when it is in both intervals."""
    assert (value in (first & second)) == (value in first and value in second)


@given(intervals, st.fractions(min_value=-21, max_value=21, max_denominator=6))
def test_an_empty_interval_holds_nothing(interval, value):
    """Nothing lies in an empty interval."""
    assert not (interval.is_empty and value in interval)


@given(intervals, positives, fractions)
def test_scaling_keeps_membership(interval, factor, value):
    """A value is in an interval exactly when its multiple is in the multiple of the interval."""
    assert (value in interval) == (value * factor in interval.scaled(factor))


@pytest.mark.parametrize("factor", [0, -1, Fraction(-1, 3)])
def test_scaling_needs_a_positive_factor(factor):
    """A factor of zero or less would turn the interval around."""
    with pytest.raises(ValueError, match="positive"):
        Interval(1, 2).scaled(factor)


@given(positive_intervals, positive_intervals, st.data())
def test_quotient_holds_every_quotient(dividend, divisor, data):
    """The quotient of members is a member of the quotient."""
    first, second = (data.draw(_members(interval)) for interval in (dividend, divisor))
    assert first / second in dividend.quotient(divisor)


@given(positive_intervals, positive_intervals)
def test_quotient_is_no_wider_than_needed(dividend, divisor):
    """An end is closed exactly when both ends that make it are closed."""
    quotient = dividend.quotient(divisor)
    assert (quotient.lower, quotient.upper) == (dividend.lower / divisor.upper, dividend.upper / divisor.lower)
    assert quotient.lower_closed == (dividend.lower_closed and divisor.upper_closed)
    assert quotient.upper_closed == (dividend.upper_closed and divisor.lower_closed)


def test_quotient_by_an_interval_without_end():
    """69 at 0.2 or more each means at most 345, and more than none."""
    assert Interval.exactly(69).quotient(printed_interval(Decimal("0.2"), "不低于")).text() == "(0, 345]"


@pytest.mark.parametrize(
    "divisor", [Interval(0, 1), Interval(-1, 1), Interval(None, 1)], ids=lambda interval: interval.text()
)
def test_quotient_by_zero_or_less_is_refused(divisor):
    """There is no quotient by an interval that holds zero or negative values."""
    with pytest.raises(ValueError, match="相除"):
        Interval(1, 2).quotient(divisor)


@given(intervals, intervals, st.data())
def test_sums_and_differences_of_members(first, second, data):
    """The sum and the difference of members are members of the sum and the difference."""
    if not (first.is_empty or second.is_empty):
        left, right = data.draw(_members(first)), data.draw(_members(second))
        assert left + right in first + second
        assert left - right in first - second


@given(intervals)
def test_integers_are_those_inside(interval):
    """The integers of a bounded interval are exactly those that lie in it."""
    if interval.lower is not None and interval.upper is not None:
        assert list(interval.integers()) == [number for number in range(-22, 23) if number in interval]


@pytest.mark.parametrize(
    "interval", [Interval(1, None), Interval(None, 1), Interval(None, None)], ids=lambda interval: interval.text()
)
def test_integers_without_end_are_refused(interval):
    """An interval without an end has no list of integers."""
    with pytest.raises(UnboundedIntervalError, match="∞"):
        interval.integers()


def test_floats_make_no_interval():
    """An end that is a float is refused."""
    with pytest.raises(TypeError, match="float"):
        Interval(0.1, 1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "[1/3, 1/2)"),
        ({"decimals": 2}, "[0.33, 0.50)"),
        ({"decimals": 3, "outward": True}, "[0.333, 0.500)"),
        ({"decimals": 0, "outward": True}, "[0, 1)"),
    ],
    ids=["exact", "nearest", "outward", "outward-to-integers"],
)
def test_interval_text(arguments, expected):
    """Ends are shown exactly, rounded to the nearest, or outward; brackets belong to the exact ends."""
    text = Interval(Fraction(1, 3), Fraction(1, 2), True, False).text(**arguments)
    assert text == expected.replace("1/2", "0.5")


def _members(interval: Interval):
    """Values of a non-empty interval: its closed ends, its middle, and points between."""
    lower = (
        interval.lower
        if interval.lower is not None
        else (interval.upper if interval.upper is not None else Fraction(0)) - 5
    )
    upper = interval.upper if interval.upper is not None else lower + 5
    inside = [lower + (upper - lower) * Fraction(step, 8) for step in range(9)]
    return st.sampled_from([value for value in inside if value in interval])


@pytest.mark.parametrize("decimals", [0, 1, 2])
@given(value=fractions)
def test_what_either_usual_rule_prints_is_admitted(value, decimals):
    """A value is admitted by the digits that 四舍五入 or GB/T 8170-2008 prints for it, and by no others: a tie by both its neighbours."""
    value = abs(value)
    shown = {round_exact(value, decimals, rule) for rule in (Rounding.HALF_EVEN, Rounding.HALF_UP)}
    step = Decimal(1).scaleb(-decimals)
    for digits in {digit + move * step for digit in shown for move in (-1, 0, 1)}:
        if digits > 0:
            assert (value in admitted_interval(digits)) == (digits in shown)
