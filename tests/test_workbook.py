"""A bulletin's workbook: what it holds, that it is the same bytes each time, and that it comes back unchanged."""

import datetime
import io
from decimal import Decimal

import pytest
from archives import members
from builders import csv_text, package, write_bulletin
from openpyxl import load_workbook
from workbook_samples import DONE, STATUS, VOTES, cell, changes_of, make_sample

from liandong.findings import DataError
from liandong.importing.importing import prepare, write
from liandong.model.bulletin import open_bulletin
from liandong.office.workbook.cell_text import exact_text, unescape_text
from liandong.office.workbook.changes import render_changes
from liandong.office.workbook.layout import COVER, INDEX, TITLE_LENGTH, VOCABULARIES, sheet_title
from liandong.office.workbook.reading import choose_bulletin
from liandong.office.workbook.writing import export_workbook
from liandong.office.xlsx import CELL_LENGTH, escape_text

ZHUMADIAN = "2024-59-zhumadian"
CANARY = "张三"  # the tiny bulletin's private cells


@pytest.fixture(scope="module")
def exported(root) -> bytes:
    """Returns the real bulletin's workbook."""
    return export_workbook(open_bulletin(ZHUMADIAN, root))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Returns the tiny bulletin's status sheet."""
    return load_workbook(make_sample(tmp_path_factory.mktemp("sheet")).path)[STATUS]


class TestRealBulletin:
    """The published data."""

    def test_same_bytes(self, root, exported):
        """Two exports of the same data are the same bytes: neither a clock nor an order gets in."""
        assert export_workbook(open_bulletin(ZHUMADIAN, root)) == exported

    def test_a_sheet_a_table(self, root, exported):
        """Every table of datapackage.json has a sheet of its Chinese title, between the cover and the hidden sheets."""
        resources = open_bulletin(ZHUMADIAN, root).package["resources"]
        workbook = load_workbook(io.BytesIO(exported))
        assert workbook.sheetnames == [COVER, *(resource["title"] for resource in resources), VOCABULARIES, INDEX]
        assert [page.title for page in workbook if page.sheet_state != "visible"] == [VOCABULARIES, INDEX]

    def test_round_trip(self, root, exported, tmp_path):
        """Export then import changes nothing."""
        path = tmp_path / "x.xlsx"
        path.write_bytes(exported)
        prepared = prepare(root, path)
        assert changes_of(prepared) == [] and prepared.findings == []
        assert len(prepared.changes) == len(prepared.bulletin.package["resources"])
        # What would be written is what is there, byte for byte.
        for change in prepared.changes:
            assert change.csv_bytes() == change.sheet.path.read_bytes()

    @pytest.mark.thorough
    def test_total_that_does_not_fit(self, root, exported, tmp_path):
        """A count that breaks a total is told with sheets and rows of the workbook, and may not be written."""
        workbook = load_workbook(io.BytesIO(exported))
        page = workbook["整改状态"]
        page["D3"] = page["D3"].value + 1
        path = tmp_path / "x.xlsx"
        workbook.save(path)
        prepared = prepare(root, path)
        total = next(finding for finding in prepared.findings if finding.code == "E207")
        assert (total.file, total.row, total.column) == ("x.xlsx › 交办", 4, "问题项数（E）")
        assert "工作表“整改状态”第 3、4、5 行" in total.found
        judged = [finding for finding in prepared.findings if finding.code == "E401"]
        assert {(finding.file, finding.row, finding.column) for finding in judged} == {
            ("x.xlsx › 整改状态", 3, "问题项数（D）")
        }
        assert not prepared.ok

    @pytest.mark.thorough
    def test_newer_data(self, root, exported, tmp_path):
        """A newer value with its date passes all checks."""
        workbook = load_workbook(io.BytesIO(exported))
        page = workbook["满意度测评"]
        page["C3"], page["E3"] = page["C3"].value + 1, datetime.date.today()
        path = tmp_path / "x.xlsx"
        workbook.save(path)
        prepared = prepare(root, path)
        assert prepared.findings == [] and len(prepared.changed) == 1


