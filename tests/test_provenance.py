"""Where a statistic comes from: the parts of its formula, the cells in readers' words, the clauses that state it."""

import pytest
from builders import SLUG, frame, package, tiny_statistics, write_bulletin

from liandong.model import Clause, FormulaPart, Input, Source, Statistic, joined_text, whole
from liandong.model.measures import Measure, completion_rate, count_rows, percentage, total
from liandong.model.provenance import describe_cells, split_context


@pytest.fixture
def statistics(tmp_path) -> dict[str, Statistic]:
    """Returns what the tiny bulletin's cells report, by id."""
    return {one.id: one for one in tiny_statistics(write_bulletin(tmp_path))}


def cells(part: FormulaPart) -> list[tuple]:
    """Returns the cells that a part of a formula names."""
    return [(entry.table, entry.rows, entry.fields) for entry in part.inputs]


def test_the_parts_of_a_formula_are_its_text(statistics):
    """Nothing is said twice: text and parts of every formula are the same, in JSON too."""
    for one in map(Statistic.to_json, statistics.values()):
        assert "".join(part["text"] for part in one["formula"]) == one["formula_zh"]


def test_each_number_of_a_formula_names_its_cells(statistics):
    """Of 立行立改 23 ÷ 交办 29 = …, 23 is one cell and 29 the sum of two; signs, names and the result name none."""
    parts = statistics["completion-rate"].formula
    assert [(part.text, cells(part)) for part in parts if part.inputs] == [
        ("23", [("status", (2,), ("problems",))]), ("29", [("status", (2, 3), ("problems",))]),
    ]
    assert [cells(part) for part in statistics["problems"].formula if part.text in ("23", "6")] == [
        [("status", (2,), ("problems",))], [("status", (3,), ("problems",))],
    ]


def test_a_sum_in_brackets_and_a_count_keep_their_cells():
    """A denominator that is a sum is in brackets, its terms are cells; a count names all the rows that it counted."""
    rows = frame([{"status": "a", "problems": 3, "name_zh": "甲"}, {"status": "b", "problems": 4, "name_zh": "乙"}])
    rate = completion_rate(rows, done=["a"], leave_out=["c"])
    assert joined_text(rate.parts) == rate.formula == "甲 3 ÷ (3 + 4)"
    share = percentage(count_rows(rows), total(rows))
    assert [part.inputs[0].rows for part in share.parts if part.text == "2"] == [(2, 3)]


def test_a_formula_whose_text_was_replaced_is_one_part():
    """Parts never contradict the text: a bare number stands for all cells, words for none."""
    inputs = (Input("t", (2,), ("value",)),)
    assert Measure(None, "7", inputs, parts=(FormulaPart("8"),)).parts == (FormulaPart("7", inputs),)
    assert Measure(None, "约七", inputs, parts=(FormulaPart("8"),)).parts == (FormulaPart("约七"),)
    assert whole("", inputs) == ()


def test_a_statistic_tells_its_rows_with_titles_and_labels(statistics):
    """Table, file, headings in Chinese, line numbers, labels of vocabularies; the private column is not there."""
    (source,) = statistics["completion-rate"].sources
    assert (source.table, source.title, source.path, source.read) == ("status", "status 表", "tables/status.csv", 1)
    assert source.headings == ("状态", "说法", "项数")
    assert source.rows == ((2, "已办结", "立行立改", "23"), (3, "正在整改", "持续整改", "6"))
    assert "张三" not in str(statistics)


def test_a_table_that_the_bulletin_lacks_is_left_out(tmp_path):
    """A frame of a cell's own making has no file to point to."""
    bulletin = write_bulletin(tmp_path)
    assert describe_cells(bulletin, (Input("made_up", (2,), ("value",)), Input("status", (99,), ("problems",)))) == (
        Source("status", "status 表", "tables/status.csv", 1, ("状态", "说法", "项数"), ()),
    )


def test_a_statistic_tells_the_clauses_with_the_numeral_apart(statistics):
    """Each mention's clause in three pieces, with its position."""
    assert statistics["satisfaction"].clauses == (Clause(5, "测评满意率均在", "83%", "以上"),)
    assert statistics["wide-rate"].clauses == ()


@pytest.mark.parametrize(("source", "start", "printed", "context", "pieces"), [
    ("聚焦 5 个，共5 个", 8, "5", "聚焦 5 个，共5 个", ("聚焦 5 个，共", "5", " 个")),
    ("聚焦 5 个，共5 个", 3, "5", "聚焦 5 个，共5 个", ("聚焦 ", "5", " 个，共5 个")),
    ("办结 23\n\n项", 3, "23", "办结 23项", ("办结 ", "23", "项")),
    ("率79.3 %。", 1, "79.3 %", "率79.3%", ("率", "79.3%", "")),
    ("甲5乙", None, "5", "甲5乙", ("甲", "5", "乙")),
    ("甲5乙", 1, "5", "别处的话", ("别处的话", "", "")),
])
def test_the_numeral_is_found_at_its_own_place(source, start, printed, context, pieces):
    """Blanks do not count, and of two equal numerals in a clause the right one is marked."""
    assert split_context(source, start, printed, context) == pieces


def test_cells_that_hold_the_same_fact_are_named(tmp_path):
    """The row that a key names, where the measure read its table, and the total that datapackage.json ties to the statistic."""
    described = package()
    described["resources"][4]["schema"]["foreignKeys"] = [{"fields": "item", "reference": {"resource": "statistics", "fields": "id"}}]
    described["totals"] = [{
        "name": "all", "title": "合计", "statistic": "ongoing",
        "total": {"resource": "status", "field": "problems", "where": {"status": "ongoing"}}, "parts": {"resource": "status"},
    }]
    known = {one.id: one for one in tiny_statistics(write_bulletin(tmp_path, package_json=described))}
    assert known["satisfaction"].equal_cells == (Input("votes", (2,), ("value",)),)
    assert known["ongoing"].equal_cells == (Input("status", (3,), ("problems",)),)
    assert known["done"].equal_cells == ()


def test_a_previewed_table_knows_the_cell_behind_each_cell(tmp_path):
    """Of each cell shown: its table, line and column; the private column is not shown."""
    table = write_bulletin(tmp_path).preview("status").data
    assert [len(row) for row in table["rows"]] == [len(row) for row in table["origins"]] == [4, 4]
    assert table["origins"][1][2] == [{"table": "status", "rows": [3], "fields": ["problems"]}]
    assert SLUG not in str(table)
