"""Records: what a cell hands on, as plain data, and the texts in it."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import SLUG, frame, tiny_records, write_bulletin
from hypothesis import given
from hypothesis import strategies as st

from liandong.measures import Measure, total
from liandong.proof import Judgement, Reported, Verdict
from liandong.records import (
    REPORT_MIME,
    TABLE_MIME,
    Record,
    collecting,
    derived_record,
    emit,
    exact_text,
    formula_text,
    quantity_text,
    statistic_record,
    table_record,
    value_data,
)
from zhproof.rounding import HEDGES, Interval, printed_interval

ROW = {"id": "rate", "name_zh": "办结率", "name_en": "Rate", "unit": "%", "section": "first", "definition_zh": "定义", "decimals": "1"}


def measure(value, formula: str = "23 ÷ 29", operator: str = "÷", **more) -> Measure:
    """Returns a measure of one formula."""
    return Measure(value, formula, (), operator=operator, **more)


def rate_record(value, verdict: Verdict = Verdict.REPRODUCED, hedge: str = "", **more) -> Record:
    """Returns the record of a rate printed 79.3%."""
    reported = Reported("79.3%", Decimal("79.3"), hedge, (4, 9), printed_interval(Decimal("79.3"), hedge))
    return statistic_record(SLUG, ROW, measure(value, **more), reported, Judgement(verdict))


@pytest.mark.parametrize(("printed", "unit", "hedge", "text"), [
    ("79.3", "%", "", "79.3%"),
    ("83", "%", "以上", "83%以上"),
    ("60", "岁", "以下", "60岁以下"),
    ("3", "年", "以内", "3年以内"),
    ("300", "人", "左右", "300人左右"),
    ("300", "人", "上下", "300人上下"),
    ("3000", "人", "余", "3000余人"),
    ("100", "件", "多", "100多件"),
    ("3", "万人", "余", "3万余人"),
    ("2", "亿元", "多", "2亿多元"),
    ("69.27", "万人", "", "69.27万人"),
    ("1.3", "万平方米", "近", "近1.3万平方米"),
    ("55", "%", "不低于", "不低于55%"),
    ("1", "所", "至少", "至少1所"),
    ("3", "天", "不超过", "不超过3天"),
    ("3", "天", "超过", "超过3天"),
    ("23", "个百分点", "", "23个百分点"),
    ("1", "次/周", "", "1次/周"),
])
def test_a_hedge_stands_where_chinese_puts_it(printed, unit, hedge, text):
    """Before the number, between number and measure word, inside a scaled unit, or after the unit."""
    assert quantity_text(printed, unit, hedge) == text


@pytest.mark.parametrize("hedge", sorted(HEDGES))
@pytest.mark.parametrize("unit", ["人", "万人", "%"])
def test_no_hedge_is_lost(hedge, unit):
    """Whatever the hedge, number, hedge and every character of the unit are printed once."""
    assert sorted(quantity_text("30", unit, hedge)) == sorted(f"30{unit}{hedge}")


@pytest.mark.parametrize(("value", "decimals", "text"), [
    (Fraction(2300, 29), 1, "79.310…"),
    (Fraction(239999, 3000), 1, "79.999…"),
    (Fraction(-2300, 29), 1, "-79.310…"),
    (Fraction("92"), 1, "92.0"),
    (Fraction("1.272"), 3, "1.272"),
    (Fraction("1.272"), 0, "1.27…"),
    (Fraction("79.31"), 1, "79.31"),
    (Fraction("79.3"), 2, "79.30"),
    (Fraction(43), 0, "43"),
    (Fraction(1, 3 * 10**7), 6, "0.00000003…"),
])
def test_the_exact_value_is_cut_and_marked_never_rounded_up(value, decimals, text):
    """Digits shown are the value's own: a few more than printed, … only where something was cut, no exponent."""
    assert exact_text(value, decimals) == text


@given(st.fractions(min_value=-10**6, max_value=10**6), st.integers(0, 6))
def test_the_mark_says_whether_digits_were_cut(value, decimals):
    """Without … the text is the value; with it, the text is nearer to zero by less than its last place."""
    text = exact_text(value, decimals)
    shown = Fraction(text.rstrip("…"))
    if text.endswith("…"):
        assert abs(shown) < abs(value) < abs(shown) + Fraction(1, 10 ** (decimals + 2))
        assert shown * value >= 0
    else:
        assert shown == value


@pytest.mark.parametrize(("given_measure", "decimals", "unit", "text"), [
    (measure(Fraction(2300, 29)), 1, "%", "23 ÷ 29 = 79.310…% → 79.3%"),
    (measure(Fraction(43), "29 + 14", "+"), 0, "项", "29 + 14 = 43"),
    (measure(Fraction("1.272"), "6.36 ÷ 5"), 3, "万元", "6.36 ÷ 5 = 1.272"),
    (measure(Fraction(92), "23 ÷ 25"), 1, "%", "23 ÷ 25 = 92.0%"),
    (measure(Interval(Fraction("80.827"), Fraction("80.848")), "69.27 ÷ 85.69%"), 2, "万人", "69.27 ÷ 85.69% = 80.82—80.85"),
    (measure(None, "没有分母", "claims"), 0, "%", "没有分母"),
    (measure(Fraction(900, 22), "共同的分母 22", "claims"), 0, "%", "共同的分母 22 → 41%"),
    (measure(Fraction(40), "共同的分母 25", "claims"), 0, "%", "共同的分母 25 → 40%"),
    (measure(Fraction(5), "5", "", transcribed=True), 0, "家", "转录原文，没有可供计算的数字"),
])
def test_a_formula_goes_from_the_numbers_to_the_printed_value(given_measure, decimals, unit, text):
    """Formula, exact value, and the rounded one only where rounding changed something; a copy says that it is one."""
    assert formula_text(given_measure, decimals, unit) == text


