"""Statistics: what a cell hands on, its JSON in notebooks, files and releases, and the texts in it."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import SLUG, done_statistic, frame, tiny_statistics, write_bulletin
from hypothesis import given
from hypothesis import strategies as st

from liandong.model import Computed, Kind, Reported, Statistic, Verdict, exact_text, quantity_text
from liandong.model.measures import Measure, total
from liandong.model.outputs import TABLE_MIME, collecting, emit, table_output
from liandong.model.reporting import derived_statistic, formula_text, reported_statistic, teaching_statistic
from zhproof.rounding import HEDGES, Interval, printed_interval

ROW = {"id": "rate", "name_zh": "办结率", "name_en": "Rate", "unit": "%", "section": "first", "definition_zh": "定义", "decimals": "1"}


def measure(value, formula: str = "23 ÷ 29", operator: str = "÷", **more) -> Measure:
    """Returns a measure of one formula."""
    return Measure(value, formula, (), operator=operator, **more)


def rate_statistic(value, verdict: Verdict = Verdict.REPRODUCED, hedge: str = "", **more) -> Statistic:
    """Returns a rate printed 79.3%."""
    reported = Reported("79.3%", Decimal("79.3"), hedge, (4, 9), printed_interval(Decimal("79.3"), hedge))
    return reported_statistic(SLUG, ROW, measure(value, **more), reported, verdict)


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


def test_a_statistic_holds_the_figure_and_its_derivation():
    """The bulletin's figure as printed, the exact value, the verdict and the mentions, and the text for prose."""
    data = rate_statistic(Fraction(2300, 29)).to_json()
    assert data["reported"] == {"printed": "79.3%", "value": "79.3", "hedge": ""}
    assert data["computed"] == {"printed": "79.3", "value": "2300/29"}
    assert (data["verdict"], data["finding"], data["mentions"], data["text"]) == ("reproduced", "", [4, 9], "79.3%")


def test_prose_prints_the_bulletins_figure_while_it_is_disputed():
    """A figure that does not reproduce is printed as the bulletin has it; its computed value stands beside it."""
    one = rate_statistic(Fraction(80), Verdict.DISPUTED)
    assert (one.text, one.computed.printed) == ("79.3%", "80.0")


def test_prose_prints_the_newer_figure_once_updated():
    """After an update prose moves on; what the bulletin printed stays known."""
    one = rate_statistic(Fraction(80), Verdict.UPDATED)
    assert (one.text, one.reported.value) == ("80.0%", Decimal("79.3"))


def test_a_newer_copy_does_not_claim_to_be_copied_from_the_bulletin():
    """An updated figure that was only copied comes from the table, and its formula must not say from the text."""
    one = rate_statistic(Fraction(80), Verdict.UPDATED, transcribed=True, digits=Decimal("80"))
    assert one.formula_zh == "取自数据表，比简报新"


def test_a_copy_is_shown_digit_for_digit():
    """A copied 79.34 is not shown as 79.3, which would hide why it differs from the printed 79.3."""
    one = rate_statistic(Fraction("79.34"), Verdict.DISPUTED, transcribed=True, digits=Decimal("79.34"))
    assert one.computed.printed == "79.34"


def test_a_derived_statistic_has_no_verdict():
    """What the bulletin never states is neither reported nor judged."""
    data = derived_statistic(SLUG, ROW, measure(Fraction(2300, 29))).to_json()
    assert (data["kind"], data["reported"], data["verdict"], data["mentions"]) == ("derived", None, None, [])
    assert data["text"] == "79.3%"


def test_a_derived_figure_without_value_says_so():
    """No fitting base is printed as 无解, without a unit."""
    data = derived_statistic(SLUG, ROW, measure(None)).to_json()
    assert (data["text"], data["computed"]) == ("无解", {"printed": "", "value": None})


@pytest.mark.parametrize(("value", "data"), [
    (None, None), (Fraction(1, 3), "1/3"), (Fraction("0.50"), "0.5"), ((Fraction(1, 3), Fraction(2)), ["1/3", "2"]),
])
def test_values_are_exact_text_in_json(value, data):
    """JSON has only floats for numbers, so exact values travel as text."""
    assert Computed("", value).to_json()["value"] == data


@pytest.mark.parametrize("made", [
    rate_statistic(Fraction(2300, 29)),
    rate_statistic(None, Verdict.DISPUTED),
    derived_statistic(SLUG, ROW, measure(Interval(Fraction(1, 3), Fraction(2)))),
    derived_statistic(SLUG, ROW, total(frame([{"problems": 1}, {"problems": 2}]))),
    table_output("list", "表", ["甲"], [["乙"], ["<&>"]]),
], ids=["rate", "no value", "interval", "numpy rows", "table"])
def test_outputs_survive_json(made):
    """A notebook stores what a cell hands on as JSON, and as text where nothing else can be shown."""
    bundle = made._repr_mimebundle_()
    assert json.loads(json.dumps(bundle, allow_nan=False)) == bundle
    assert bundle["text/plain"].endswith(made.text)