class TestSheet:
    """One sheet of the tiny bulletin."""

    def test_marks_and_headings(self, page):
        """The hidden first row names table and column, the second row is what people read."""
        rows = list(page.iter_rows(max_row=2, values_only=True))
        assert rows == [
            ("status.status", "status.wording_zh", "status.problems", "status.as_of"),
            ("状态", "说法", "项数", "日期"),
        ]
        assert page.row_dimensions[1].hidden and page.freeze_panes == "A3"

    def test_values(self, page):
        """Vocabularies are shown by their labels, numbers are numbers, dates are dates."""
        assert [cell.value for cell in page[3]] == ["已办结", "立行立改", 23, datetime.datetime(2020, 5, 1)]
        assert [cell.number_format for cell in page[3]] == ["@", "@", "General", "yyyy-mm-dd"]

    def test_list(self, page):
        """A closed vocabulary has a drop-down list of its Chinese words, for new rows too."""
        (rule,) = page.data_validations.dataValidation
        title, _, cells = rule.formula1.partition("!")
        words = page.parent[title.strip("'")][cells.replace("$", "")]
        assert [row[0].value for row in words] == ["已办结", "正在整改"]
        assert "A3" in rule.sqref and "A200" in rule.sqref

    def test_notes(self, page):
        """A heading's note tells the column's meaning and what it admits."""
        assert page["C2"].comment.text == "项数\nproblems\n填写要求：整数，不小于 0"
        assert page["A2"].comment.text == "状态\nstatus\n填写要求：取值之一：已办结、正在整改"

    def test_private_columns_stay_out(self, tmp_path):
        """No byte of the workbook tells a private cell or its column."""
        content = make_sample(tmp_path).path.read_bytes()
        parts = b"".join(members(content).values()).decode("utf-8", errors="replace")
        assert CANARY not in parts and "联系人" not in parts and "contact" not in parts

    def test_unit_in_heading(self, tmp_path):
        """A column with a unit shows it in the heading."""
        described = package()
        described["resources"][3]["schema"]["fields"][2]["unit"] = "件"
        page = load_workbook(make_sample(tmp_path, package_json=described).path)[STATUS]
        assert page["C2"].value == "项数（件）"


TEXTS = [
    "=1+1",
    "+86",
    "-",
    "@SUM(A1)",
    "#N/A",
    "TRUE",
    "0012",
    "1e5",
    "2020-05-01",
    "'引号",
    "_x000D_",
    " 空格 ",
    "a\nb",
    "79.30%",
]


