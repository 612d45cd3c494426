"""Excel sheets in the form of a Chinese office: page, head, texts that are never run, drop-down lists, guarded rates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from liandong.office import paper
from liandong.office.xlsx import TEXT, Choices, begins_like_formula, count_lines, give_style, new_workbook, put_text, to_bytes, write_text

TITLE_ROW, NOTE_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3, 4
LAST_ROW = 600  # formulas and lists reach so far
SPARE_ROWS = 20  # empty rows with lines, to go on by hand
CHOICES = "选项"
PERCENT, DECIMAL = "0.0%", "0.0"
NOTHING = "—"
_LINE = Side(style="thin", color="808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="E7E6E6")
_FORMULA_FILL = PatternFill("solid", fgColor="F2F2F2")
_MM_PER_INCH = 25.4


class OfficeWorkbook:
    """A workbook under construction; ``content`` gives its bytes."""

    def __init__(self, title: str, author: str, day: date):
        self._workbook = new_workbook(title, author, day)
        self._choices = Choices(CHOICES)
        # Nothing is computed when the file is written, so that the program that opens it has to.
        self._workbook.calculation.fullCalcOnLoad = True

    def page(self, name: str, title: str, note: str, headings: Sequence[tuple[str, float]], landscape: bool = True,
             printed: int | None = None) -> Worksheet:
        """Adds a sheet with title, note and head, set up for printing.

        Args:
            name: The sheet's name.
            title: The title, over the whole width.
            note: The line below it.
            headings: The columns' headings with their widths in characters.
            landscape: Whether the paper is turned.
            printed: How many of the columns stand on the paper, all if left out.
        """
        page = self._workbook.create_sheet(name)
        _set_page(page, landscape)
        width = printed or len(headings)
        for row, text, font, points in ((TITLE_ROW, title, paper.SHEET_TITLE, paper.SMALL_TITLE_POINTS), (NOTE_ROW, note, paper.SHEET_BODY, 11)):
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=width)
            cell = page.cell(row, 1)
            write_text(cell, text)
            cell.font = Font(name=font, size=points)
            cell.alignment = Alignment(horizontal="center" if row == TITLE_ROW else "left", vertical="center", wrap_text=True)
        page.row_dimensions[TITLE_ROW].height = 34
        page.row_dimensions[NOTE_ROW].height = 22
        for number, (heading, characters) in enumerate(headings, 1):
            page.column_dimensions[get_column_letter(number)].width = characters
            head(page.cell(HEADING_ROW, number), heading)
        page.row_dimensions[HEADING_ROW].height = 32
        page.freeze_panes = f"A{FIRST_ROW}"
        page.print_title_rows = f"{TITLE_ROW}:{HEADING_ROW}"
        return page

    def drop_down(self, page: Worksheet, column: int, choices: Sequence[str], first: int = FIRST_ROW, last: int = LAST_ROW) -> None:
        """Lets a column's cells be chosen from a list."""
        self._choices.add(page, column, choices, first, last)

    def content(self) -> bytes:
        """Returns the file, the same bytes for the same content."""
        self._choices.write(self._workbook)
        return to_bytes(self._workbook)


def fill_rows(page: Worksheet, rows: Sequence[Sequence[object]], formats: Sequence[str], spare: int = SPARE_ROWS) -> None:
    """Writes the rows of a list below its head, and lines for more of them.

    Args:
        page: The sheet.
        rows: The cells: text, whole numbers, dates, ``None`` for an empty one, and formulas made by ``Formula``.
        formats: The columns' number formats.
        spare: How many empty rows get lines too. Formulas of the last row go on in them.
    """
    for number in range(len(rows) + spare):
        row = rows[number] if number < len(rows) else [None] * len(formats)
        for column, (value, form) in enumerate(zip(row, formats, strict=True), 1):
            body(page.cell(FIRST_ROW + number, column), value, form)
        if number < len(rows):
            page.row_dimensions[FIRST_ROW + number].height = _height(page, row)


