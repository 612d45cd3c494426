"""Integer denominators of printed rates, alone and jointly with a rise."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhproof.denominators import (
    RiseClaims,
    RiseSolution,
    UnboundedSearchError,
    constant_base_solutions,
    fitting_denominators,
    fitting_numerators,
    growing_base_solutions,
    implied_base,
)
from zhproof.rounding import Interval, Rounding, printed_interval, round_exact

# Brute force looks at all bases up to here; the strategies below keep every solution well under it.
LARGEST_BASE = 16

roundings = st.sampled_from(Rounding)


def printed(digits: str, rounding: Rounding = Rounding.HALF_EVEN) -> Interval:
    """The interval of a printed percentage."""
    return printed_interval(Decimal(digits), rounding=rounding)


def pairs(solutions: tuple[RiseSolution, ...]) -> list[tuple[int, int]]:
    """The bases of the solutions, before and afterwards."""
    return [(solution.base_before, solution.base_after) for solution in solutions]


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2), roundings)
def test_denominators_agree_with_brute_force(numerator, extra, decimals, rounding):
    """The denominators are exactly those under which the fraction prints as the rate."""
    base = max(1, numerator + extra)
    rate = round_exact(Fraction(numerator * 100, base), decimals, rounding)
    expected = [n for n in range(1, 400) if round_exact(Fraction(numerator * 100, n), decimals, rounding) == rate]
    fitting = fitting_denominators(numerator, printed_interval(rate, rounding=rounding), maximum=399)
    assert list(fitting) == expected
    assert base in fitting


@given(st.integers(1, 200), st.integers(0, 1000), roundings)
def test_numerators_agree_with_brute_force(denominator, per_mille, rounding):
    """The numerators are exactly those under which the fraction prints as the rate."""
    rate = Decimal(per_mille).scaleb(-1)
    expected = [n for n in range(denominator + 1) if round_exact(Fraction(n * 100, denominator), 1, rounding) == rate]
    assert list(fitting_numerators(denominator, printed_interval(rate, rounding=rounding))) == expected


@pytest.mark.parametrize(
    ("numerator", "rate", "expected"),
    [
        (12, "41", [29]),
        (4, "18", [22]),
        (8, "23", [35]),
        (8, "41", []),
        (1, "100", [1]),
        (1, "33.3", [3]),
        (2, "66.7", [3]),
        (3, "0.1", range(2858, 6001)),
    ],
    ids=lambda value: str(value)[:12],
)
def test_denominators_of_a_printed_rate(numerator, rate, expected):
    """The integer bases that a numerator and a rate rounded to nearest leave."""
    found = fitting_denominators(numerator, printed(rate))
    assert all(round_exact(Fraction(numerator * 100, n), len(rate.partition(".")[2])) == Decimal(rate) for n in found)
    if isinstance(expected, list):
        assert list(found) == expected


@pytest.mark.parametrize("rounding", Rounding, ids=lambda rounding: rounding.value)
def test_eight_are_never_41_percent(rounding):
    """No base makes 8 print as 41 %, whatever the rule of rounding."""
    assert list(fitting_denominators(8, printed("41", rounding))) == []


@pytest.mark.parametrize(
    ("numerator", "rate"),
    [(0, "0"), (3, "0"), (0, "0.0")],
    ids=["none of any base", "a rate that may be 0", "none, with decimals"],
)
def test_denominators_without_end_are_refused(numerator, rate):
    """Where every large base fits, the search says so instead of stopping somewhere."""
    with pytest.raises(UnboundedSearchError, match="maximum"):
        fitting_denominators(numerator, printed(rate))


def test_none_is_no_positive_rate():
    """A numerator of 0 fits no rate above 0."""
    assert list(fitting_denominators(0, printed("41"))) == []


def test_more_than_all_is_a_rate_too():
    """A rate above 100 % has bases below its numerator, as when 435 are built of 430 planned."""
    assert 430 in fitting_denominators(435, printed("101.16"))


@pytest.mark.parametrize(
    "call",
    [lambda: fitting_denominators(-1, printed("41")), lambda: fitting_numerators(0, printed("41"))],
    ids=["numerator", "denominator"],
)
def test_impossible_counts_are_refused(call):
    """A negative count and a base of zero are errors that name what was found."""
    with pytest.raises(ValueError, match="不小于 0"):
        call()


def test_implied_base_of_a_share():
    """69.27 as 85.69 % of a base leaves a base between 80.827 and 80.848."""
    base = implied_base(printed("69.27"), printed("85.69"))
    assert base.text(3) == "(80.827, 80.848)"
    assert all(
        round_exact(count * 100 / value, 2) != Decimal("85.69")
        for value in (base.lower, base.upper)
        for count in (Fraction("69.20"), Fraction("69.35"))
    )


@given(st.integers(1, 500), st.integers(0, 500))
def test_implied_base_holds_the_true_base(count, rest):
    """Whatever the true base is, the printed count and share imply an interval that holds it."""
    base = count + rest
    share = round_exact(Fraction(count * 100, base), 1)
    if share > 0 and 0 not in printed_interval(share):
        assert base in implied_base(Interval.exactly(count), printed_interval(share))


# The four claims of the bulletin's handover rate: before, added, rise, rate afterwards.
BEFORE, ADDED, RISE, RATE = 4, 8, Decimal(23), Decimal(41)


def test_no_constant_base_fits_all_four_claims():
    """4, then 8 more, 23 points, 41 %: no base that stayed the same fits."""
    assert constant_base_solutions(RiseClaims(BEFORE, ADDED, RISE, RATE)) == ()


def test_one_growing_base_fits_all_four_claims():
    """The only bases that grew and fit are 22 and 29."""
    assert pairs(growing_base_solutions(RiseClaims(BEFORE, ADDED, RISE, RATE))) == [(22, 29)]


@pytest.mark.parametrize("rounding", [Rounding.FLOOR, Rounding.CEILING], ids=lambda rounding: rounding.value)
def test_no_constant_base_under_other_roundings(rounding):
    """Cutting off or rounding up does not save a constant base either."""
    assert constant_base_solutions(RiseClaims(BEFORE, ADDED, RISE, RATE, rounding)) == ()


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        (RiseClaims(BEFORE, None, RISE, RATE), [(4, 5, 22)]),
        (RiseClaims(BEFORE, ADDED, None, RATE), [(4, 8, 29)]),
        (RiseClaims(BEFORE, ADDED, RISE, None), [(4, 8, 35)]),
        (RiseClaims(None, ADDED, RISE, RATE), []),
    ],
    ids=["added is a misprint", "rise is wrong", "rate is wrong", "before is a misprint"],
)
def test_constant_base_when_one_claim_is_dropped(claims, expected):
    """With one claim doubted, the solutions under a constant base are these and no more."""
    assert [(s.before, s.added, s.base_after) for s in constant_base_solutions(claims)] == expected


def test_growing_base_when_before_is_dropped():
    """Without the count before, the known pair is one of finitely many."""
    solutions = growing_base_solutions(RiseClaims(None, ADDED, RISE, RATE))
    assert (22, 29) in pairs(solutions)
    assert all(solution.base_before <= solution.base_after and solution.added == ADDED for solution in solutions)


def test_solution_shows_its_arithmetic():
    """A solution holds exact rates, of which the rise is the difference."""
    solution = growing_base_solutions(RiseClaims(BEFORE, ADDED, RISE, RATE))[0]
    assert (solution.rate_before_pct, solution.rate_after_pct) == (Fraction(400, 22), Fraction(1200, 29))
    assert solution.rise_pp == Fraction(1200, 29) - Fraction(400, 22)


def test_a_rise_is_rounded_once():
    """From 1/6 to 2/6 the exact rise of 16.67 points prints as 17, while the rounded rates 33 and 17 differ by 16."""
    assert [s.base_after for s in constant_base_solutions(RiseClaims(1, 1, Decimal(17), None))] == [6]
    assert 6 not in [s.base_after for s in constant_base_solutions(RiseClaims(1, 1, Decimal(16), None))]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(0, 6),
    st.integers(0, 6),
    roundings,
    st.sampled_from(["before", "added", "rise_pp", "rate_pct", None]),
)
def test_searches_agree_with_brute_force(before, added, rest, growth, rounding, dropped):
    """Claims made from true counts give back exactly what trying all bases gives, the true ones among them."""
    base_after = before + added + rest
    base_before = max(before, base_after - growth)
    claims = _claims_of(RiseSolution(before, added, base_before, base_after), rounding, dropped)
    for search, constant in ((constant_base_solutions, True), (growing_base_solutions, False)):
        try:
            solutions = search(claims)
        except UnboundedSearchError:
            continue
        within = [s for s in solutions if s.base_after <= LARGEST_BASE]
        assert within == _brute_force(claims, constant)
        if not constant or base_before == base_after:
            assert RiseSolution(before, added, base_before, base_after) in solutions


@pytest.mark.parametrize(
    ("search", "claims"),
    [
        (growing_base_solutions, RiseClaims(BEFORE, None, RISE, RATE)),
        (constant_base_solutions, RiseClaims(None, None, RISE, RATE)),
        (constant_base_solutions, RiseClaims(BEFORE, None, None, RATE)),
        (constant_base_solutions, RiseClaims(None, ADDED, None, RATE)),
        (growing_base_solutions, RiseClaims(BEFORE, ADDED, None, None)),
        (growing_base_solutions, RiseClaims(None, ADDED, RISE, None)),
    ],
    ids=[
        "added, growing",
        "both counts",
        "added and rise",
        "before and rise",
        "rise and rate",
        "before and rate, growing",
    ],
)
def test_searches_without_end_are_refused(search, claims):
    """Claims that leave infinitely many candidates are refused with what is missing."""
    with pytest.raises(UnboundedSearchError, match="未知的量太多"):
        search(claims)


def test_growing_base_with_unknown_added_has_no_end():
    """The refusal is right: ever larger additions fit, each with its own base."""
    claims = RiseClaims(BEFORE, None, RISE, RATE)
    assert all(RiseSolution(BEFORE, 41 * k - BEFORE, 22, 100 * k).fits(claims) for k in range(1, 50))


@pytest.mark.parametrize("counts", [(-1, 8), (4, -8)])
def test_negative_counts_are_refused(counts):
    """A claim of a negative count names it."""
    with pytest.raises(ValueError, match="不小于 0 的整数，得到 -"):
        RiseClaims(*counts, RISE, RATE)


def _claims_of(solution: RiseSolution, rounding: Rounding, dropped: str | None) -> RiseClaims:
    rate, rise = (round_exact(value, 0, rounding) for value in (solution.rate_after_pct, solution.rise_pp))
    claims = {"before": solution.before, "added": solution.added, "rise_pp": rise, "rate_pct": rate}
    return RiseClaims(
        **{name: None if name == dropped else value for name, value in claims.items()},
        rounding=rounding,
    )


def _brute_force(claims: RiseClaims, constant: bool) -> list[RiseSolution]:
    counts = [range(LARGEST_BASE + 1) if count is None else [count] for count in (claims.before, claims.added)]
    found = []
    for base_after in range(1, LARGEST_BASE + 1):
        for base_before in [base_after] if constant else range(1, base_after + 1):
            for before in counts[0]:
                if before > base_before:
                    break
                candidates = (
                    RiseSolution(before, added, base_before, base_after)
                    for added in counts[1]
                    if before + added <= base_after
                )
                found += [candidate for candidate in candidates if candidate.fits(claims)]
    return found
