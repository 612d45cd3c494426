"""The check of a bulletin's data package, on a tiny package with one thing broken at a time."""

import codecs
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_package import ASSIGNMENTS, BEDS, FILES, STATUS, check, make, replaced

from liandong.data.package_check import check_package
from liandong.findings import errors_among, render_findings

ROOT = Path(__file__).resolve().parents[1]


def test_a_good_package_gives_nothing(tmp_path: Path) -> None:
    """The tiny package itself is clean, so that every finding below comes from the change."""
    assert check(tmp_path) == []


def test_the_real_bulletin_has_no_errors() -> None:
    """Every bulletin in the project passes its own check."""
    for description in sorted((ROOT / "data" / "bulletins").glob("*/datapackage.json")):
        findings = errors_among(check_package(description.parent, ROOT))
        assert not findings, render_findings(findings)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "row", "column", "found", "expected"),
    [
        # headings
        pytest.param(STATUS, "status,", "state,", "E201", 1, "status", "“state”", "文字", id="column-renamed"),
        pytest.param(STATUS, "status,", "state,", "E202", 1, "state", "“state”", "level、status", id="column-unknown"),
        pytest.param(BEDS, ",as_of", ",As_of", "E201", 1, "as_of", "“As_of”", "日期", id="column-in-other-case"),
        pytest.param(
            BEDS, "name_zh,", "\ufeffname_zh,", "E201", 1, "name_zh", "\\ufeffname_zh", "文字", id="mark-in-a-heading"
        ),
        pytest.param(
            STATUS, "level,status", "level,level", "E211", 1, "level", "第 1、2 列", "一次", id="heading-twice"
        ),
        pytest.param(STATUS, "problems\n", "\n", "E202", 1, None, "第 3 列没有列名", "不为空", id="heading-blank"),
        # form
        pytest.param(STATUS, "city,ongoing,2\n", "\n", "E208", 3, None, "整行", "没有空行", id="row-blank"),
        pytest.param(STATUS, "city,ongoing,2\n", ",,\n", "E208", 3, None, "整行", "没有空行", id="row-of-commas"),
        pytest.param(STATUS, "ongoing,2", "ongoing", "E209", 3, None, "2 个单元格", "3 个单元格", id="cell-missing"),
        pytest.param(STATUS, "ongoing,2", "ongoing,2,x", "E209", 3, None, "“x”", "3 个单元格", id="cell-extra"),
        pytest.param(
            STATUS, "ongoing,2", "ongoing,1,234", "E209", 3, None, "“234”", "3 个单元格", id="thousands-split-the-cell"
        ),
        pytest.param(STATUS, "ongoing", '"ongoing', "E218", 3, None, "没有配对", "成对", id="quote-unclosed"),
        # types
        pytest.param(STATUS, "23", "23.0", "E203", 2, "problems", "“23.0”", "整数", id="integer-with-decimals"),
        pytest.param(STATUS, "23", "２３", "E203", 2, "problems", "“２３”", "不小于 0", id="full-width-digits"),
        pytest.param(STATUS, "23", '"1,234"', "E203", 2, "problems", "“1,234”", "整数", id="thousands-separator"),
        pytest.param(STATUS, "23", " 23 ", "E203", 2, "problems", "“ 23 ”", "整数", id="blanks-around-a-number"),
        pytest.param(STATUS, "23", "－3", "E203", 2, "problems", "“－3”", "整数", id="full-width-minus"),
        pytest.param(STATUS, "23", "3项", "E203", 2, "problems", "“3项”", "整数", id="unit-in-the-cell"),
        pytest.param(STATUS, "23", "二十三", "E203", 2, "problems", "“二十三”", "整数", id="chinese-numeral"),
        pytest.param(BEDS, "5470", "NaN", "E203", 2, "value", "“NaN”", "数，", id="nan"),
        pytest.param(BEDS, "5470", "INF", "E203", 2, "value", "“INF”", "数，", id="infinity"),
        pytest.param(BEDS, "5470", "5.47e3", "E203", 2, "value", "“5.47e3”", "数，", id="exponent"),
        pytest.param(BEDS, "5470", "5470张", "E203", 2, "value", "“5470张”", "数，", id="number-with-unit"),
        pytest.param(
            BEDS, "2024-11-27", "2024-11-31", "E203", 2, "as_of", "“2024-11-31”", "日期", id="date-impossible"
        ),
        pytest.param(BEDS, "2024-11-27", "45623", "E203", 2, "as_of", "“45623”", "日期", id="date-as-serial-number"),
        pytest.param(BEDS, "2024-11-27", "11/27/24", "E203", 2, "as_of", "“11/27/24”", "日期", id="date-american"),
        pytest.param(BEDS, "床位,5470", "#N/A,5470", "E203", 2, "name_zh", "“#N/A”", "文字", id="spreadsheet-error"),
        # constraints
        pytest.param(STATUS, "23", "-23", "E204", 2, "problems", "“-23”", "不小于 0", id="count-negative"),
        pytest.param(BEDS, "5470", "-0.1", "E204", 2, "value", "“-0.1”", "不小于 0", id="number-negative"),
        pytest.param("derived.csv", "share,1", "share,7", "E204", 2, "decimals", "“7”", "不大于 6", id="above-maximum"),
        pytest.param(STATUS, "23", "", "E204", 2, "problems", "空", "不能为空", id="required-number-empty"),
        pytest.param(BEDS, "张", "", "E204", 2, "unit", "空", "不能为空", id="required-text-empty"),
        pytest.param(
            ASSIGNMENTS, "city", "市级", "E204", 3, "level", "“市级”", "省级 province、市级 city", id="enumeration"
        ),
        pytest.param("statistics.csv", "beds,", "Beds,", "E204", 2, "id", "“Beds”", "格式", id="pattern"),
        pytest.param("statistics.csv", "beds,", "beds1,", "E204", 2, "id", "“beds1”", "格式", id="pattern-is-anchored"),
        pytest.param(STATUS, "done", "d", "E204", 2, "status", "“d”", "至少 2 个字符", id="too-short"),
        pytest.param(STATUS, "done", "d" * 10, "E204", 2, "status", "d" * 10, "至多 9 个字符", id="too-long"),
        pytest.param(STATUS, "done", "done ", "E204", 2, "status", "“done ”", "至少 2", id="key-with-a-blank"),
        pytest.param(STATUS, "done", "do\u200bne", "E219", 2, "status", "“do\\u200bne”", "文字", id="zero-width-space"),
        pytest.param(BEDS, "床位,5470", "\u202e床位,5470", "E219", 2, "name_zh", "\\u202e", "文字", id="bidi-mark"),
        # keys
        pytest.param(STATUS, "ongoing", "done", "E205", 3, "level、status", "第 2、3 行", "每行不同", id="key-twice"),
        pytest.param(
            "statistics.csv", "care-beds", "beds", "E205", 3, "id", "“beds” 在第 2、3 行", "不同", id="id-twice"
        ),
        pytest.param(
            "tables/list.csv", "b,", "a,", "E205", 3, "problem", "“a” 在第 2、3 行", "不同", id="unique-value-twice"
        ),
        pytest.param(
            "derived.csv", "bed-share", "beds", "E205", 2, "id", "statistics.csv 第 2 行", "没有", id="derived-id-taken"
        ),
        pytest.param(
            BEDS, "beds,床", "bed,床", "E206", 2, "item", "“bed” 不在 statistics.csv", "id 列", id="item-dangling"
        ),
        # relations
        pytest.param(
            ASSIGNMENTS,
            "29",
            "30",
            "E207",
            3,
            "problems",
            "合计 30（assignments.csv 第 3 行）",
            "相等",
            id="total",
        ),
        pytest.param(
            STATUS, "23", "24", "E207", 3, "problems", "30（status.csv 第 2、3、4 行）", "市级交办", id="part"
        ),
        pytest.param(STATUS, "city,design,4\n", "", "E207", 3, "problems", "之和 25（", "相等", id="part-missing"),
        pytest.param(ASSIGNMENTS, "ce,2", "ce,3", "E207", 2, "problems", "的行数 2（", "列出的行数", id="rows-counted"),
        pytest.param(
            "tables/list.csv", "b,province\n", "", "E207", 2, "problems", "的行数 1（", "相等", id="row-removed"
        ),
        pytest.param(ASSIGNMENTS, "province,2\n", "", "E207", None, "problems", "没有", "相等", id="total-removed"),
        pytest.param(
            BEDS, "养老床位", "养老的床位", "E212", 3, "name_zh", "“养老的床位”", "“养老床位”", id="name-differs"
        ),
        pytest.param(BEDS, "44.28,张", "44.28,个", "E212", 3, "unit", "“个”", "“张”", id="unit-differs"),
        pytest.param(
            "statistics.csv",
            "床位,张",
            "床位,家",
            "E212",
            2,
            "unit",
            "第 2 行写的是 “家”",
            "“家”",
            id="unit-in-statistics",
        ),
    ],
)
def test_bad_tables(
    tmp_path: Path,
    file: str,
    old: str,
    new: str,
    code: str,
    row: int | None,
    column: str | None,
    found: str,
    expected: str,
) -> None:
    """Each kind of bad input is told with file, row and column, what was found, what is expected and the next step."""
    findings = [
        item for item in check(tmp_path, **replaced(file, old, new)) if (item.code, item.column) == (code, column)
    ]
    assert [item.row for item in findings] == [row]
    assert found in findings[0].found
    assert expected in findings[0].expected
    assert findings[0].next_step
    # A relation is told in the table that states it, whichever side of it was edited.
    assert findings[0].file == {"E207": ASSIGNMENTS, "E212": BEDS}.get(code, file)
    text = render_findings(findings)
    assert code in text
    assert found in text


