"""The bases of a completion rate: every combination exact, and the switch that shows them, without a browser."""

from fractions import Fraction

import pytest
from bs4 import BeautifulSoup
from builders import frame, write_bulletin
from test_sphinx_ext import project, shown, soup, stopped

from liandong.model.bases import DONE, KEPT, OUT, CompletionBases, bases_record
from liandong.sphinx_ext.statistics.bases import switch_html

CITY = [
    {"status": "done", "wording_zh": "立行立改", "problems": 23}, {"status": "ongoing", "wording_zh": "持续整改", "problems": 2},
    {"status": "top_level_design", "wording_zh": "涉及顶层设计", "problems": 4},
]


def test_every_combination_is_exact():
    """Each open status stays, counts or leaves; 29 problems give these nine fractions and no other."""
    found = {basis.treatments: basis.rate.fraction for basis in CompletionBases(frame(CITY))}
    assert found == {
        (KEPT, KEPT): (23, 29), (KEPT, DONE): (27, 29), (KEPT, OUT): (23, 25), (DONE, KEPT): (25, 29), (DONE, DONE): (29, 29), (DONE, OUT): (25, 25),
        (OUT, KEPT): (23, 27), (OUT, DONE): (27, 27), (OUT, OUT): (23, 23),
    }


def test_the_strict_basis_comes_first_and_is_the_rate_itself():
    """Nothing but what is done counts, nothing leaves; the same measure is what the page reports."""
    bases = CompletionBases(frame(CITY))
    first = next(iter(bases))
    assert first.treatments == (KEPT, KEPT)
    assert first.rate is bases.strict
    assert bases.strict.value == Fraction(2300, 29)


@pytest.mark.parametrize("wrong", [{"ongoing": "counted"}, {"gone": DONE}])
def test_an_unknown_status_or_treatment_is_refused(wrong):
    """A misspelt word would else mean the strict basis."""
    with pytest.raises(ValueError, match="treatments"):
        CompletionBases(frame(CITY)).rate(**wrong)


def record_of(tmp_path):
    """Returns the record of the tiny bulletin's completion rate."""
    bulletin = write_bulletin(tmp_path)
    return bases_record(bulletin, "completion-rate", CompletionBases(bulletin.table("status")))


def test_the_record_holds_words_fraction_rate_and_formula_of_each_basis(tmp_path):
    """Printed with the bulletin's decimals."""
    data = record_of(tmp_path).data
    assert [row["cells"] for row in data["rows"]] == [
        ["只有立行立改算办结，其余留在分母", "23 ÷ 29", "79.3%", "立行立改 23 ÷ 交办 29 = 79.310…% → 79.3%"],
        ["持续整改算作办结", "29 ÷ 29", "100.0%", "(23 + 6) ÷ 交办 29 = 100.0%"],
        ["持续整改移出分母", "23 ÷ 23", "100.0%", "立行立改 23 ÷ 立行立改 23 = 100.0%"],
    ]
    assert [segment["width"] for segment in data["segments"]] == ["79.31", "20.69"]
    assert data["chosen"] == [KEPT]


def test_the_switch_is_a_whole_table_without_the_script(tmp_path):
    """Controls are hidden until the script shows them; no row is."""
    page = BeautifulSoup(switch_html(record_of(tmp_path).data, 1), "html.parser")
    assert page.form.has_attr("hidden")
    assert len(page.select("tbody tr")) == 3
    assert not page.select("tbody tr[hidden], tbody tr[class]")
    assert [field["value"] for field in page.select("input[checked]")] == [KEPT]
    assert page.fieldset.legend.get_text() == "持续整改怎么算"
    assert page.select_one("[role=status]") is not None


def test_a_page_shows_the_switch_of_another_page(tmp_path):
    """The directive prints what the cell handed on, and the page gets style and script; other pages do not."""
    record = record_of(tmp_path)
    built = project(tmp_path, "# 页\n\n```{basis-switch} completion-rate\n```\n", extra=[record], pages={"other.md": "# 另一页\n"})
    assert built.warnings == ""
    page = soup(built.page("index"))
    assert len(page.select(".basis-switch tbody tr")) == 3
    assert "basis.js" in built.page("index")
    assert "basis.js" not in built.page("other")


def test_an_unknown_switch_stops_the_build(tmp_path):
    """E507 names the line and those that there are."""
    message = stopped(tmp_path, "# 页\n\n```{basis-switch} no-rate\n```\n", extra=[record_of(tmp_path)])
    assert "E507" in message and "第 3 行" in message and "completion-rate" in message


def test_hostile_words_are_text(tmp_path):
    """Wording from a table cannot become markup or leave an attribute."""
    rows = [CITY[0], {"status": "ongoing", "wording_zh": "\"'><img src=x>&lt;", "problems": 6}]
    bulletin = write_bulletin(tmp_path)
    page = BeautifulSoup(switch_html(bases_record(bulletin, "completion-rate", CompletionBases(frame(rows))).data, 1), "html.parser")
    assert not page.select("img")
    assert "\"'><img src=x>&lt;" in shown(page.legend)