class TestTexts:
    """Texts come back as they were."""

    @pytest.mark.parametrize("text", TEXTS)
    def test_text_comes_back(self, text, tmp_path):
        """A text that a spreadsheet might run, count or trim is stored as text and comes back unchanged."""
        status = [("done", text, "23", "2020-05-01"), ("ongoing", "持续整改", "6", "2020-05-01")]
        sample = make_sample(tmp_path, lambda workbook: None, status=status)
        assert changes_of(sample.prepare()) == []
        stored = load_workbook(sample.path)[STATUS]["B3"]
        assert stored.data_type == "s" and stored.number_format == "@"

    @pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@SUM(A1)"])
    def test_not_run(self, text, tmp_path):
        """A text that begins like a formula carries Excel's mark for text, so that editing the cell does not run it."""
        sample = make_sample(tmp_path, status=[("done", text, "23", "2020-05-01")])
        page = load_workbook(sample.path)[STATUS]
        assert page["B3"].quotePrefix and page["B3"].data_type == "s"
        assert not page["A3"].quotePrefix
        assert b"<f>" not in b"".join(members(sample.path.read_bytes()).values())

    @pytest.mark.parametrize(
        "text", ["0", "5470", "79.3", "79.30", "0.10", "111.50", "123456789012345", "0.000012", "100.0"]
    )
    def test_number_comes_back(self, text, tmp_path):
        """A number comes back digit by digit, its trailing zeros too."""
        sample = make_sample(
            tmp_path, lambda workbook: None, votes=[("satisfaction", "满意率", text, "%", "2020-05-01")]
        )
        assert isinstance(load_workbook(sample.path)[VOTES]["C3"].value, int | float)
        assert changes_of(sample.prepare()) == []

    @pytest.mark.parametrize("text", ["2020-05-01", "1900-02-28", "1899-12-31", "2099-12-31"])
    def test_date_comes_back(self, text, tmp_path):
        """A date comes back, also one from before Excel's calendar."""
        sample = make_sample(tmp_path, lambda workbook: None, votes=[("satisfaction", "满意率", "83", "%", text)])
        assert changes_of(sample.prepare()) == []

    @pytest.mark.parametrize("text", ["_x000D_", "_x005F_", "a_x0041_b", "_x00", "__x000D__"])
    def test_escapes(self, text):
        """What looks like Excel's escape of a character is escaped and comes back."""
        assert unescape_text(escape_text(text)) == text

    def test_too_long(self, tmp_path):
        """A text that Excel would cut is not exported."""
        status = [("done", "字" * (CELL_LENGTH + 1), "23", "2020-05-01")]
        with pytest.raises(DataError) as refusal:
            export_workbook(write_bulletin(tmp_path, status=status))
        assert [finding.code for finding in refusal.value.findings] == ["E621"]

    def test_unreadable_table(self, tmp_path):
        """A table that cannot be read is not exported, and its own error is told."""
        bulletin = write_bulletin(tmp_path)
        (bulletin.folder / "tables" / "votes.csv").unlink()
        with pytest.raises(DataError) as refusal:
            export_workbook(bulletin)
        assert [finding.code for finding in refusal.value.findings] == ["E101"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (23, "23"),
        (23.0, "23"),
        (0.1 + 0.2, "0.3"),
        (79.30000000000001, "79.3"),
        (71.16, "71.16"),
        (1e-7, "0.0000001"),
        (1e15, "1000000000000000"),
        (-0.0, "0"),
        (123456789.12345678, "123456789.123457"),
    ],
)
def test_exact_text(value, text):
    """A number's text has at most the 15 digits that Excel keeps, no exponent, and nothing but the number."""
    assert exact_text(value) == text
    assert abs(Decimal(text) - Decimal(value)) <= abs(Decimal(value)) * Decimal("1e-14")


@pytest.mark.parametrize(
    ("title", "taken", "expected"),
    [
        ("整改状态", set(), "整改状态"),
        ("交办/承办：[市]?*\\", set(), "交办／承办：（市）？＊＼"),
        ("'引'", set(), "引"),
        ("", set(), "表"),
        ("History", {"history"}, "History（2）"),
        ("表", {"表", "表（2）"}, "表（3）"),
        ("长" * 40, set(), "长" * 31),
        ("长" * 40, {"长" * 31}, "长" * 28 + "（2）"),
    ],
)
def test_sheet_title(title, taken, expected):
    """A sheet's title keeps Excel's rules: 31 characters, no forbidden one, unlike all others."""
    assert sheet_title(title, taken) == expected
    assert len(expected) <= TITLE_LENGTH