@pytest.mark.parametrize(
    ("file", "content", "code", "found"),
    [
        pytest.param(STATUS, None, "E101", "没有这个文件", id="file-missing"),
        pytest.param(STATUS, b"PK\x03\x04\x14\x00", "E102", "Excel 工作簿", id="xlsx-named-csv"),
        pytest.param(STATUS, FILES[STATUS].encode("utf-16"), "E102", "UTF-16", id="utf-16"),
        pytest.param(STATUS, b"level\x00", "E102", "空字节", id="nul-byte"),
        pytest.param(STATUS, b"", "E210", "空的", id="no-bytes"),
        pytest.param(STATUS, "level,status,problems\n", "E210", "只有列名", id="header-only"),
        pytest.param(STATUS, FILES[STATUS].replace(",", ";"), "E217", "分号", id="semicolons"),
        pytest.param(STATUS, FILES[STATUS].replace(",", "\t"), "E217", "制表符", id="tabs"),
        pytest.param("tables/status2.csv", FILES[STATUS], "E213", "tables/status2.csv", id="table-not-described"),
        pytest.param("tables/状态.xlsx", b"PK", "E213", "tables/状态.xlsx", id="workbook-in-tables"),
        pytest.param("statistics - 副本.csv", "x\n", "E213", "副本", id="copy-beside-the-tables"),
        pytest.param("datapackage.json", "{", "E105", "第 1 行", id="description-broken"),
        pytest.param("datapackage.json", "[]", "E106", "datapackage.json 是 “[]”", id="description-is-a-list"),
        pytest.param("datapackage.json", "null", "E106", "“None”", id="description-is-null"),
        pytest.param("datapackage.json", None, "E101", "没有这个文件", id="description-missing"),
    ],
)
def test_bad_files(tmp_path: Path, file: str, content: str | bytes | None, code: str, found: str) -> None:
    """A file that is missing, unreadable or not described is one finding with its path."""
    findings = check(tmp_path, **{file: content})
    assert [(item.code, item.file) for item in findings] == [(code, file)]
    assert found in findings[0].found


