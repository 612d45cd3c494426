"""Measures: exact values, formulas with the numbers put in, and the cells that they were read from."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import frame
from hypothesis import assume, given
from hypothesis import strategies as st

from liandong.model import plain
from liandong.model.measures import (
    Input,
    Measure,
    MeasureError,
    bases_that_fit,
    completion_rate,
    count_rows,
    difference_of_printed,
    fact,
    implied_base_of,
    implied_quotient,
    percentage,
    total,
)
from zhproof.rounding import Interval, Rounding, round_exact

DAY, LATER = date(2020, 5, 1), date(2020, 9, 1)


def status(*rows: tuple[str, str, int], day: date = DAY):
    """Returns a status table of (status, wording, problems)."""
    return frame([{"status": s, "wording_zh": w, "problems": n, "as_of": day} for s, w, n in rows], "status")


CITY = status(("done", "立行立改", 23), ("ongoing", "持续整改", 2), ("design", "顶层设计", 4))


def facts(**values: str):
    """Returns a table of one fact a row."""
    return frame([{"item": k, "name_zh": k.upper(), "value": Decimal(v), "as_of": DAY} for k, v in values.items()], "facts")


def printed(digits: str) -> Measure:
    """Returns the measure of one printed number."""
    return fact(facts(x=digits), "x")


def test_strict_completion_rate_keeps_every_status_in_the_denominator():
    """On the strict basis only ``done`` counts as done, and nothing leaves the denominator."""
    rate = completion_rate(CITY)
    assert rate.value == Fraction(23 * 100, 23 + 2 + 4)
    assert rate.formula == "立行立改 23 ÷ 交办 29"
    assert rate.fraction == (23, 29)
    assert not rate.transcribed


def test_counting_another_status_as_done_changes_the_numerator_only():
    """A status named in ``done`` joins the numerator; the denominator stays."""
    rate = completion_rate(CITY, done=["done", "ongoing"])
    assert rate.value == Fraction(25 * 100, 29)
    assert rate.formula == "(23 + 2) ÷ 交办 29"


@pytest.mark.parametrize("left_out", [["design"], ("design",), {"design"}, iter(["design"])], ids=lambda v: type(v).__name__)
def test_leaving_a_status_out_shrinks_the_denominator_and_unnames_it(left_out):
    """A status in ``leave_out`` (any iterable, read once) leaves the denominator, which is then not called 交办."""
    rate = completion_rate(CITY, leave_out=left_out)
    assert (rate.value, rate.formula) == (Fraction(23 * 100, 25), "立行立改 23 ÷ (23 + 2)")


def test_two_levels_are_summed_and_not_averaged():
    """Over several rows of a status the counts are added before dividing."""
    both = status(("done", "立行立改", 23), ("done", "已整改到位", 11), ("ongoing", "持续整改", 6), ("ongoing", "持续整改", 3))
    rate = completion_rate(both)
    assert rate.formula == "(23 + 11) ÷ 交办 43"
    assert rate.value == Fraction(34 * 100, 43)


def test_sums_are_bracketed_in_a_quotient():
    """(23 + 11) ÷ (29 + 14) keeps its brackets, and a quotient as divisor gets them too."""
    done, problems = total(status(("a", "", 23), ("b", "", 11))), total(status(("a", "", 29), ("b", "", 14)))
    assert (done / problems).formula == "(23 + 11) ÷ (29 + 14)"
    assert (done / (done / problems)).formula == "(23 + 11) ÷ ((23 + 11) ÷ (29 + 14))"
    assert (done - problems).formula == "23 + 11 − (29 + 14)"
    assert (done + problems).formula == "23 + 11 + 29 + 14"


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), st.sampled_from("+-/"), st.sampled_from("+-/"), st.booleans())
def test_a_formula_says_what_was_computed(numbers, first, second, right_first):
    """A combined measure's formula, read by the rules of arithmetic, gives its value."""
    apply = {"+": lambda x, y: x + y, "-": lambda x, y: x - y, "/": lambda x, y: x / y}
    a, b, c = (total(frame([{"problems": n}, {"problems": 0}])) for n in numbers)
    try:
        result = apply[first](a, apply[second](b, c)) if right_first else apply[second](apply[first](a, b), c)
    except MeasureError:
        assume(False)
    python = result.formula.replace("−", "-").replace("÷", "/")
    for number in sorted(set(map(str, numbers)), key=len, reverse=True):
        python = " ".join(f"Fraction({word})" if word == number else word for word in python.replace("(", "( ").replace(")", " )").split())
    assert eval(python, {"Fraction": Fraction}) == result.value


def test_the_sum_of_one_row_is_a_transcription():
    """One row added up is the row itself: nothing was recomputed, and its wording names it."""
    one = total(CITY[CITY["status"] == "done"])
    assert one.transcribed
    assert (one.value, one.formula, one.label, one.operator) == (23, "23", "立行立改", "")
    assert not total(CITY).transcribed


