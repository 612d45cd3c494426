"""The check of built pages in throw-away projects: what cells and directives print, and that a failure is never lost."""

import pytest
from builders import figure_output
from sphinx.errors import ExtensionError
from test_sphinx_ext import project, stopped

from liandong.model.outputs import table_output


@pytest.mark.parametrize(("record", "numeral"), [
    (figure_output(caption="办结率79.3%"), "79.3%"),
    (figure_output(caption="办结率７９．３％"), "７９．３％"),
    (figure_output(caption="分三大类"), "三"),
])
def test_a_caption_typed_by_hand_stops_the_build(tmp_path, record, numeral):
    """A caption that a cell hands on is prose, wherever the figure is shown."""
    message = stopped(tmp_path, "# 页\n\n文字。\n", extra=[record])
    assert "E528" in message and f"发现：{numeral}，" in message


def test_alternative_text_holds_only_the_charts_numbers(tmp_path):
    """A number in the alternative text that the chart's table does not have is named; those of the table are the chart's own."""
    rows = {"headings": ["项"], "rows": [["23"], ["6"]]}
    assert project(tmp_path / "right", "# 页\n", extra=[figure_output(alt="23和6", **rows)]).warnings == ""
    message = stopped(tmp_path / "wrong", "# 页\n", extra=[figure_output(alt="23和79.3", **rows)])
    assert "E530" in message and "“79.3”" in message


def test_words_in_the_picture_hold_only_the_charts_numbers(tmp_path):
    """The text of the SVG is looked through like any text."""
    rows = {"headings": ["项"], "rows": [["23"]]}

    def drawing(*words: str) -> dict:
        return {"wide": {"data": {"values": [{"text": word} for word in words]}, "mark": "text", "encoding": {"text": {"field": "text"}}}}

    assert project(tmp_path / "right", "# 页\n", extra=[figure_output(specifications=drawing("23", "甲"), **rows)]).warnings == ""
    assert "“81”" in stopped(tmp_path / "wrong", "# 页\n", extra=[figure_output(specifications=drawing("23", "81"), **rows)])


def test_a_chart_that_cannot_be_drawn_is_named(tmp_path):
    """Remote data, or what is no chart, stops the build with the page and the figure; what is drawn has ids of its own for each width."""
    remote = {"wide": {"data": {"url": "https://example.org/a.csv"}, "mark": "point"}}
    message = stopped(tmp_path, "# 页\n", extra=[figure_output(specifications=remote)])
    assert "E509" in message and "图 bars" in message and "calculation" in message and "Traceback" not in message


def test_a_table_that_a_cell_hands_on_is_compared_with_its_record(tmp_path):
    """Its numbers need no mark; they are the record's."""
    built = project(tmp_path, "# 页\n", extra=[table_output("status", "表", ["项"], [["23"], ["79.3"]])])
    assert built.warnings == ""


def test_a_failure_is_told_again_until_it_is_mended(tmp_path):
    """A second build over the same folders, with nothing changed, fails as the first did; mended, it passes."""
    bad = [figure_output(caption="办结率79.3%")]
    for _ in range(2):
        assert "发现：79.3%，" in stopped(tmp_path, "# 页\n", extra=bad)
    assert project(tmp_path, "# 页\n", extra=[figure_output(caption="办结率")]).warnings == ""


def test_untraced_numerals_are_told_with_everything_else(tmp_path):
    """One message names an unknown statistic and a figure typed by hand, each with its line."""
    with pytest.raises(ExtensionError) as caught:
        project(tmp_path, "# 页\n\n办结率79.3%。\n\n{stat}`no-such-figure`\n")
    message = str(caught.value)
    assert "E528" in message and "E502" in message
    assert "第 3 行" in message and "第 5 行" in message