def test_a_statistic_record_holds_the_figure_and_its_derivation():
    """The bulletin's figure as printed, the exact value, the verdict and the mentions, and the text for prose."""
    data = rate_record(Fraction(2300, 29)).data
    assert data["reported"] == {"printed": "79.3%", "value": "79.3", "hedge": ""}
    assert data["computed"] == {"printed": "79.3", "value": "2300/29"}
    assert (data["verdict"], data["finding"], data["mentions"], data["text"]) == ("reproduced", "", [4, 9], "79.3%")


def test_prose_prints_the_bulletins_figure_while_it_is_disputed():
    """A figure that does not reproduce is printed as the bulletin has it; its computed value stands beside it."""
    data = rate_record(Fraction(80), Verdict.DISPUTED).data
    assert (data["text"], data["computed"]["printed"]) == ("79.3%", "80.0")


def test_prose_prints_the_newer_figure_once_updated():
    """After an update prose moves on; what the bulletin printed stays in the record."""
    data = rate_record(Fraction(80), Verdict.UPDATED).data
    assert (data["text"], data["reported"]["value"]) == ("80.0%", "79.3")


def test_a_newer_copy_does_not_claim_to_be_copied_from_the_bulletin():
    """An updated figure that was only copied comes from the table, and its formula must not say from the text."""
    record = rate_record(Fraction(80), Verdict.UPDATED, transcribed=True, digits=Decimal("80"))
    assert record.data["formula_zh"] == "取自数据表，比简报新"


def test_a_copy_is_shown_digit_for_digit():
    """A copied 79.34 is not shown as 79.3, which would hide why it differs from the printed 79.3."""
    record = rate_record(Fraction("79.34"), Verdict.DISPUTED, transcribed=True, digits=Decimal("79.34"))
    assert record.data["computed"]["printed"] == "79.34"


def test_a_derived_record_has_no_verdict():
    """What the bulletin never states is neither reported nor judged."""
    data = derived_record(SLUG, ROW, measure(Fraction(2300, 29))).data
    assert (data["kind"], data["reported"], data["verdict"], data["mentions"]) == ("derived", None, None, [])
    assert data["text"] == "79.3%"


def test_a_derived_figure_without_value_says_so():
    """No fitting base is printed as 无解, without a unit."""
    data = derived_record(SLUG, ROW, measure(None)).data
    assert (data["text"], data["computed"]) == ("无解", {"printed": "", "value": None})


@pytest.mark.parametrize(("value", "data"), [
    (None, None), (Fraction(1, 3), "1/3"), (Fraction("0.50"), "0.5"), (Interval(Fraction(1, 3), Fraction(2)), ["1/3", "2"]),
])
def test_values_are_exact_text_in_json(value, data):
    """JSON has only floats for numbers, so exact values travel as text."""
    assert value_data(value) == data


@pytest.mark.parametrize("made", [
    rate_record(Fraction(2300, 29)),
    rate_record(None, Verdict.DISPUTED),
    derived_record(SLUG, ROW, measure(Interval(Fraction(1, 3), Fraction(2)))),
    derived_record(SLUG, ROW, total(frame([{"problems": 1}, {"problems": 2}]))),
    table_record("list", "表", ["甲"], [["乙"], ["<&>"]]),
], ids=["rate", "no value", "interval", "numpy rows", "table"])
def test_records_survive_json(made):
    """A notebook stores records as JSON; nothing is lost on the way and back."""
    bundle = made._repr_mimebundle_()
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
    assert bundle["text/plain"] == made.text


def test_real_records_survive_json(tmp_path):
    """Also with the tables' own integer types."""
    for record in tiny_records(write_bulletin(tmp_path)):
        assert json.loads(json.dumps(record.data)) == record.data
        assert record.mime == REPORT_MIME


def test_a_table_record_is_text_with_tabs_elsewhere():
    """Where nothing can render it, a table is its headings and rows."""
    made = table_record("list", "表", ["甲", "乙"], [["1", "2"]])
    assert (made.mime, made.text) == (TABLE_MIME, "甲\t乙\n1\t2")


def test_a_collector_takes_records_in_order_and_nests():
    """Inside a block the innermost collector takes all records; afterwards the outer one goes on."""
    one, two, three = (table_record(name, "", ["甲"], []) for name in "abc")
    with collecting() as outer:
        emit(one)
        with collecting() as inner:
            emit(two)
        emit(three)
    assert (outer, inner) == ([one, three], [two])


def test_a_collector_ends_with_its_block_even_after_an_error(monkeypatch):
    """An error inside the block does not leave the collector behind: the next record is displayed."""
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    with pytest.raises(ZeroDivisionError), collecting():
        raise ZeroDivisionError
    record = table_record("list", "", ["甲"], [])
    emit(record)
    assert shown == [record]
