"""The office templates: LibreOffice opens them, recalculates to the book's figures, and prints them on the page of the standard."""

import os
import re
import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from liandong.data.folders import FileLock
from liandong.office import paper
from liandong.office.catalogue import PRACTICE, TEMPLATES, make_files
from liandong.office.content import Content
from liandong.office.document import OfficeDocument
from liandong.office.sheet import OfficeWorkbook, body, rate
from liandong.run.book import run_page
from liandong.training import open_ledger
from liandong.training.weekly import denominator_note, week_of
from zhproof.rounding import round_exact

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2025, 9, 28)
TIES = [(part, whole) for whole in (0, 1, 3, 7, 16, 29, 32, 43, 61, 80, 160, 400, 2000) for part in range(0, whole + 1, max(1, whole // 16))]
# A line of the standard's page, and more of them than a page holds.
LINE = "全市养老服务设施用地由自然资源部门会同民政部门逐宗核对登"
TURNED = {"problem-list", "rectification-ledger", "weekly-report"}


def reported() -> dict[str, dict]:
    """Returns what the cells of the ledger's page report, by id."""
    run = run_page(ROOT / "book" / "training" / "ledger.md")
    assert not run.errors
    return {one.id: one for one in run.statistics(ROOT)}


@pytest.fixture(scope="session")
def ledger():
    """Returns the teaching ledger."""
    return open_ledger(ROOT)


@pytest.fixture(scope="session")
def figures():
    """Returns the ledger's figures, as the site's build hands them to the templates."""
    return reported()


@pytest.fixture(scope="session")
def files(ledger, figures):
    """Returns all files by name."""
    return make_files(ledger, figures)


@pytest.fixture(scope="session")
def opened(files, tmp_path_factory):
    """Returns a folder in which LibreOffice has opened every file and written it again, as .pdf and, recalculated, as .xlsx."""
    program = shutil.which("soffice")
    if program is None:
        message = "LibreOffice is needed: apt-get install libreoffice-calc libreoffice-writer fonts-noto-cjk"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    base = tmp_path_factory.getbasetemp()
    # One for all test processes: LibreOffice takes longer than all the tests together.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "office"
    with FileLock(folder.with_suffix(".lock")):
        if (folder / "done").exists():
            return folder
        folder.mkdir(exist_ok=True)
        for name, content in (files | {"page.docx": full_page(), "ties.xlsx": ties()}).items():
            if name != PRACTICE:
                (folder / name).write_bytes(content)
        for kind, names in (("pdf", "*.???x"), ("xlsx", "*.xlsx")):
            command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
                       "--outdir", str(folder / kind), *sorted(map(str, folder.glob(names)))]
            subprocess.run(command, check=True, capture_output=True, timeout=600)
        (folder / "done").touch()
    return folder


def full_page() -> bytes:
    """Returns a document of forty lines of as many characters as the standard's line has."""
    assert len(LINE) == paper.CHARACTERS
    document = OfficeDocument("版面", "测试", DAY)
    for _ in range(40):
        document.line(LINE)
    return document.content()


def ties() -> bytes:
    """Returns a workbook of rates, among them many whose second decimal decides."""
    workbook = OfficeWorkbook("修约", "测试", DAY)
    page = workbook.page("率", "率", "", [("分子", 8), ("分母", 8), ("率", 8)])
    for row, (part, whole) in enumerate(TIES, 4):
        for column, value in enumerate((part, whole, rate(f"A{row}", f"B{row}")), 1):
            body(page.cell(row, column), value)
    return workbook.content()


def sheet(opened: Path, name: str, title: str):
    """Returns a sheet of a workbook as LibreOffice recalculated it."""
    return openpyxl.load_workbook(opened / "xlsx" / f"{name}.xlsx", data_only=True)[title]


def rows_by_label(page, first: int, last: int) -> dict[object, list]:
    """Returns rows of a sheet by the text in their first column."""
    rows = page.iter_rows(min_row=first, max_row=last, values_only=True)
    return {row[0]: list(row[1:]) for row in rows if row[0] is not None}


def in_percent(value) -> Decimal:
    """Returns a recalculated rate in percent with the decimal that its cell shows."""
    shown = Decimal(repr(value)) * 100
    assert shown == round(shown, 1), value
    return round(shown, 1)


def printed(figures: dict, name: str) -> Decimal:
    """Returns a figure as the book prints it."""
    return Decimal(figures[name]["computed"]["printed"])


def test_every_template_is_there_empty_and_filled(files):
    """Seven templates, each in two forms, and the practice ledger."""
    names = {"监督方案", "问题清单", "交办单", "整改台账", "满意度测评表", "周通报", "简报"}
    assert {template.name_zh for template in TEMPLATES.values()} == names
    assert set(files) == {template.file(filled) for template in TEMPLATES.values() for filled in (False, True)} | {PRACTICE}


def test_the_same_ledger_gives_the_same_bytes(ledger, figures, files):
    """No clock, no chance: made again, every file is the same, and no zip entry has a date."""
    assert make_files(open_ledger(ROOT), figures) == files
    for name, content in files.items():
        with zipfile.ZipFile(BytesIO(content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}, name


def test_filled_files_say_that_they_are_fictional_and_empty_ones_do_not(ledger, files):
    """Every filled file names the city as invented; an empty one has nothing of the city."""
    for template in TEMPLATES.values():
        for filled in (False, True):
            with zipfile.ZipFile(BytesIO(files[template.file(filled)])) as archive:
                text = unescape("".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist() if name.endswith(".xml")))
            assert ("虚构" in text) == filled, template.name
            assert (ledger.info["city"] in text) == filled, template.name


def test_every_file_opens_and_prints_on_a4(files, opened):
    """LibreOffice opens each file; each page of each is A4, the wide tables turned."""
    for name in files:
        if name == PRACTICE:
            continue
        pages = PdfReader(opened / "pdf" / f"{Path(name).stem}.pdf").pages
        turned = re.sub("-example", "", Path(name).stem) in TURNED
        size = (paper.HEIGHT_MM, paper.WIDTH_MM) if turned else (paper.WIDTH_MM, paper.HEIGHT_MM)
        width, height = (float(side) / paper.POINTS_PER_MM for side in (pages[0].mediabox.width, pages[0].mediabox.height))
        assert (round(width), round(height)) == size, name


def positions(page) -> list[tuple[float, float, str]]:
    """Returns where the texts of a page begin: millimetres from the left edge and from the top, and the text."""
    found: list[tuple[float, float, str]] = []

    def visit(text, matrix, text_matrix, _font, _size):
        if text.strip():
            x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            found.append((x / paper.POINTS_PER_MM, (float(page.mediabox.height) - y) / paper.POINTS_PER_MM, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("name", ["supervision-plan-example", "assignment-letter", "briefing-example", "problem-list-example", "rectification-ledger-example",
                                  "vote-form-example", "weekly-report-example"])
def test_text_stays_inside_the_margins(name, opened):
    """No text begins outside the text area but the page number, which stands below it."""
    for page in PdfReader(opened / "pdf" / f"{name}.pdf").pages:
        turned = float(page.mediabox.width) > float(page.mediabox.height)
        margins = paper.LANDSCAPE if turned else paper.PORTRAIT
        width, height = (paper.HEIGHT_MM, paper.WIDTH_MM) if turned else (paper.WIDTH_MM, paper.HEIGHT_MM)
        texts = positions(page)
        assert len(texts) > 5
        outside = [text for x, y, text in texts
                   if not (margins.left - 0.5 <= x <= width - margins.right and margins.top <= y <= height - margins.bottom + 0.5)]
        assert re.fullmatch(r"[—\s]*\d+[—\s]*", "".join(outside)), outside


def test_a_page_holds_as_many_lines_and_characters_as_the_standard(opened):
    """Twenty-two lines of twenty-eight characters fill a page (GB/T 9704-2012), neither more nor fewer."""
    pages = PdfReader(opened / "pdf" / "page.pdf").pages
    lines = [line for line in pages[0].extract_text().splitlines() if line.strip(" —1")]
    assert lines == [LINE] * paper.LINES


def test_the_ledgers_formulas_give_the_books_figures(figures, opened):
    """整改台账: counts and rates by level, deadlines and units are those that the cells report."""
    page = sheet(opened, "rectification-ledger-example", "汇总")
    levels = rows_by_label(page, 8, 10)
    for label, level in (("市级", "city"), ("县区", "county")):
        assert levels[label][0] == printed(figures, f"listed-by-level.{level}")
        assert in_percent(levels[label][4]) == printed(figures, f"completion-rate-by-level.{level}")
    listed, done, _, _, *rates = levels["合计"]
    assert (listed, done) == (printed(figures, "listed"), printed(figures, "done"))
    names = ("completion-rate", "completion-rate-without-design", "completion-rate-counting-ongoing")
    assert [in_percent(value) for value in rates] == [printed(figures, name) for name in names]
    timing = next(page.iter_rows(min_row=14, max_row=14, max_col=7, values_only=True))
    assert list(timing[:4]) == [printed(figures, name) for name in ("overdue", "not-yet-due", "closed-in-time", "closed-late")]
    assert in_percent(timing[4]) == printed(figures, "in-time-rate")
    assert [Decimal(str(value)) for value in timing[5:]] == [printed(figures, "median-open-age"), printed(figures, "median-days-to-close")]


def test_the_ledgers_formulas_give_the_figures_of_each_unit(ledger, figures, opened):
    """整改台账: each unit's problems, overdue ones and rate."""
    rows = rows_by_label(sheet(opened, "rectification-ledger-example", "汇总"), 18, 18 + len(ledger.table("units")) - 1)
    cases = ledger.cases("listed-by-unit")
    assert list(rows) == list(cases.values())
    for case, name in cases.items():
        listed, _, overdue, share = rows[name][:4]
        assert (listed, overdue) == (printed(figures, f"listed-by-unit.{case}"), printed(figures, f"overdue-by-unit.{case}"))
        assert in_percent(share) == printed(figures, f"completion-rate-by-unit.{case}")


def test_the_weekly_reports_formulas_give_the_books_weeks(ledger, figures, opened):
    """周通报: every week's counts, rate and the sentence on the denominator follow from the record alone."""
    rows = rows_by_label(sheet(opened, "weekly-report-example", "周通报"), 4, 3 + len(ledger.table("weeks")))
    history = ledger.table("history")
    moved = 0
    for _, item in ledger.table("weeks").iterrows():
        number = int(item["week"])
        _, _, added, withdrawn, listed, done, reopened, total, share, note = rows[number][:10]
        names = ("week-added", "week-listed", "week-done", "week-done-total")
        assert [added, listed, done, total] == [printed(figures, f"{name}.{number}") for name in names]
        assert in_percent(share) == printed(figures, f"week-rate.{number}")
        week = week_of(history, item["from_on"], item["to_on"])
        assert (withdrawn, reopened) == (week.withdrawn.value, week.reopened.value)
        moved += "变为" in note
        assert ("变为" in note) == ("变为" in denominator_note(week))
    assert moved >= 3


def test_the_counts_formulas_give_both_satisfaction_rates(ledger, figures, opened):
    """满意度测评表: the ballots agree, and both rates of each unit are the book's."""
    cases = ledger.cases("satisfaction-rate")
    rows = rows_by_label(sheet(opened, "vote-form-example", "计票"), 4, 3 + len(cases))
    for case, name in cases.items():
        *_, agrees, _, strict, wide = rows[name][:10]
        assert agrees == "相符"
        assert in_percent(strict) == printed(figures, f"satisfaction-rate.{case}")
        assert in_percent(wide) == printed(figures, f"satisfaction-rate-with-basically.{case}")


def test_the_lists_formulas_give_channels_and_categories(ledger, figures, opened):
    """问题清单: raw problems by channel, and the list by category with shares."""
    page = sheet(opened, "problem-list-example", "汇总")
    channels = rows_by_label(page, 6, 10)
    for case, label in ledger.cases("raw-by-channel").items():
        assert channels[label][0] == printed(figures, f"raw-by-channel.{case}")
    assert channels["合计"][:2] == [printed(figures, "raw-total"), printed(figures, "raw-by-handling.listed")]
    categories = rows_by_label(page, 14, 17)
    for case, label in ledger.cases("listed-by-category").items():
        assert categories[label][0] == printed(figures, f"listed-by-category.{case}")
        assert in_percent(categories[label][1]) == printed(figures, f"category-share.{case}")


def test_no_cell_of_any_workbook_is_an_error(opened):
    """Empty or filled, no formula ends in #DIV/0! or another error."""
    checked = 0
    for path in (opened / "xlsx").glob("*.xlsx"):
        for page in openpyxl.load_workbook(path, data_only=True):
            for row in page.iter_rows(values_only=True):
                errors = [value for value in row if isinstance(value, str) and value.startswith("#")]
                assert not errors, (path.name, page.title, errors)
                checked += 1
    assert checked > 500


def test_the_rate_formula_rounds_half_to_even(opened):
    """The formula rounds as zhproof.rounding does, once and from whole numbers; without a denominator it gives a dash."""
    page = sheet(opened, "ties", "率")
    decided = 0
    for row, (part, whole) in enumerate(TIES, 4):
        value = page.cell(row, 3).value
        if not whole:
            assert value == "—"
            continue
        exact = Fraction(100 * part, whole)
        decided += (exact * 10).denominator == 2
        assert in_percent(value) == round_exact(exact, 1), (part, whole)
    assert decided >= 5


def test_closed_vocabularies_are_drop_down_lists(ledger, files):
    """The words of the data dictionary are what the cells of both formats can be chosen from."""
    workbook = openpyxl.load_workbook(BytesIO(files["rectification-ledger.xlsx"]))
    lists = {tuple(cell.value for cell in column if cell.value) for column in workbook["选项"].iter_cols()}
    for field in ("category", "level", "status"):
        assert tuple(ledger.labels("problems", field).values()) in lists
    assert len(workbook["台账"].data_validations.dataValidation) == 4
    document = Document(BytesIO(files["assignment-letter.docx"])).element.xml
    assert document.count("<w:dropDownList>") == 2
    for word in ledger.labels("problems", "category").values():
        assert f'w:displayText="{word}"' in document


def test_long_tables_repeat_their_head(files):
    """The head of each list is printed on every page, in Excel and in Word."""
    for name, title in (("problem-list", "问题清单"), ("rectification-ledger", "台账"), ("weekly-report", "状态记录")):
        page = openpyxl.load_workbook(BytesIO(files[f"{name}-example.xlsx"]))[title]
        assert page.print_title_rows.replace("$", "") == "1:3"
    assert "<w:tblHeader" in Document(BytesIO(files["supervision-plan-example.docx"])).element.xml


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"x\")", "<b>&amp;</b>", "_x000D_"])
def test_text_of_the_ledger_stays_text(ledger, text):
    """A name that looks like a formula or like markup is stored as that text, in both formats."""
    content = Content(ledger, True, {})
    problems = ledger.table("problems")
    problems["name_zh"] = text
    content.frames["problems"] = problems
    page = openpyxl.load_workbook(BytesIO(TEMPLATES["rectification-ledger"].make(content)))["台账"]
    assert (page["B4"].data_type, page["B4"].value.replace("_x005F_", "_")) == ("s", text)
    letter = Document(BytesIO(TEMPLATES["assignment-letter"].make(content)))
    assert letter.tables[0].cell(0, 1).text == text


RUN_ORDER = ["rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "lang"]
PARAGRAPH_ORDER = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "snapToGrid", "spacing", "ind",
                   "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"]


@pytest.mark.parametrize("template", [template for template in TEMPLATES.values() if template.suffix == "docx"], ids=lambda template: template.name)
def test_word_properties_stand_in_the_order_of_the_schema(files, template):
    """Word, unlike LibreOffice, asks to repair a file whose properties are out of order (ECMA-376)."""
    checked = 0
    for filled in (False, True):
        document = Document(BytesIO(files[template.file(filled)]))
        for part in (document.element, document.styles.element, document.sections[0].footer._element):
            for tag, order in (("rPr", RUN_ORDER), ("pPr", PARAGRAPH_ORDER)):
                for properties in part.iter(f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{tag}"):
                    names = [child.tag.rpartition("}")[2] for child in properties]
                    places = [order.index(name) for name in names if name in order]
                    assert places == sorted(places), names
                    checked += len(places) > 1
    assert checked > 50
