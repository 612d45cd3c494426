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
from openpyxl.formula.translate import Translator
from pypdf import PdfReader

from liandong.course.training import open_ledger
from liandong.course.training.schedule import check_schedule
from liandong.course.training.weekly import denominator_note, week_of
from liandong.data.folders import FileLock
from liandong.model import Statistic
from liandong.office.catalogue import PRACTICE, fill_templates, make_files, read_templates
from liandong.office.content import Content
from liandong.office.context import NAMES, word_context
from liandong.office.tables import COLUMNS, WORDS_OF_SHEETS, sheet_tables, sheet_words
from liandong.office.template_check import BLANK, check_parts, check_templates, read_parts, template_text
from liandong.run.book import run_page
from zhproof.rounding import round_exact

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2025, 9, 28)
TIES = [(part, whole) for whole in (0, 1, 3, 7, 16, 29, 32, 43, 61, 80, 160, 400, 2000) for part in range(0, whole + 1, max(1, whole // 16))]
# A line of the standard's page, and more of them than a page holds.
LINE = "全市养老服务设施用地由自然资源部门会同民政部门逐宗核对登"
TURNED = {"provision-table", "problem-list", "rectification-ledger", "weekly-report", "lineage-table", "receipt-register"}
TEMPLATES = read_templates(ROOT)
# The page of GB/T 9704-2012 in millimetres: A4, a text area of 156 × 225 below 37 and right of 28; a turned sheet has its head to the binding side.
WIDTH, HEIGHT, POINTS_PER_MM, LINES, CHARACTERS = 210, 297, 72 / 25.4, 22, 28
PORTRAIT = {"top": 37, "right": 26, "bottom": 35, "left": 28}
LANDSCAPE = {"top": 28, "right": 37, "bottom": 26, "left": 35}
EAST_ASIAN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def reported() -> dict[str, Statistic]:
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
    """Returns a document of forty lines of as many characters as the standard's line has, in the template's own style."""
    assert len(LINE) == CHARACTERS
    document = Document(TEMPLATES["supervision-plan"].path)
    body = document.element.body
    for child in list(body)[:-1]:
        body.remove(child)
    for _ in range(40):
        document.add_paragraph(LINE)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def ties() -> bytes:
    """Returns a workbook of rates by the templates' own formula, among them many whose second decimal decides."""
    formula = openpyxl.load_workbook(TEMPLATES["rectification-ledger"].path)["汇总"]["E18"].value
    own = formula.replace("N(C18)", "A18").replace("N(B18)", "B18")
    assert own != formula
    workbook = openpyxl.Workbook()
    page = workbook.active
    page.title = "率"
    for row, (part, whole) in enumerate(TIES, 4):
        page.cell(row, 1, part)
        page.cell(row, 2, whole)
        page.cell(row, 3, Translator(own, "E18").translate_formula(f"E{row}"))
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


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


def printed(figures: dict[str, Statistic], name: str) -> Decimal:
    """Returns a figure as the book prints it."""
    return Decimal(figures[name].computed.printed)


def test_every_template_is_there_empty_and_filled(files):
    """Twenty or more templates, each in two forms, and the practice ledger."""
    assert {"监督方案", "问题清单", "交办单", "整改台账", "满意度测评表", "周通报", "简报"} <= {template.name_zh for template in TEMPLATES.values()}
    assert len(TEMPLATES) >= 20
    assert set(files) == {template.file(filled) for template in TEMPLATES.values() for filled in (False, True)} | {PRACTICE}


def test_what_a_template_may_use_is_what_the_ledger_gives(ledger, figures):
    """The known placeholders are the names of the context, of both forms, and the columns of the tables."""
    for filled in (False, True):
        content = Content(ledger, filled, figures if filled else {})
        assert set(word_context(content)) == NAMES
        assert set(sheet_words(content)) == WORDS_OF_SHEETS
    assert {name: set(rows[0]) for name, rows in sheet_tables(Content(ledger, True, figures)).items()} == COLUMNS


def test_each_document_holds_what_its_chapter_asks_for(files):
    """Every part that a chapter lists stands in the filled document; most templates have such a list."""
    compared = set()
    for page in sorted((ROOT / "book").rglob("*.md")):
        for _, name, parts in read_parts(page.read_text(encoding="utf-8")):
            text = template_text_of(files[TEMPLATES[name].file(True)], TEMPLATES[name].suffix)
            missing = [part for part in parts if BLANK.sub("", part) not in text]
            assert (page.name, name, missing) == (page.name, name, [])
            compared.add(name)
    assert compared == set(TEMPLATES)


def template_text_of(content: bytes, suffix: str) -> str:
    """Returns the text of a file that was made."""
    path = BytesIO(content)
    path.suffix = f".{suffix}"
    return template_text(path)


def test_the_plan_and_its_days_obey_the_chapter(ledger, files):
    """The filled plan covers every county, reports before the vote, and its days obey the chapter."""
    assert check_schedule(ledger) == []
    text = template_text_of(files["supervision-plan-example.docx"], "docx")
    units = ledger.table("units")
    assert [name for name in units[units["level"] == "county"]["short_zh"] if f"{name}人大常委会{name}" not in text] == []
    assert text.index("通知被检查机关2025年") < text.index("提出执法检查报告2025年") < text.index("满意度测评2025年") < text.index("通报和公布2025年")


def test_a_county_s_problem_goes_to_its_own_standing_committee(ledger, figures, monkeypatch):
    """The assignment letter of a county's problem is addressed to the county's congress, never to its government; the city's government gets a copy."""
    content = Content(ledger, True, figures)
    problems = ledger.table("problems")
    monkeypatch.setitem(ledger._read, "problems", problems[problems["level"] == "county"].reset_index(drop=True))
    letter = fill_templates([TEMPLATES["assignment-letter"]], content)["assignment-letter-example.docx"]
    texts = [paragraph.text for paragraph in Document(BytesIO(letter)).paragraphs]
    assert any(text.endswith("人大常委会：") and "示例市" not in text for text in texts)
    assert not any(text.endswith("人民政府：") for text in texts)


def templates_and_parts(root):
    """Return what is wrong with a project's templates, else with the parts that its pages ask for."""
    return check_templates(root) or [one for page in sorted((root / "book").rglob("*.md")) for one in check_parts(root, page)]


@pytest.mark.parametrize(("name", "old", "new", "code"), [
    ("assignment-letter.docx", "{{ item.due }}", "{{ itme.due }}", "E552"), ("assignment-letter.docx", "{{ contact }}", "", "E553"),
    ("assignment-letter.docx", "办结标准", "标准", "E554"), ("assignment-letter.docx", "{{ contact }}", "{{ contact", "E551"),
])
def test_a_damaged_template_is_named(tmp_path, name, old, new, code):
    """An unknown placeholder, a lost one, a part that the chapter asks for, braces that do not close: each with the file and its code."""
    for place in ("data/templates", "data/training", "book/method"):
        shutil.copytree(ROOT / place, tmp_path / place)
    path = tmp_path / "data" / "templates" / name
    content = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(content, "w") as target:
        for entry in source.namelist():
            data = source.read(entry)
            target.writestr(entry, data.replace(old.encode(), new.encode()) if entry == "word/document.xml" else data)
    path.write_bytes(content.getvalue())
    findings = templates_and_parts(tmp_path)
    assert code in {finding.code for finding in findings}
    assert all(finding.file.endswith((name, ".md")) for finding in findings)


def test_a_template_that_is_not_there_is_named(tmp_path):
    """The finding says which file of which folder is expected."""
    shutil.copytree(ROOT / "data" / "templates", tmp_path / "data" / "templates")
    (tmp_path / "data" / "templates" / "briefing.docx").unlink()
    assert [(finding.code, finding.file) for finding in check_templates(tmp_path)] == [("E551", "data/templates/briefing.docx")]


@pytest.mark.parametrize("name", ["briefing.docx", "vote-form.xlsx"])
@pytest.mark.parametrize("content", [b"", b"PK", "文字".encode()])
def test_a_template_that_is_no_office_file_is_named(tmp_path, name, content):
    """What is left of a file after a broken copy is a finding, whatever the library that reads it calls it."""
    shutil.copytree(ROOT / "data" / "templates", tmp_path / "data" / "templates")
    (tmp_path / "data" / "templates" / name).write_bytes(content)
    assert [(finding.code, finding.file) for finding in check_templates(tmp_path)] == [("E551", f"data/templates/{name}")]


def test_nothing_is_wrong_with_the_templates():
    """Every placeholder is known, none is lost, and each part that a chapter asks for is there."""
    assert templates_and_parts(ROOT) == []


@pytest.mark.parametrize("template", [template for template in TEMPLATES.values() if template.suffix == "docx"], ids=lambda template: template.name)
def test_every_style_has_a_chinese_font(template):
    """No style of a Word template falls back to the theme's Japanese font or language."""
    styles = Document(template.path).styles
    for style in styles:
        properties = style.element.find(f"{EAST_ASIAN}rPr")
        if style.type in (1, 2, 3):
            fonts = properties.find(f"{EAST_ASIAN}rFonts")
            assert fonts.get(f"{EAST_ASIAN}eastAsia") in {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}, style.name
            assert not any("Theme" in name for name in fonts.attrib), style.name
            assert properties.find(f"{EAST_ASIAN}lang").get(f"{EAST_ASIAN}eastAsia") == "zh-CN", style.name


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


@pytest.mark.thorough
def test_every_file_opens_and_prints_on_a4(files, opened):
    """LibreOffice opens each file; each page of each is A4, the wide tables turned."""
    for name in files:
        if name == PRACTICE:
            continue
        pages = PdfReader(opened / "pdf" / f"{Path(name).stem}.pdf").pages
        turned = re.sub("-example", "", Path(name).stem) in TURNED
        size = (HEIGHT, WIDTH) if turned else (WIDTH, HEIGHT)
        width, height = (float(side) / POINTS_PER_MM for side in (pages[0].mediabox.width, pages[0].mediabox.height))
        assert (round(width), round(height)) == size, name


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["assignment-letter", "transfer-letter", "visit-record", "meeting-record", "proof-opinion"])
def test_a_form_is_one_page(name, opened):
    """What is signed for or filled in on the spot is one page, empty and filled."""
    assert [len(PdfReader(opened / "pdf" / f"{stem}.pdf").pages) for stem in (name, f"{name}-example")] == [1, 1]


def positions(page) -> list[tuple[float, float, str]]:
    """Returns where the texts of a page begin: millimetres from the left edge and from the top, and the text."""
    found: list[tuple[float, float, str]] = []

    def visit(text, matrix, text_matrix, _font, _size):
        if text.strip():
            x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            found.append((x / POINTS_PER_MM, (float(page.mediabox.height) - y) / POINTS_PER_MM, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["supervision-plan-example", "assignment-letter", "briefing-example", "problem-list-example", "rectification-ledger-example",
                                  "vote-form-example", "weekly-report-example", "inspection-report-example", "review-opinions", "lineage-table-example"])
def test_text_stays_inside_the_margins(name, opened):
    """No text begins outside the text area but the page number, which stands below it."""
    for page in PdfReader(opened / "pdf" / f"{name}.pdf").pages:
        turned = float(page.mediabox.width) > float(page.mediabox.height)
        margins = LANDSCAPE if turned else PORTRAIT
        width, height = (HEIGHT, WIDTH) if turned else (WIDTH, HEIGHT)
        texts = positions(page)
        assert len(texts) > 2
        outside = [text for x, y, text in texts
                   if not (margins["left"] - 0.5 <= x <= width - margins["right"] and margins["top"] <= y <= height - margins["bottom"] + 0.5)]
        assert re.fullmatch(r"[—\s]*\d+[—\s]*", "".join(outside)), outside


@pytest.mark.thorough
def test_a_page_holds_as_many_lines_and_characters_as_the_standard(opened):
    """Twenty-two lines of twenty-eight characters fill a page (GB/T 9704-2012), neither more nor fewer."""
    pages = PdfReader(opened / "pdf" / "page.pdf").pages
    lines = [line for line in pages[0].extract_text().splitlines() if line.strip(" —1")]
    assert lines == [LINE] * LINES


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_the_ledgers_formulas_give_the_figures_of_each_unit(ledger, figures, opened):
    """整改台账: each unit's problems, overdue ones and rate."""
    rows = rows_by_label(sheet(opened, "rectification-ledger-example", "汇总"), 18, 18 + len(ledger.table("units")) - 1)
    cases = ledger.cases("listed-by-unit")
    assert list(rows) == list(cases.values())
    for case, name in cases.items():
        listed, _, overdue, share = rows[name][:4]
        assert (listed, overdue) == (printed(figures, f"listed-by-unit.{case}"), printed(figures, f"overdue-by-unit.{case}"))
        assert in_percent(share) == printed(figures, f"completion-rate-by-unit.{case}")


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_the_counts_formulas_give_both_satisfaction_rates(ledger, figures, opened):
    """满意度测评表: the ballots agree, and both rates of each unit are the book's."""
    cases = ledger.cases("satisfaction-rate")
    rows = rows_by_label(sheet(opened, "vote-form-example", "计票"), 4, 3 + len(cases))
    for case, name in cases.items():
        *_, agrees, _, strict, wide = rows[name][:12]
        assert agrees == "相符"
        assert in_percent(strict) == printed(figures, f"satisfaction-rate.{case}")
        assert in_percent(wide) == printed(figures, f"satisfaction-rate-with-basically.{case}")


@pytest.mark.thorough
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


@pytest.mark.thorough
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


@pytest.mark.thorough
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
    assert len(workbook["台账"].data_validations.dataValidation) == 5
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
def test_text_of_the_ledger_stays_text(ledger, text, monkeypatch):
    """A name that looks like a formula or like markup is stored as that text, in both formats."""
    content = Content(ledger, True, {})
    problems = ledger.table("problems")
    problems["name_zh"] = text
    monkeypatch.setitem(ledger._read, "problems", problems)
    made = fill_templates([TEMPLATES["rectification-ledger"], TEMPLATES["assignment-letter"]], content)
    page = openpyxl.load_workbook(BytesIO(made["rectification-ledger-example.xlsx"]))["台账"]
    assert (page["B4"].data_type, page["B4"].value.replace("_x005F_", "_")) == ("s", text)
    letter = Document(BytesIO(made["assignment-letter-example.docx"]))
    assert letter.tables[0].cell(1, 1).text == text


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
