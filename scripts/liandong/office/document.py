"""A Word document in the form of a Chinese office: page, fonts, headings, tables, drop-down lists, page numbers."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from liandong.office import paper
from liandong.office.fixed import without_clock

LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
RED = RGBColor(0xC0, 0x00, 0x00)
GREY = RGBColor(0x80, 0x80, 0x80)
PAGE_NUMBER = "— {} —"
# Word refuses a file whose properties do not stand in the order of the schema (ECMA-376): what comes after ours.
AFTER_BORDERS = tuple(f"w:{name}" for name in (
    "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi",
    "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "jc", "rPr",
))
AFTER_GRID = AFTER_BORDERS[AFTER_BORDERS.index("w:spacing"):]
AFTER_SPACING = tuple(f"w:{name}" for name in ("w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "vertAlign", "lang"))


class OfficeDocument:
    """A document under construction; ``content`` gives its bytes."""

    def __init__(self, title: str, author: str, day: date):
        """Sets the page up.

        Args:
            title: What the file says it is.
            author: Who it says made it.
            day: The date it carries.
        """
        self._document = Document()
        self._moment = datetime.combine(day, time())
        self._next_list = 1
        properties = self._document.core_properties
        properties.title, properties.author, properties.last_modified_by, properties.comments = title, author, author, ""
        properties.created = properties.modified = self._moment
        self._set_page()
        self._set_styles()
        self._name_alternatives()
        self._number_pages()

    def title(self, text: str, colour: RGBColor | None = None, points: float = paper.TITLE_POINTS) -> None:
        """Adds the title: 二号小标宋, centred."""
        paragraph = self._paragraph(text, paper.TITLE, points, CENTRE, colour)
        paragraph.paragraph_format.line_spacing = Pt(points + 10)

    def heading(self, text: str) -> None:
        """Adds a heading of the first level: 三号黑体."""
        self._keep(self._indented(text, paper.HEADING))

    def subheading(self, text: str) -> None:
        """Adds a heading of the second level: 三号楷体."""
        self._keep(self._indented(text, paper.SUBHEADING))

    def paragraph(self, text: str = "") -> Paragraph:
        """Adds a paragraph of 三号仿宋, its first line two characters in."""
        return self._indented(text, paper.BODY)

    def hint(self, text: str) -> None:
        """Adds a paragraph that says what is to be filled in, in grey."""
        paragraph = self._indented("", paper.BODY)
        self._run(paragraph, text, paper.BODY, paper.BODY_POINTS, GREY)

    def line(self, text: str = "", align: WD_ALIGN_PARAGRAPH = LEFT, font: str = paper.BODY, colour: RGBColor | None = None) -> Paragraph:
        """Adds a line without indentation."""
        return self._paragraph(text, font, paper.BODY_POINTS, align, colour)

    def rule(self, colour: str = "C00000") -> None:
        """Adds a rule over the width of the text."""
        paragraph = self._paragraph("", paper.BODY, 6, LEFT)
        _set_lines(paragraph, 6)
        borders = OxmlElement("w:pBdr")
        bottom = _element("w:bottom", val="single", sz="18", space="1", color=colour)
        borders.append(bottom)
        paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)

    def tab_line(self, left: str, right: str) -> None:
        """Adds a line with one text at the left and one at the right edge."""
        paragraph = self._paragraph(f"{_plain(left)}\t", paper.BODY, paper.BODY_POINTS, LEFT)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(paper.TEXT_WIDTH_MM), WD_ALIGN_PARAGRAPH.RIGHT)
        self._run(paragraph, right, paper.BODY, paper.BODY_POINTS, None)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float], points: float = 12) -> None:
        """Adds a table whose head is repeated on each page and whose rows stay whole.

        Args:
            headings: The head.
            rows: The cells.
            widths_mm: The columns' widths, together the text's.
            points: The size of its text.
        """
        table = self._grid(len(rows) + 1, widths_mm)
        for column, text in enumerate(headings):
            self._fill(table.cell(0, column), text, paper.HEADING, points, CENTRE)
        mark = _element("w:tblHeader", val="true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                self._fill(table.cell(number, column), text, paper.BODY, points, LEFT)

    def form(self, rows: Sequence[tuple[str, str | tuple[str, Sequence[str]]]], widths_mm: Sequence[float], points: float = 14) -> None:
        """Adds a form of two columns: what is asked, and the answer, or a choice with its list.

        Args:
            rows: A label with a text, or with a pair of the chosen word (empty for none) and the words to choose from.
            widths_mm: The two columns' widths.
            points: The size of its text.
        """
        table = self._grid(len(rows), widths_mm)
        for number, (label, answer) in enumerate(rows):
            self._fill(table.cell(number, 0), label, paper.HEADING, points, CENTRE)
            cell = table.cell(number, 1)
            if isinstance(answer, str):
                self._fill(cell, answer, paper.BODY, points, LEFT)
            else:
                self._fill(cell, "", paper.BODY, points, LEFT)
                self._choose(cell.paragraphs[0], label, *answer, points)

    def content(self) -> bytes:
        """Returns the file, the same bytes for the same content."""
        result = io.BytesIO()
        self._document.save(result)
        return without_clock(result.getvalue(), self._moment)

    def _set_page(self) -> None:
        section = self._document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(paper.WIDTH_MM), Mm(paper.HEIGHT_MM)
        margins = paper.PORTRAIT
        section.top_margin, section.bottom_margin = Mm(margins.top), Mm(margins.bottom)
        section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
        section.header_distance, section.footer_distance = Mm(15), Mm(paper.FOOTER_MM)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(round(paper.LINE_POINTS * 20)))

    def _set_styles(self) -> None:
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = paper.LATIN, Pt(paper.BODY_POINTS)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), paper.BODY)
        spacing = _element("w:spacing", val=str(round(paper.CHARACTER_SPACING_POINTS * 20)))
        normal.element.get_or_add_rPr().insert_element_before(spacing, *AFTER_SPACING)
        language = _element("w:lang", val="zh-CN", eastAsia="zh-CN")
        normal.element.get_or_add_rPr().append(language)
        form = normal.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(paper.LINE_POINTS)
        form.widow_control = False

    def _name_alternatives(self) -> None:
        part = next(rel.target_part for rel in self._document.part.rels.values() if rel.reltype.endswith("/fontTable"))
        fonts = "".join(
            f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
            for name, other in paper.ALTERNATIVES.items()
        )
        part._blob = part.blob.replace(b"</w:fonts>", fonts.encode("utf-8") + b"</w:fonts>")

    def _number_pages(self) -> None:
        """Puts the page number below the text: right on odd pages, left on even ones, one character in (GB/T 9704-2012)."""
        self._document.settings.odd_and_even_pages_header_footer = True
        section = self._document.sections[0]
        for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            indent = Pt(paper.NUMBER_POINTS)
            form = paragraph.paragraph_format
            form.right_indent, form.left_indent = (indent, None) if align == RIGHT else (None, indent)
            before, after = PAGE_NUMBER.split("{}")
            self._run(paragraph, before, "宋体", paper.NUMBER_POINTS, None)
            run = self._run(paragraph, "", "宋体", paper.NUMBER_POINTS, None)
            for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "1"), ("end", "")):
                run._r.append(_field_part(kind, text))
            self._run(paragraph, after, "宋体", paper.NUMBER_POINTS, None)

    def _indented(self, text: str, font: str) -> Paragraph:
        paragraph = self._paragraph(text, font, paper.BODY_POINTS, LEFT)
        paragraph.paragraph_format.first_line_indent = Pt(2 * (paper.BODY_POINTS + paper.CHARACTER_SPACING_POINTS))
        return paragraph

    def _keep(self, paragraph: Paragraph) -> None:
        paragraph.paragraph_format.keep_with_next = True

    def _paragraph(self, text: str, font: str, points: float, align: WD_ALIGN_PARAGRAPH, colour: RGBColor | None = None) -> Paragraph:
        paragraph = self._document.add_paragraph()
        paragraph.alignment = align
        if text:
            self._run(paragraph, text, font, points, colour)
        return paragraph

    def _run(self, paragraph: Paragraph, text: str, font: str, points: float, colour: RGBColor | None):
        run = paragraph.add_run(_plain(text))
        run.font.size = Pt(points)
        run.font.name = paper.LATIN if font != "宋体" else font
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if colour is not None:
            run.font.color.rgb = colour
        return run

    def _grid(self, rows: int, widths_mm: Sequence[float]):
        gap = self._paragraph("", paper.BODY, 4, LEFT)
        _set_lines(gap, 6)
        table = self._document.add_table(rows=rows, cols=len(widths_mm))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))
        return table

    def _fill(self, cell, text: str, font: str, points: float, align: WD_ALIGN_PARAGRAPH) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = align
        _set_lines(paragraph, round(points * 1.5))
        for number, line in enumerate(_plain(text).split("\n")):
            if number:
                paragraph.add_run().add_break()
            self._run(paragraph, line, font, points, None)

    def _choose(self, paragraph: Paragraph, label: str, chosen: str, choices: Sequence[str], points: float) -> None:
        """Adds a drop-down list (content control); its number is counted, not drawn, so that the bytes stay the same."""
        control = OxmlElement("w:sdt")
        properties = OxmlElement("w:sdtPr")
        properties.append(_element("w:alias", val=label))
        properties.append(_element("w:id", val=str(self._next_list)))
        self._next_list += 1
        choice = OxmlElement("w:dropDownList")
        for word in choices:
            choice.append(_element("w:listItem", displayText=_plain(word), value=_plain(word)))
        properties.append(choice)
        content = OxmlElement("w:sdtContent")
        run = self._run(paragraph, chosen or CHOOSE, paper.BODY, points, None if chosen else GREY)
        content.append(run._r)
        control.append(properties)
        control.append(content)
        paragraph._p.append(control)


CHOOSE = "（从列表中选）"


def _element(name: str, **attributes: str):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _set_lines(paragraph: Paragraph, points: float) -> None:
    """Gives a paragraph lines of its own height, off the grid of the page's twenty-two lines."""
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(_element("w:snapToGrid", val="0"), *AFTER_GRID)
    paragraph.paragraph_format.line_spacing = Pt(points)


def _field_part(kind: str, text: str):
    if kind in ("begin", "separate", "end"):
        return _element("w:fldChar", fldCharType=kind)
    part = OxmlElement("w:instrText" if not kind else "w:t")
    part.text = text
    return part


def _plain(text: str) -> str:
    """Returns a text without the characters that XML and Word cannot hold."""
    return "".join(char for char in str(text) if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
