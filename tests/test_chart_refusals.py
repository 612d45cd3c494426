"""What charts refuse: tables that lack something, cells that cannot be drawn, words that nobody knows."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from charting import REQUIRED, ROWS, frame_chart

from liandong import charts

NUMBERS = [
    (kind, column)
    for kind, columns in REQUIRED.items()
    for column in columns
    if not isinstance(ROWS[kind][0].get(column), str)
]
TEXTS = [(kind, column) for kind, columns in REQUIRED.items() for column in columns if (kind, column) not in NUMBERS]


@pytest.mark.parametrize(
    ("kind", "column"),
    [(kind, column) for kind, columns in REQUIRED.items() for column in columns],
)
def test_missing_column_is_named(kind, column):
    """A missing column is an error that names the figure, the column and those that are needed."""
    rows = [{key: value for key, value in row.items() if key != column} for row in ROWS[kind]]
    with pytest.raises(ValueError, match=f"图 figure：缺少列 {column}；需要的列是 {'、'.join(REQUIRED[kind])}"):
        frame_chart(kind, rows)


@pytest.mark.parametrize(("kind", "column"), NUMBERS)
@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (-1, "不能是负数"),
        (None, "是空的"),
        (math.nan, "是空的"),
        (math.inf, "应是数"),
        ("五", "应是数"),
        (True, "应是数"),
    ],
)
def test_bad_number_is_refused_with_its_row(kind, column, bad, says):
    """A negative, missing, infinite or non-numeric cell is named by row and column."""
    rows = [dict(row) for row in ROWS[kind]]
    rows[-1][column] = bad
    with pytest.raises(ValueError, match=f"第 {len(rows)} 行 {column} 列.*{says}"):
        frame_chart(kind, rows)


@pytest.mark.parametrize(("kind", "column"), TEXTS)
@pytest.mark.parametrize("bad", [None, "", "  ", 5, "a\x07"])
def test_bad_text_is_refused_with_its_row(kind, column, bad):
    """An empty cell, a number or a control character where a text is needed is named by row and column."""
    rows = [dict(row) for row in ROWS[kind]]
    rows[-1][column] = bad
    with pytest.raises(ValueError, match=f"第 {len(rows)} 行 {column} 列"):
        frame_chart(kind, rows)


def test_whole_float_counts_as_an_integer_but_a_part_does_not():
    """Counts that pandas turned into floats are read as integers; a fraction of a problem is refused."""
    row = ROWS["status_bars"][0]
    assert frame_chart("status_bars", [row | {"problems": 97.0}]).rows == [["市直部门", "立行立改", "97"]]
    with pytest.raises(ValueError, match="应是整数"):
        frame_chart("status_bars", [row | {"problems": 0.5}])


@pytest.mark.parametrize("kind", ROWS)
def test_empty_frame_is_refused(kind):
    """A chart of nothing is an error, not an empty picture."""
    with pytest.raises(ValueError, match="一行也没有"):
        getattr(charts, kind)(pd.DataFrame(ROWS[kind]).head(0), name="figure", caption="图题")


@pytest.mark.parametrize("kind", ["value_bars", "bullet_bars", "planned_built"])
def test_mixed_units_are_refused(kind):
    """Lengths of unlike things cannot share an axis."""
    rows = [ROWS[kind][0], ROWS[kind][0] | {"unit": "公顷"}]
    with pytest.raises(ValueError, match="单位不一致"):
        frame_chart(kind, rows)


def test_float_without_label_is_refused():
    """A float has no exact digits to print, so it needs a label."""
    with pytest.raises(ValueError, match="请给出 label"):
        frame_chart("value_bars", [{"name_zh": "甲", "value": 0.1, "unit": "%"}])


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (5, 4)])
def test_impossible_rate_is_refused(numerator, denominator):
    """A rate needs a denominator that is positive and not smaller than the numerator."""
    with pytest.raises(ValueError, match="分母应大于零"):
        frame_chart("rate_bars", [ROWS["rate_bars"][0] | {"numerator": numerator, "denominator": denominator}])


@pytest.mark.parametrize(
    ("kind", "change", "says"),
    [
        ("status_bars", {"status": "finished"}, "'finished' 不认识；可用的是 done"),
        ("status_bars", {"level": "town"}, "'town' 不认识"),
        ("timeline", {"level": "town"}, "'town' 不认识；可用的是 province"),
        ("interval_bars", {"lower": 40}, "下限 40 大于上限"),
        ("interval_bars", {"fits": [1.5]}, "应是整数的列表"),
        ("value_bars", {"label": "很" * 60}, "标注太长"),
    ],
)
def test_unknown_words_and_impossible_shapes_are_refused(kind, change, says):
    """An unknown status or level, an interval upside down, or a label that cannot be drawn is named."""
    with pytest.raises(ValueError, match=says):
        _ = frame_chart(kind, [ROWS[kind][0] | change]).svg


def test_two_steps_in_one_place_are_refused():
    """Two steps of the same order in the same lane would cover each other."""
    with pytest.raises(ValueError, match="第 2 行.*重复"):
        frame_chart("timeline", [ROWS["timeline"][0], ROWS["timeline"][0]])


@pytest.mark.parametrize("name", ["", "Figure", "图", "a b", "1a", "a-", 'a"b'])
def test_name_that_cannot_be_an_id_is_refused(name):
    """Names become ids in the page: lower-case ASCII, digits and hyphens only."""
    with pytest.raises(ValueError, match="不能用作编号"):
        frame_chart("planned_built", name=name)
