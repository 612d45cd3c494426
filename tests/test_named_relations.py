"""The named relations: each holds or fails by its own arithmetic, says how far it carries, and gives its verdict."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from liandong.model import Reach, Reference, Relation, Reported, Verdict
from liandong.model.judging import judge
from liandong.model.measures import Measure, constant
from liandong.model.tied_measures import (
    against_reference,
    at_least,
    base_within,
    count_by_name,
    only_integer,
    part_of,
    printed_twice,
    remainder,
)
from zhproof.rounding import as_fraction, printed_interval

ELSEWHERE = (Reference("elsewhere", "别处的数", "9个（2020-12-31，甲，2021-01-02查阅，只有一处）"),)


def number(digits: str, label: str = "", references: tuple[Reference, ...] = ()) -> Measure:
    """Returns a published number."""
    return Measure(as_fraction(Decimal(digits)), digits, (), transcribed=True, label=label, digits=Decimal(digits), references=references)


def stated(digits: str, hedge: str = "", mentions: tuple[int, ...] = (1,)) -> Reported:
    """Returns a number as a bulletin prints it."""
    return Reported(digits, Decimal(digits), hedge, mentions, printed_interval(Decimal(digits), hedge))


def names(count: int) -> Measure:
    """Returns a count of listed names."""
    return Measure(Fraction(count), "逐项计数：甲、乙", (), operator="count")


CASES = {
    "remainder": (remainder(number("2"), number("29"), number("23"), number("4")), True, Reach.EQUALITY, "29 − 23 − 4 = 2"),
    "remainder off by one": (remainder(number("3"), number("29"), number("23"), number("4")), False, Reach.EQUALITY, "29 − 23 − 4 = 2"),
    "only integer": (only_integer(number("23"), number("29"), number("79.3")), True, Reach.ONE_INTEGER, "29 里只有 23 能印成 79.3%，23 ÷ 29 = 79.310…%"),
    "another integer": (only_integer(number("22"), number("29"), number("79.3")), False, Reach.ONE_INTEGER, "29 里只有 23 能印成 79.3%，22 ÷ 29 = 75.862…%"),
    "several integers": (only_integer(number("1"), number("300"), number("1")), False, Reach.ONE_INTEGER, None),
    "no integer": (only_integer(number("3"), number("7"), number("41")), False, Reach.ONE_INTEGER, "7 里没有一个整数能印成 41%，3 ÷ 7 = 42.85…%"),
    "printed twice": (printed_twice(number("6"), stated("6", mentions=(7, 42))), True, Reach.EQUALITY, "原文第 7、42 个数都印作 6"),
    "printed once": (printed_twice(number("6"), stated("6", mentions=(7,))), False, Reach.EQUALITY, "原文只在第 7 个数印出"),
    "part": (part_of(number("14.79"), number("69")), True, Reach.BOUND, "14.79 ≤ 69，占 21.434…%"),
    "part with a hedge": (part_of(number("3000"), number("4428"), stated("3000", "余")), True, Reach.BOUND, "3000 ≤ 4428，占 67.7—90.4%"),
    "part above its whole": (part_of(number("70"), number("69")), False, Reach.BOUND, None),
    "a hedge cannot lift a part above its whole unseen": (part_of(number("5000"), number("4428"), stated("5000", "余")), False, Reach.BOUND, None),
    "level": (at_least(number("435", "建成"), number("430", "计划")), True, Reach.BOUND, "建成 435 ≥ 计划 430"),
    "level at its threshold": (at_least(number("430"), number("430")), True, Reach.BOUND, "430 ≥ 430"),
    "level below": (at_least(number("429"), number("430")), False, Reach.BOUND, "429 < 430"),
    "needed, computed": (
        at_least(number("69"), number("0.2") * (number("700.84") - number("103"))), False, Reach.BOUND, "69 < 0.2 × (700.84 − 103) = 119.56…"),
    "necessary only": (at_least(number("56"), number("1") * constant(10), Reach.NECESSARY), True, Reach.NECESSARY, "56 ≥ 1 × 10 = 10"),
    "names": (count_by_name(number("2"), names(2)), True, Reach.EQUALITY, "2 = 2（逐项计数：甲、乙）"),
    "too few names": (count_by_name(number("3"), names(2)), False, Reach.EQUALITY, "3 ≠ 2（逐项计数：甲、乙）"),
    "public figure": (against_reference(number("9"), number("9", references=ELSEWHERE)), True, Reach.EQUALITY, "9 = 9"),
    "another public figure": (against_reference(number("10"), number("9", references=ELSEWHERE)), False, Reach.EQUALITY, "10 ≠ 9"),
    "public bound": (against_reference(number("8"), number("9", references=ELSEWHERE), "≤"), True, Reach.BOUND, "8 ≤ 9"),
    "implied base": (base_within(number("50.0"), number("40"), number("81", references=ELSEWHERE)), True, Reach.NECESSARY, None),
    "implied base too large": (base_within(number("50.0"), number("41"), number("80", references=ELSEWHERE)), False, Reach.NECESSARY, None),
}


@pytest.mark.parametrize("case", CASES)
def test_each_relation_holds_or_fails_and_says_how_far_it_carries(case):
    """What holds, the reach, and the arithmetic as readers see it."""
    measure, holds, reach, formula = CASES[case]
    assert (measure.relation.holds, measure.relation.reach) == (holds, reach)
    assert formula is None or measure.relation.formula_zh == formula
    assert measure.transcribed


@pytest.mark.parametrize("case", CASES)
def test_the_verdict_follows_the_relation(case):
    """A relation that holds ties the number, one that rests on a public figure from outside; one that fails must be listed."""
    measure, holds, _, _ = CASES[case]
    reported = stated(measure.formula)
    verdict, finding = judge(reported, measure, published=date(2020, 1, 1), listed=False)
    good = Verdict.REFERENCED if measure.relation.references else Verdict.CONSISTENT
    assert (verdict, finding) == ((good, "") if holds else (Verdict.DISPUTED, "E408"))
    assert judge(reported, measure, published=date(2020, 1, 1), listed=True) == (Verdict.DISPUTED, "")


def test_a_changed_table_is_told_before_any_relation():
    """A copy that differs from the text is a mismatch or newer data, whatever its relation says."""
    measure = remainder(number("3"), number("7"), number("4"))
    assert judge(stated("2"), measure, published=date(2020, 1, 1), listed=False) == (Verdict.DISPUTED, "E401")


def test_json_holds_it_whole():
    """What is written is read again, with its public figures."""
    relation = against_reference(number("9"), number("9", references=ELSEWHERE), note="口径不同。").relation
    assert Relation.from_json(relation.to_json()) == relation and relation.to_json()["references"][0]["id"] == "elsewhere"