def test_statistics_come_back_from_json(tmp_path):
    """Nothing is lost on the way and back, also with the tables' own integer types; where the cell stands is told beside it."""
    for one in tiny_statistics(write_bulletin(tmp_path)):
        assert Statistic.from_json(json.loads(json.dumps(one.to_json()))) == one
        placed = Statistic.from_json(one.to_json(), page="book/page", line=7)
        assert placed == replace(one, page="book/page") and placed.line == 7


def keys(value) -> object:
    """Returns the documented schema of JSON: keys with the types of their values, a list's by its first entry."""
    if isinstance(value, dict):
        return {key: keys(entry) for key, entry in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else type(value).__name__


CELLS = {"table": "str", "rows": ["int"], "fields": ["str"]}


def test_the_json_of_a_statistic_has_its_documented_keys(tmp_path):
    """Whoever reads a notebook, the store or a file finds these keys and types: a change of them is a change of a public format."""
    rate = next(one for one in tiny_statistics(write_bulletin(tmp_path)) if one.id == "completion-rate")
    names = ("bulletin", "id", "name_zh", "name_en", "unit", "verdict", "formula_zh")
    public = dict.fromkeys(names, "str") | {
        "reported": dict.fromkeys(("printed", "value", "hedge"), "str"), "computed": dict.fromkeys(("printed", "value"), "str"), "inputs": [CELLS],
        "page": "str", "anchor": "str", "mentions": ["int"], "relation": "NoneType",
    }
    assert keys(rate.to_public_json()) == public
    source = {"table": "str", "title": "str", "path": "str", "read": "int", "headings": ["str"], "rows": [["int"]]}
    clause = {"position": "int", "before": "str", "printed": "str", "after": "str"}
    assert keys(rate.to_json()) == {key: public[key] for key in public if key not in ("page", "anchor")} | {
        "kind": "str", "section": "str", "definition_zh": "str", "text": "str", "hedge": "str", "finding": "str", "copied": "bool",
        "basis": {"fraction": ["str"], "counted": ["str"], "as_of": "str"}, "formula": [{"text": "str"}], "equal_cells": "list",
        "sources": [source], "clauses": [clause],
    }


def test_a_figure_of_the_ledger_has_keys_of_its_own():
    """It has no bulletin's figure and no verdict; figure and case say which it is."""
    one = teaching_statistic("training", ROW, measure(Fraction(50)), case="one", case_zh="甲局", label_zh="虚构数据")
    assert (one.id, one.name_zh, one.label, one.key) == ("rate.one", "办结率（甲局）", "虚构数据", ("training", "rate.one"))
    assert list(one.to_public_json()) == ["id", "figure", "case", "name_zh", "name_en", "unit", "computed", "formula_zh", "inputs", "page", "anchor"]
    assert Statistic.from_json(one.to_json()) == one


def test_an_older_release_is_read():
    """It holds less: no kind, no basis, no parts of the formula; what it states is whole, and its text is as it was printed then."""
    old = {
        "bulletin": SLUG, "id": "rate", "name_zh": "办结率", "unit": "%", "reported": None, "computed": {"printed": "4—6", "value": ["4", "6"]},
        "verdict": None, "formula_zh": "甲 ÷ 乙", "inputs": [], "page": "book/page.html", "anchor": "stat-rate", "mentions": [], "text": "约5%",
    }
    one = Statistic.from_json(old)
    assert (one.kind, one.page, one.text, one.formula_zh, one.computed.value) == (Kind.DERIVED, "book/page", "约5%", "甲 ÷ 乙", (4, 6))
    assert old.items() <= (one.to_public_json() | {"text": one.text}).items()


@pytest.mark.parametrize("damage", [
    {"verdict": "nonsense"}, {"computed": {"printed": "1", "value": "x"}}, {"computed": None, "reported": None}, {"reported": {"printed": "1"}}, {"kind": "other"},
    {"reported": {"printed": "1", "value": "x", "hedge": ""}}, {"inputs": [{}]}, {"formula": ["x"]}, {"basis": {"as_of": "heute"}},
], ids=str)
def test_what_is_no_statistic_is_refused(damage):
    """Damaged JSON never becomes a statistic with a hole."""
    with pytest.raises((KeyError, TypeError, ValueError, ArithmeticError)):
        Statistic.from_json(done_statistic().to_json() | damage)


def test_a_table_is_text_with_tabs_elsewhere():
    """Where nothing can render it, a table is its headings and rows."""
    made = table_output("list", "表", ["甲", "乙"], [["1", "2"]])
    assert (made.mime, made.text) == (TABLE_MIME, "甲\t乙\n1\t2")


def test_a_collector_takes_outputs_in_order_and_nests():
    """Inside a block the innermost collector takes everything; afterwards the outer one goes on."""
    one, two, three = (table_output(name, "", ["甲"], []) for name in "abc")
    with collecting() as outer:
        emit(one)
        with collecting() as inner:
            emit(two)
        emit(three)
    assert (outer, inner) == ([one, three], [two])


def test_a_collector_ends_with_its_block_even_after_an_error(monkeypatch):
    """An error inside the block does not leave the collector behind: the next output is displayed."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle))
    with pytest.raises(ZeroDivisionError), collecting():
        raise ZeroDivisionError
    table = table_output("list", "", ["甲"], [])
    emit(table)
    assert shown == [table._repr_mimebundle_()]
