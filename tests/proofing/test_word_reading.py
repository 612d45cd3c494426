"""Text of Word documents, as they print with all changes accepted."""

import pytest
from documents import W, add_footnote, add_table, add_xml, saved, with_part, word

from liandong.findings import DataError
from liandong.proofing.opening import read_content


def read(document):
    """Returns the draft of a document."""
    return read_content("a.docx", saved(document))


def test_paragraphs_are_parted_by_a_blank_line():
    """Each paragraph that has text is a piece; empty ones are not counted."""
    draft = read(word("清单问题43项。", "", "办结34项。"))
    assert draft.text == "清单问题43项。\n\n办结34项。"
    assert draft.place_at(draft.text.index("34")).text == "第 2 段"


def test_a_cell_has_its_heads():
    """A cell's place names table, row and column, with the heads of its row and column."""
    document = word("附表")
    add_table(document, ("县区", "床位（张）"), ("汝南县", "4428"))
    draft = read(document)
    place = draft.place_at(draft.text.index("4428"))
    assert (place.table, place.row, place.column, place.heads) == (1, 2, 2, ("汝南县", "床位（张）"))
    assert place.text == "表 1 第 2 行第 2 列（汝南县，床位（张））"


def test_a_unit_above_the_table_is_a_head_of_its_numbers():
    """单位：万元 above a table is the first of the column's heads, for numbers only."""
    document = word("单位：万元")
    add_table(document, ("县区", "资金"), ("汝南县", "6.36"))
    draft = read(document)
    assert draft.place_at(draft.text.index("6.36")).heads == ("汝南县", "单位：万元", "资金")
    assert draft.place_at(draft.text.index("汝南县")).heads == ("县区",)


def test_merged_cells_keep_the_columns():
    """A head over two columns is the head of both."""
    document = word()
    table = add_table(document, ("县区", "床位", ""), ("", "公办", "民办"), ("汝南县", "12", "30"))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    draft = read(document)
    place = draft.place_at(draft.text.index("30"))
    assert (place.row, place.column, place.heads) == (3, 3, ("汝南县", "县区", "床位", "民办")[:1] + ("床位", "民办"))


def test_a_content_control_in_a_cell_belongs_to_the_cell():
    """A form's field inside a cell is read as the cell's text, with its heads."""
    document = word()
    table = add_table(document, ("县区", "床位（张）"), ("汝南县", ""))
    cell = table.cell(1, 1)._tc
    from docx.oxml import parse_xml

    cell.remove(cell.p_lst[0])
    cell.append(parse_xml(f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>4428</w:t></w:r></w:p></w:sdtContent></w:sdt>"))
    draft = read(document)
    assert draft.place_at(draft.text.index("4428")).heads == ("汝南县", "床位（张）")


def test_what_was_deleted_is_not_read_and_what_was_inserted_is():
    """The text is the one with all changes accepted; that something was deleted is noted."""
    document = word()
    add_xml(
        document,
        '<w:p><w:r><w:t>共</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>41</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a"><w:r><w:t>43</w:t></w:r></w:ins><w:r><w:t>项</w:t></w:r></w:p>',
    )
    draft = read(document)
    assert draft.text == "共43项"
    assert [note.rule for note in draft.notes] == ["left-out"]


def test_a_deleted_paragraph_mark_joins_the_paragraphs():
    """Where the mark between two paragraphs is deleted they are one."""
    document = word()
    add_xml(document, '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr><w:r><w:t>共4</w:t></w:r></w:p>')
    add_xml(document, "<w:p><w:r><w:t>3项</w:t></w:r></w:p>")
    assert read(document).text == "共43项"


def test_footnotes_come_last_under_their_number():
    """A footnote is read once, after the body; the separator is none."""
    document = word("清单问题43项。")
    add_footnote(document, 7, "其中市级29项。")
    draft = read(document)
    assert draft.text == "清单问题43项。\n\n其中市级29项。"
    assert draft.place_at(draft.text.index("29")).text == "脚注 1"


def test_a_text_box_is_read_once():
    """Of the two forms that Word writes of a text box one is read."""
    box = "<w:txbxContent><w:p><w:r><w:t>办结34项</w:t></w:r></w:p></w:txbxContent>"
    document = word()
    add_xml(
        document,
        '<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r></w:p>",
    )
    draft = read(document)
    assert draft.text == "正文\n\n办结34项"
    assert draft.place_at(draft.text.index("34")).text == "文本框"


def test_runs_tabs_and_soft_hyphens():
    """A number in several runs is one; a soft hyphen reaches the reader of numbers, which joins the digits."""
    document = word()
    add_xml(document, "<w:p><w:r><w:t>共4</w:t></w:r><w:r><w:t>3项</w:t><w:tab/><w:t>4</w:t><w:softHyphen/><w:t>4</w:t></w:r></w:p>")
    assert read(document).text == "共43项\t4\u00ad4"


def test_contents_and_hidden_text_are_not_read():
    """The page numbers of a table of contents are no numbers of the text; what is hidden does not print."""
    document = word()
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    add_xml(
        document,
        f"<w:p>{field.format('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>{field.format('separate')}<w:r><w:t>一、概况 12</w:t></w:r></w:p>",
    )
    add_xml(document, f"<w:p><w:r><w:t>二、做法 15</w:t></w:r>{field.format('end')}</w:p>")
    add_xml(document, "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r><w:r><w:t>正文</w:t></w:r></w:p>")
    draft = read(document)
    assert draft.text == "正文"
    assert {note.rule for note in draft.notes} == {"left-out"} and len(draft.notes) == 2


@pytest.mark.parametrize(
    "part",
    [
        b"<w:document",
        b"not xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        f"<w:document {W}/>".encode(),
        b"",
    ],
)
def test_a_damaged_body_is_an_error(part):
    """XML that is no XML, that declares entities, or that has no body is told, never half read."""
    with pytest.raises(DataError) as caught:
        read_content("a.docx", with_part(saved(word("43")), "word/document.xml", part))
    assert [finding.code for finding in caught.value.findings] == ["E986"]


@pytest.mark.parametrize("span", ["1000000000", "-3", "x", ""])
def test_a_table_of_impossible_columns_is_read(span):
    """A span that Word would not write counts as one column."""
    document = word()
    table = add_table(document, ("县区", "床位"), ("汝南县", "12"))
    cell = table.cell(1, 0)._tc.get_or_add_tcPr()
    from docx.oxml import parse_xml

    cell.append(parse_xml(f'<w:gridSpan {W} w:val="{span}"/>'))
    draft = read(document)
    assert draft.place_at(draft.text.index("12")).column == 2