@pytest.mark.parametrize(
    ("content", "notes"),
    [
        pytest.param(codecs.BOM_UTF8 + FILES[BEDS].encode(), ["N103"], id="byte-order-mark"),
        pytest.param(FILES[BEDS].encode("gbk"), ["N104"], id="gbk"),
        pytest.param(FILES[BEDS].replace("\n", "\r\n").encode(), [], id="windows-line-breaks"),
        pytest.param(
            FILES[BEDS].replace("2024-11-27", "2024/11/27").encode("gbk"), ["N104", "N216", "N216"], id="as-excel-saves"
        ),
        pytest.param(FILES[BEDS].encode() + b"\n\n", [], id="line-breaks-at-the-end"),
    ],
)
def test_what_office_programs_save_is_read(tmp_path: Path, content: bytes, notes: list[str]) -> None:
    """A byte-order mark, GBK and rewritten dates are read with notes that name the file; nothing is an error."""
    findings = check(tmp_path, **{BEDS: content})
    assert [(item.code, item.file) for item in findings] == [(code, BEDS) for code in notes]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        pytest.param(BEDS, "beds,床位", "=beds,床位", "N215", id="formula"),
        pytest.param(STATUS, "level,status,problems\n", "level,status,problems\n", None, id="nothing"),
    ],
)
def test_notes(tmp_path: Path, file: str, old: str, new: str, code: str | None) -> None:
    """What is only worth a look is a note."""
    notes = [item.code for item in check(tmp_path, **replaced(file, old, new)) if item.severity == "note"]
    assert notes == ([code] if code else [])


def test_moved_columns_are_a_note(tmp_path: Path) -> None:
    """Columns in another order are read by their headings."""
    findings = check(tmp_path, **{ASSIGNMENTS: "problems,level\n2,province\n29,city\n"})
    assert [(item.code, item.file, item.row) for item in findings] == [("N214", ASSIGNMENTS, 1)]


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """No broken file hides another file's problems, and no broken cell hides another cell's."""
    findings = check(
        tmp_path,
        **{
            "statistics.csv": FILES["statistics.csv"].encode("gbk"),
            "derived.csv": "id,wrong\nx,1\n",
            BEDS: FILES[BEDS].replace("5470", "-5").replace("care-beds", "car-beds"),
            ASSIGNMENTS: FILES[ASSIGNMENTS].replace("29", "30"),
            STATUS: FILES[STATUS] + "city,done,1\n",
            "tables/list.csv": None,
            "tables/extra.csv": "x\n",
        },
    )
    assert {(item.code, item.file.split("/")[-1], item.row) for item in findings} == {
        ("N104", "statistics.csv", None),
        ("E201", "derived.csv", 1),
        ("E202", "derived.csv", 1),
        ("E204", "beds.csv", 2),
        ("E206", "beds.csv", 3),
        ("E205", "status.csv", 5),
        ("E101", "list.csv", None),
        ("E213", "extra.csv", None),
    }


