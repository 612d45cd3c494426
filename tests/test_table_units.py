"""`new` takes the unit of a number in a table from the table's heads, where these leave no doubt, and asks otherwise."""

import sys
from pathlib import Path

import pytest
from conftest import ROOT
from new_bulletins import small_project

sys.path.insert(0, str(ROOT / "tests" / "proofing"))
from documents import add_table, saved, word

from liandong.model.bulletin import open_bulletin
from liandong.scaffold import Request, create_bulletin
from liandong.scaffold.proposals import read_bulletin
from liandong.scaffold.source import read_source
from liandong.scaffold.ties import propose_ties

SPANNED = """<p>各县情况。</p><table><tr><th rowspan="2">县区</th><th colspan="2">金额（亿元）</th><th rowspan="2">人数（人）</th></tr>
<tr><th>上年</th><th>本年</th></tr><tr><td>东县</td><td>1.5</td><td>2</td><td>300</td></tr></table>"""


def stated(text: str) -> list[tuple[str, str, str]]:
    """Returns name, value and unit of the statistics that are proposed."""
    return [(one.name, str(one.value), one.unit) for one in read_bulletin(text).figures]


def written(path: Path, content: bytes | str) -> Path:
    """Returns a file with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("head", "printed", "value", "unit"),
    [("金额（万元）", "1,234.5", "1234.5", "万元"), ("金额(亿元)", "3", "3", "亿元"), ("占比（%）", "15.6", "15.6", "%"),
     ("单位：人", "30", "30", "人"), ("床位（张）", "0", "0", "张"), ("人数（单位：万人）", "2034.5", "2034.5", "万人"), ("提高（个百分点）", "-0.5", "-0.5", "个百分点")],
)
def test_the_unit_is_that_of_the_column(head, printed, value, unit):
    """In brackets, with or without 单位, and as the whole head; the value is the printed one in that unit."""
    assert [one[1:] for one in stated(f"县区\t{head}\n东县\t{printed}\n")] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    ["县区\t满意率（含基本满意）\n东县\t98\n",  # no unit in the brackets
     "项目\t金额（万元）\n增速（%）\t5\n",  # row and column say different things
     "单位：万元\n\n县区\t项目数\n东县\t12\n", "单位：万元\n\n县区\t占比\n东县\t12\n", "单位：万元、人\n\n县区\t合计\n东县\t12\n",
     "县区\t金额（万元）\n东县\t12\t3\n",  # unequal columns
     "县区\t说明（万元）\n东县\t3 12\n",
     "县区  金额（万元）  说明\n东县  12  其中3\n西县  13  另4\n"],  # blanks that may stand inside a cell
)
def test_what_is_uncertain_is_asked(text):
    """A head that names no unit, two units, a line above that cannot mean the column, columns that nobody can tell."""
    reading = read_bulletin(text)
    assert not reading.figures and reading.doubtful


def test_a_line_above_the_table_and_columns_of_numbers():
    """单位：万元 holds for sums of money; 序号 and 年份 are no statistics; a head over two columns holds for both."""
    text = "单位：万元\n\n序号\t年份\t县区\t投入\t\t床位（张）\n\t\t\t上年\t本年\t\n1\t2025\t东县\t30\t40\t50\n"
    assert stated(text) == [("东县投入上年", "30", "万元"), ("东县投入本年", "40", "万元"), ("东县床位", "50", "张")]
    assert not read_bulletin(text).doubtful


def test_tables_by_blanks_and_by_bars():
    """Three lines of as many columns with numbers behind the first, and Markdown's rows."""
    text = "县区    金额（万元）    人数（人）\n东县    34    30\n西县    35    31\n\n| 县 | 床位（张） |\n| --- | --- |\n| 南县 | 77 |\n"
    assert [one[1:] for one in stated(text)] == [("34", "万元"), ("30", "人"), ("35", "万元"), ("31", "人"), ("77", "张")]


def test_rows_of_a_word_table_and_of_a_page_are_lines_of_the_text(tmp_path):
    """Each row is a line with its cells between tabs; a head over several columns is the head of each."""
    document = word("各县情况。")
    add_table(document, ("县区", "金额\n（万元）"), ("东县", "12"), ("西县", "13"))
    text = read_source(written(tmp_path / "a.docx", saved(document))).text
    assert text == "各县情况。\n\n县区\t金额（万元）\n东县\t12\n西县\t13"
    assert stated(text) == [("东县金额", "12", "万元"), ("西县金额", "13", "万元")]
    text = read_source(written(tmp_path / "a.html", SPANNED)).text
    assert stated(text) == [("东县金额上年", "1.5", "亿元"), ("东县金额本年", "2", "亿元"), ("东县人数", "300", "人")]


def test_the_bulletin_says_where_a_unit_comes_from(tmp_path):
    """mentions.csv names the head; the reported value is the printed one in the head's unit."""
    root = small_project(tmp_path / "project")
    source = written(tmp_path / "a.txt", "全市有养老机构120家。\n县区\t金额（万元）\n东县\t12.5\n")
    created = create_bulletin(root, Request("2099-05-jiashi", source, title="甲市情况", issuer="甲市人大常委会"))
    bulletin = open_bulletin("2099-05-jiashi", root)
    row = bulletin.mentions[1]
    assert (row["value"], row["unit"], row["why"]) == ("12.5", "万元", "单位取自表头“金额（万元）”")
    assert str(bulletin.reported(created.reading.figures[1].id).value) == "12.5"


def test_the_row_of_sums_is_computed():
    """合计 is the sum of its column where it holds; a column that does not add up gives no sum."""
    text = "县区\t床位（张）\t入住率（%）\n东县\t30\t50\n西县\t40\t70\n合计\t70\t61.4\n"
    totals = [tie for tie in propose_ties(read_bulletin(text)).values() if tie.kind == "total"]
    assert [tie.arithmetic for tie in totals] == ["合计床位 70张 = 东县床位 30张 + 西县床位 40张"]


def test_limits_of_age_and_periods_are_no_statistics():
    """65岁以上老年人 and 五年来 are not asked about either; a life expectancy is a statistic."""
    text = "五年来，65岁以上老年人签约率达到71%，人均预期寿命提高到80岁以上。"
    assert [one[1:] for one in stated(text)] == [("71", "%"), ("80", "岁")] and not read_bulletin(text).doubtful