def test_anything_computed_from_transcriptions_is_no_transcription():
    """A sum of two copied facts is computed."""
    table = facts(a="1.5", b="2.5")
    assert fact(table, "a").transcribed
    assert not (fact(table, "a") + fact(table, "b")).transcribed


def test_a_fact_keeps_the_digits_of_its_cell():
    """Trailing zeros of a copied number survive in formula and digits; the value is exact."""
    one = printed("69.270")
    assert (one.formula, one.digits, one.value) == ("69.270", Decimal("69.270"), Fraction(6927, 100))
    assert str(one.digits) == "69.270"


@pytest.mark.parametrize("zero", [printed("0"), printed("0.00"), total(status(("a", "", 0), ("b", "", 0)))], ids=["0", "0.00", "0 + 0"])
def test_division_by_zero_is_an_error_that_shows_both_sides(zero):
    """A zero denominator stops the cell with a message, not with a ZeroDivisionError."""
    with pytest.raises(MeasureError, match="除数为零：.*7.* ÷ "):
        printed("7") / zero


def test_a_rate_of_a_table_with_only_zeros_is_an_error():
    """Nothing assigned gives no completion rate."""
    with pytest.raises(MeasureError, match="除数为零"):
        completion_rate(status(("done", "", 0), ("ongoing", "", 0)))


@pytest.mark.parametrize("item", ["c", ""], ids=["unknown", "empty"])
def test_a_missing_fact_is_named(item):
    """An item without a row is an error that names table, item and number of rows."""
    with pytest.raises(MeasureError, match="facts.csv .*找到 0 行"):
        fact(facts(a="1", b="2"), item)


def test_a_fact_that_stands_twice_is_refused():
    """Two rows of the same item are no fact, and so is a table of two rows without an item."""
    twice = frame([{"item": "a", "value": 1}, {"item": "a", "value": 2}], "facts")
    with pytest.raises(MeasureError, match="a，找到 2 行"):
        fact(twice, "a")
    with pytest.raises(MeasureError, match="所选的行，找到 2 行"):
        fact(twice)


def test_the_sum_of_no_rows_is_an_error():
    """A filter that leaves no row is a mistake in the cell or a row missing in the table, never a zero."""
    with pytest.raises(MeasureError, match="status.csv 中没有可以相加的行"):
        total(CITY[CITY["status"] == "finished"])
    with pytest.raises(MeasureError, match="没有可以相加的行"):
        completion_rate(CITY, done=["finished"])


@pytest.mark.parametrize("cell", [None, float("nan"), 3.7, True, "23", Decimal("NaN")], ids=repr)
def test_a_cell_that_is_no_exact_number_is_refused(cell):
    """An empty cell, a float, a bool or a text is not added up: floats would have been cut to whole numbers."""
    with pytest.raises(MeasureError, match="made_up.csv 的 problems 列"):
        total(frame([{"problems": 1}, {"problems": cell}]))


def test_a_count_lists_the_names_it_counted():
    """Rows counted by name are computed, and the formula names them."""
    counted = count_rows(frame([{"name_zh": "甲"}, {"name_zh": "乙"}], "list"))
    assert (counted.value, counted.formula, counted.transcribed) == (2, "逐项计数：甲、乙", False)


def test_a_count_of_no_rows_is_zero():
    """Unlike a sum, a count of nothing is a number: none has been finished."""
    empty = frame([{"name_zh": "甲"}], "list").iloc[:0]
    assert count_rows(empty).value == 0
    assert count_rows(empty).inputs[0].rows == ()


def test_a_count_stands_as_a_number_in_a_longer_formula():
    """Names cannot be divided: inside arithmetic the count's number stands before them."""
    part = count_rows(frame([{"name_zh": "甲"}], "list"))
    share = percentage(part, printed("4"))
    assert (share.value, share.formula) == (25, "1（逐项计数：甲） ÷ X 4")


def test_inputs_name_table_rows_and_fields():
    """A measure knows the file's line numbers and the column that it was read from."""
    assert total(CITY[CITY["status"] != "ongoing"]).inputs == (Input("status", (2, 4), ("problems",)),)
    assert fact(facts(a="1", b="2"), "b").inputs == (Input("facts", (3,), ("value",)),)


def test_inputs_of_one_table_are_merged_and_others_follow():
    """Rows of the same table and field are joined, each once and in order; other fields and tables stay apart."""
    rate = completion_rate(CITY)
    assert rate.inputs == (Input("status", (2, 3, 4), ("problems",)),)
    mixed = fact(facts(a="1", b="2"), "b") + total(CITY) + fact(facts(a="1", b="2"), "a") + count_rows(CITY, "wording_zh")
    assert mixed.inputs == (
        Input("facts", (2, 3), ("value",)), Input("status", (2, 3, 4), ("problems",)), Input("status", (2, 3, 4), ("wording_zh",)),
    )