class Formula(str):
    """A formula of ours, told from a text that only looks like one."""


def head(cell: Cell, text: str) -> None:
    """Writes a heading."""
    _put(cell, text, TEXT, "head")


def body(cell: Cell, value: object, form: str = TEXT) -> None:
    """Writes a cell of a list."""
    _put(cell, value, form, "body")


def label(cell: Cell, text: str, bold: bool = False) -> None:
    """Writes a text without lines around it."""
    _put(cell, text, TEXT, "bold" if bold else "label")


def _put(cell: Cell, value: object, form: str, look: str) -> None:
    """Writes a value, and gives the cell its look; a text stays one, whatever it begins with."""
    is_formula = isinstance(value, Formula)
    if is_formula or not isinstance(value, str):
        cell.value = str(value) if is_formula else value
        quoted_prefix = False
    else:
        put_text(cell, value)
        form, quoted_prefix = TEXT, begins_like_formula(value)

    def style(first: Cell) -> None:
        first.font = Font(name=paper.SHEET_HEADING if look in ("head", "bold") else paper.SHEET_BODY, size=paper.TABLE_POINTS)
        centred = look == "head" or (look == "body" and form != TEXT)
        first.alignment = Alignment(horizontal="center" if centred else None, vertical="center", wrap_text=look != "bold")
        if look in ("head", "body"):
            first.border = _BORDER
        if look == "head" or is_formula:
            first.fill = _HEAD_FILL if look == "head" else _FORMULA_FILL
        first.number_format, first.quotePrefix = form, quoted_prefix

    give_style(cell, (look, form, is_formula, quoted_prefix), style)


def rate(part: str, whole: str) -> Formula:
    """A share with one decimal of a percent, rounded half to even from whole numbers, or a dash where there is nothing to divide by.

    Excel's own rounding goes half up, and its quotients are binary; here only whole numbers are compared, as in
    ``zhproof.rounding`` (GB/T 8170-2008).

    Args:
        part: The numerator: a cell or a whole-number expression.
        whole: The denominator.
    """
    quotient, rest = f"INT(1000*({part})/({whole}))", f"MOD(1000*({part}),{whole})"
    up = f"IF(2*{rest}>({whole}),1,IF(2*{rest}=({whole}),MOD({quotient},2),0))"
    return Formula(f'=IF(N({whole})=0,"{NOTHING}",({quotient}+{up})/1000)')


def column_range(sheet: str, column: int) -> str:
    """The cells of a column of a list in another sheet."""
    letter = get_column_letter(column)
    return f"'{sheet}'!${letter}${FIRST_ROW}:${letter}${LAST_ROW}"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def _set_page(page: Worksheet, landscape: bool) -> None:
    margins = paper.LANDSCAPE if landscape else paper.PORTRAIT
    setup = page.page_setup
    setup.orientation = "landscape" if landscape else "portrait"
    setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr.fitToPage = True
    setup.fitToWidth, setup.fitToHeight = 1, 0
    for side in ("top", "right", "bottom", "left"):
        setattr(page.page_margins, side, getattr(margins, side) / _MM_PER_INCH)
    page.page_margins.footer = (margins.bottom - 8) / _MM_PER_INCH
    page.page_margins.header = 10 / _MM_PER_INCH
    page.print_options.horizontalCentered = True
    page.HeaderFooter.differentOddEven = True
    page.oddFooter.right.text = page.evenFooter.left.text = "— &P —"
    for part in (page.oddFooter.right, page.evenFooter.left):
        part.size, part.font = 14, "宋体"


def _height(page: Worksheet, row: Sequence[object]) -> float:
    """The height that a row's wrapped texts need."""
    texts = [value if isinstance(value, str) and not isinstance(value, Formula) else "" for value in row]
    return min(count_lines(page, texts) * 15 + 6, 400)