def test_a_removed_row_is_missed_by_all_that_refer_to_it(tmp_path: Path) -> None:
    """Each row whose reference dangles is told in its own table, and so is the total that has gone."""
    findings = check(tmp_path, **replaced(ASSIGNMENTS, "city,29\n", ""))
    assert [(item.code, item.file, item.row) for item in findings] == [
        ("E207", ASSIGNMENTS, None),
        *(("E206", STATUS, row) for row in (2, 3, 4)),
    ]


def test_a_lost_row_gives_no_second_error(tmp_path: Path) -> None:
    """Keys and totals of a table that lost rows wait until it is whole: one mistake is one finding."""
    assert [item.code for item in check(tmp_path, **replaced(ASSIGNMENTS, "city,29", "city,2,9"))] == ["E209"]


def test_a_blank_around_a_key_gives_no_dangling_ids(tmp_path: Path) -> None:
    """An id refused for its blank is still there for the rows that refer to it."""
    assert [item.code for item in check(tmp_path, **replaced("statistics.csv", "care-beds", "care-beds "))] == ["E204"]


def test_a_row_with_text_only_in_an_unknown_column_is_empty(tmp_path: Path) -> None:
    """A remark in a column of its own does not make a row of data."""
    findings = check(tmp_path, **{ASSIGNMENTS: "level,problems,备注\nprovince,2,\ncity,29,\n,,看过\n"})
    assert [(item.code, item.row) for item in findings] == [("E202", 1), ("E208", 4)]


def test_the_closest_id_is_offered(tmp_path: Path) -> None:
    """A mistyped id is answered with the id that it resembles."""
    findings = check(tmp_path, **replaced(BEDS, "care-beds", "care-bed"))
    assert "“care-beds”" in findings[0].next_step


def test_many_findings_of_a_column_are_cut_short(tmp_path: Path) -> None:
    """Twenty findings of one kind in a column are listed, the rest counted."""
    rows = "".join(f"city,s{number},-1\n" for number in range(45))
    findings = [item for item in check(tmp_path, **{STATUS: FILES[STATUS] + rows}) if item.code == "E204"]
    assert len(findings) == 21
    assert findings[-1].found == "另有 25 处同样的问题（从第 25 行起）"


def test_left_over_files_are_no_findings(tmp_path: Path) -> None:
    """What office programs and file managers leave behind while a folder is open is no data."""
    left_over = {"tables/~$status.xlsx": "x", "tables/.DS_Store": "x", "tables/Thumbs.db": "x"}
    assert check(tmp_path, **left_over) == []


def test_findings_hold_no_path_of_the_machine(tmp_path: Path) -> None:
    """Paths in findings are relative to the root, with forward slashes."""
    folder = make(tmp_path / "data" / "bulletins" / "tiny", **{STATUS: b"PK\x03\x04", BEDS: None})
    findings = check_package(folder, tmp_path)
    assert {item.file for item in findings} == {f"data/bulletins/tiny/{name}" for name in (STATUS, BEDS)}
    assert str(tmp_path) not in render_findings(findings)


def test_checking_changes_no_file(tmp_path: Path) -> None:
    """The check reads only."""
    make(tmp_path, **{BEDS: FILES[BEDS].encode("gbk")})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    check_package(tmp_path, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_every_number_of_a_total_is_guarded(tmp_path: Path) -> None:
    """Any other digit in a table that a total ties is noticed."""
    for file in (ASSIGNMENTS, STATUS):
        for match in re.finditer(r"\d", FILES[file]):
            text = FILES[file]
            changed = text[: match.start()] + str((int(match[0]) + 1) % 10) + text[match.end() :]
            assert errors_among(check(tmp_path, **{file: changed})), changed


fuzz = settings(max_examples=40, deadline=3000, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fuzz
@given(
    file=st.sampled_from(sorted(FILES)), place=st.floats(0, 1), removed=st.integers(0, 8), added=st.binary(max_size=8)
)
def test_any_edit_of_a_table(tmp_path: Path, file: str, place: float, removed: int, added: bytes) -> None:
    """Whatever is done to a file, the check ends with findings or none, and their text can be printed."""
    content = FILES[file].encode()
    start = int(place * len(content))
    findings = check(tmp_path, **{file: content[:start] + added + content[start + removed :]})
    render_findings(findings).encode()