def test_the_newest_row_dates_a_measure():
    """``as_of`` is the latest date of all rows used, and missing where the tables have none."""
    newer = status(("done", "", 24), ("ongoing", "", 5), day=LATER)
    assert total(CITY).as_of == DAY
    assert (total(CITY) + total(newer)).as_of == LATER
    assert count_rows(frame([{"name_zh": "甲"}])).as_of is None


@given(st.integers(-(10**12), 10**12), st.integers(0, 12))
def test_plain_writes_terminating_decimals_exactly(units, places):
    """A fraction whose denominator has only the primes 2 and 5 is written out, without a superfluous zero."""
    number = Fraction(units, 10**places)
    text = plain(number)
    assert "/" not in text
    assert Fraction(text) == number
    assert "." not in text or not text.endswith("0")


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.sampled_from([3, 7, 11, 13]))
def test_plain_writes_other_fractions_as_fractions(numerator, denominator, prime):
    """What does not end as a decimal is never cut: it is written as a fraction in lowest terms."""
    number = Fraction(numerator, denominator * prime)
    assume(number.denominator % prime == 0)
    assert plain(number) == f"{number.numerator}/{number.denominator}"


@pytest.mark.parametrize(("number", "text"), [
    (Fraction(-1, 8), "-0.125"), (Fraction(1, 10**9), "0.000000001"), (0, "0"), (Decimal("1E+3"), "1000"), (Decimal("2.50"), "2.5"),
    (Fraction(2300, 29), "2300/29"), (Fraction(-5, 2), "-2.5"),
])
def test_plain_has_no_exponent(number, text):
    """Small, negative and large numbers are written in plain digits."""
    assert plain(number) == text


COUNTS = st.integers(1, 10**6).flatmap(lambda base: st.tuples(st.integers(1, base), st.just(base)))


@given(COUNTS, st.integers(0, 4))
def test_an_implied_base_holds_the_true_base(pair, decimals):
    """Print n of N in percent: the base implied by the exact n and the printed rate holds N."""
    part, base = pair
    rate = round_exact(Fraction(part * 100, base), decimals)
    assume(rate - Decimal(1).scaleb(-decimals) / 2 > 0)
    exact_count = total(frame([{"problems": part}, {"problems": 0}]))
    assert base in implied_base_of(exact_count, printed(f"{rate:f}")).value


@given(COUNTS, st.integers(0, 4))
def test_a_rounded_count_only_widens_the_implied_base(pair, decimals):
    """A count that was printed and may have been rounded implies every base that the exact count does."""
    part, base = pair
    rate = round_exact(Fraction(part * 100, base), decimals)
    assume(rate - Decimal(1).scaleb(-decimals) / 2 > 0)
    assert base in implied_base_of(printed(str(part)), printed(f"{rate:f}")).value


@given(COUNTS, st.integers(0, 4))
def test_bases_that_fit_hold_the_true_base(pair, decimals):
    """N is among the integer bases of which n prints as its rate, and every base between the ends prints so too, under one rule or the other."""
    part, base = pair
    rate = round_exact(Fraction(part * 100, base), decimals)
    assume(rate - Decimal(1).scaleb(-decimals) / 2 > 0)
    fitting = bases_that_fit(printed(str(part)), printed(f"{rate:f}")).value
    assert base in fitting
    for end in (int(fitting.lower), int(fitting.upper)):
        assert rate in {round_exact(Fraction(part * 100, end), decimals, rule) for rule in (Rounding.HALF_EVEN, Rounding.HALF_UP)}


def test_no_fitting_base_is_no_value():
    """Where no integer base gives the printed rate, the measure has no value and still shows its formula."""
    none = bases_that_fit(printed("8"), printed("41"))
    assert none.value is None
    assert none.formula == "X 8 ÷ X 41%"


def test_an_implied_quotient_is_the_interval_of_both_printed_numbers():
    """Amount by amount each: both printed decimals widen the result, and the scale multiplies it."""
    people = implied_quotient(printed("34.5"), printed("0.23"), Fraction(10))
    assert people.value == Interval(Fraction("34.45") / Fraction("0.235"), Fraction("34.55") / Fraction("0.225"), False, False).scaled(10)
    assert people.formula == "X 34.5 ÷ X 0.23 × 10"


def test_a_rate_that_may_be_zero_implies_no_base():
    """A printed rate of 0 bounds no base."""
    with pytest.raises(ValueError, match="含有零或负数"):
        implied_base_of(printed("5"), printed("0"))


def test_the_difference_of_printed_rates_is_a_printed_rate():
    """A reader who subtracts printed percentages gets a number with their decimals, trailing zeros kept."""
    before = difference_of_printed(printed("41.50"), printed("23.5"))
    assert (str(before.digits), before.value) == ("18.00", 18)
    assert not before.transcribed