class TestChanges:
    """What is shown, and what is written."""

    def edit(self, workbook) -> None:
        """Changes a number, adds a row and leaves one out."""
        page = workbook[STATUS]
        page["C3"] = 21
        page.delete_rows(4)
        workbook[VOTES]["B3"] = "测评满意率"

    def test_whole_text(self, tmp_path):
        """The preview names sheet, row, key, column, old and new, and ends with the counts."""
        text = render_changes(make_sample(tmp_path, self.edit).prepare().changes)
        assert text == (
            "status 表（data/bulletins/2020-1-jia/tables/status.csv）\n"
            "  修改  第 3 行 已办结：项数 23 → 21\n"
            "  删除  正在整改：说法=持续整改，项数=6，日期=2020-05-01\n"
            "\n"
            "votes 表（data/bulletins/2020-1-jia/tables/votes.csv）\n"
            "  修改  第 3 行 satisfaction · 测评满意率：name_zh 满意率 → 测评满意率\n"
            "\n"
            "共修改 2 格、新增 0 行、删除 1 行，涉及 2 张表。"
        )

    def test_long_texts_differ_visibly(self, tmp_path):
        """Of two long texts the part that differs is shown."""
        rows = [("done", "甲" * 90 + "乙", "23", "2020-05-01")]
        sample = make_sample(tmp_path, cell(STATUS, "B3", "甲" * 90 + "丙"), status=rows)
        text = render_changes(sample.prepare().changes)
        assert "甲乙" in text and "甲丙" in text

    def test_private_cells_are_kept(self, tmp_path):
        """Rows are matched by key: private cells stay with their row, whatever order the workbook has."""

        def edit(workbook):
            page = workbook[STATUS]
            first, second = ([cell.value for cell in page[row]] for row in (3, 4))
            for row, values in ((3, second), (4, first)):
                for place, value in enumerate(values, 1):
                    page.cell(row, place, value)

        sample = make_sample(tmp_path, edit)
        path = sample.bulletin.folder / "tables" / "status.csv"
        path.write_bytes(path.read_bytes().replace("6,2020-05-01,张三".encode(), "6,2020-05-01,李四".encode()))
        prepared = sample.prepare()
        assert changes_of(prepared) == [("次序", "", "")]
        write(prepared)
        assert sample.table("status").split("\n")[1:3] == [
            "ongoing,持续整改,6,2020-05-01,李四",
            "done,立行立改,23,2020-05-01,张三",
        ]

    def test_new_row_has_empty_private_cells(self, tmp_path):
        """A row that is new has no private content, and a note says where to add it."""
        sample = make_sample(
            tmp_path,
            lambda workbook: workbook[STATUS].append(["正在整改", "持续整改", 6, datetime.date(2020, 5, 1)]),
            status=[("done", "立行立改", "23", "2020-05-01")],
        )
        prepared = sample.prepare()
        assert [finding.code for finding in prepared.findings] == ["N640"]
        write(prepared)
        assert sample.table("status").endswith("ongoing,持续整改,6,2020-05-01,\n")

    def test_private_columns_without_key(self, tmp_path):
        """Where private columns could not be matched to rows, the table is not changed from a workbook."""
        described = package()
        del described["resources"][3]["schema"]["primaryKey"]
        sample = make_sample(tmp_path, cell(STATUS, "C3", 24), package_json=described)
        assert "E617" in [finding.code for finding in sample.prepare().findings]

    def test_stale_workbook(self, tmp_path):
        """A table that was edited after the export is named, since the workbook would set it back."""
        sample = make_sample(tmp_path)
        path = sample.bulletin.folder / "tables" / "votes.csv"
        path.write_bytes(path.read_bytes().replace("满意率".encode(), "测评满意率".encode()))
        prepared = sample.prepare()
        assert [finding.code for finding in prepared.findings] == ["N638"]

    def test_only_changed_tables_are_written(self, tmp_path):
        """A table without changes keeps its bytes, even where the writer would quote it otherwise."""
        sample = make_sample(tmp_path, cell(STATUS, DONE.replace("A", "B"), "马上整改"))
        votes = sample.bulletin.folder / "tables" / "votes.csv"
        votes.write_bytes(votes.read_bytes().replace("满意率".encode(), '"满意率"'.encode()))
        before = sample.checksums()
        write(sample.prepare())
        after = sample.checksums()
        assert [path for path in before if before[path] != after[path]] == [
            "data/bulletins/2020-1-jia/tables/status.csv"
        ]
        assert sample.table("status") == csv_text(
            ["status", "wording_zh", "problems", "as_of", "contact"],
            [("done", "马上整改", "23", "2020-05-01", "张三"), ("ongoing", "持续整改", "6", "2020-05-01", "张三")],
        )

    def test_errors_that_were_there_before(self, tmp_path):
        """What the book lacked before does not forbid an import: here no page reports anything."""
        prepared = make_sample(tmp_path, cell(STATUS, "B3", "马上整改"), page=False).prepare()
        assert prepared.ok and prepared.changed


def test_which_bulletin(tmp_path):
    """Without a word about the bulletin, the only one is meant; an unknown name is refused."""
    write_bulletin(tmp_path)
    assert choose_bulletin(tmp_path, None).slug == "2020-1-jia"
    with pytest.raises(DataError):
        choose_bulletin(tmp_path, "2020-2-yi")
