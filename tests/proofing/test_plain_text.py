"""Plain text, Markdown and HTML: encodings found for certain, marks of the format never read as numbers."""

import re

import pytest

from liandong.proofing.opening import read_content
from zhproof.reading import read_numerals

TEXT = "清单问题43项，办结34项。\n占79.07%。"


def numbers(name: str, text: str) -> list[str]:
    """Returns what is read as numbers in a text."""
    return [numeral.printed for numeral in read_numerals(read_content(name, text.encode()).readable)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TEXT, TEXT.replace("\n", "\r\n"), "共12件。", "办结率79.3%"])
def test_every_encoding_of_offices_gives_the_same_text(encoding, text):
    """UTF-8, GB 18030 and UTF-16, with a byte-order mark or without, with either line break."""
    assert read_content("a.txt", text.encode(encoding)).text == text.replace("\r\n", "\n")


def test_rare_characters_of_gb_18030():
    """A place name with a character of four bytes is read."""
    text = "在㛃村调查12户。"
    assert read_content("a.txt", text.encode("gb18030")).text == text


def test_offsets_lead_to_lines():
    """An offset of a plain text has its line."""
    draft = read_content("a.txt", "一\n\n办结34项".encode())
    assert draft.place_at(draft.text.index("34")).text == "第 3 行"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<td width="120">43</td>项', ["43"]),
        ("办结&nbsp;34&nbsp;项", ["34"]),
        ("&#12345;项&#x4e00;", []),
        ("见<!-- 12 -->第3条<script>var a=99</script>", ["3"]),
    ],
)
def test_marks_of_a_web_page_in_a_text_are_no_numbers(text, expected):
    """Tags, entities and scripts that a copy brought along are blanked for the reader; the text itself stays."""
    draft = read_content("a.txt", text.encode())
    assert draft.text == text and len(draft.readable) == len(text)
    assert numbers("a.txt", text) == expected and [note.rule for note in draft.notes] == ["markup"]


def test_less_than_is_no_tag():
    """5<6 and a<b are text."""
    assert not read_content("a.txt", "若5<6则a<1。".encode()).notes


@pytest.mark.parametrize(
    "wrong",
    ["机构总数".encode().decode("gb18030", "ignore"), "服务网点".encode().decode("gb18030", "ignore"), "养老机构".encode().decode("latin-1"), "养老机构".encode("gb18030").decode("latin-1"), "锟斤拷锟斤拷", "\ufffd\ufffd"],
)
def test_mojibake_is_noted_and_not_read(wrong):
    """Text that was read in a wrong encoding somewhere before is told with its place and read as no number."""
    draft = read_content("a.txt", f"前言\n{wrong}共43项".encode())
    assert {note.rule for note in draft.notes} == {"mojibake"} and draft.notes[0].place.line == 2
    assert numbers("a.txt", f"前言\n{wrong}共43项") == ["43"]


def test_a_number_beside_mojibake_is_not_trusted():
    """Digits between characters that went wrong may be parts of them."""
    (numeral,) = read_numerals(read_content("a.txt", "锟斤拷12锟斤拷，其余如前。".encode()).readable)
    assert numeral.kind == "other" and numeral.note


@pytest.mark.parametrize("text", ["“十四五”——联动监督", "Café、naïve", "联通、移动", "归到清单", "归并成清单", "（一）①㎡℃％‰·…", "αβγ、Ⅲ型"])
def test_ordinary_text_is_no_mojibake(text):
    """Quotation marks, letters of Europe and 联通 (valid UTF-8 when written as GBK) are what they are."""
    assert not read_content("a.txt", text.encode()).notes


def test_markdown():
    """The text stays as it is; code, addresses, and numbers of lists are not read; cells have heads."""
    text = "1. 共43项\n\n| 县区 | 床位（张） |\n|---|---|\n| 汝南 | 4428 |\n\n```\nx = 99\n```\n[见](a/2024.html)"
    draft = read_content("a.md", text.encode())
    assert draft.text == text and numbers("a.md", text) == ["43", "4428"]
    place = draft.place_at(text.index("4428"))
    assert (place.table, place.row, place.column, place.heads, place.line) == (1, 2, 2, ("汝南", "床位（张）"), 5)


HTML = (
    "<!DOCTYPE html><html><head><title>99</title><style>p{margin:12px}</style></head><body><p>共<b>4</b>3\n项，办&#8203;结&nbsp;34项</p>"
    "<div style='display: none'>88</div><script>77</script><table><tr><th>县区<th>床位<tr><td>汝南<td>4428</table><p>末段<br>另行</p></body></html>"
)


def test_html_is_read_as_it_is_seen():
    """Blocks are pieces, inline marks part nothing, what is not shown is not read, cells have heads."""
    draft = read_content("a.html", HTML.encode())
    assert draft.text.split("\n\n") == ["共43 项，办\u200b结\u00a034项", "县区", "床位", "汝南", "4428", "末段", "另行"]
    place = draft.place_at(draft.text.index("4428"))
    assert (place.table, place.row, place.column, place.heads) == (1, 2, 2, ("汝南", "床位"))


def test_a_cell_over_several_columns_or_rows_is_the_head_of_all():
    """Down to the end of its table; a cell beyond it stands in the next free column."""
    table = "<table><tr><th rowspan=9>县区<th colspan=2>数量（项）<tr><th>列入<th>办结<tr><td>12<td>11</table>"
    draft = read_content("a.html", table.encode())
    places = {word: draft.place_at(draft.text.index(word)) for word in ("列入", "12", "11")}
    assert {word: (place.row, place.column) for word, place in places.items()} == {"列入": (2, 2), "12": (3, 2), "11": (3, 3)}
    assert places["12"].heads == ("县区", "数量（项）", "列入") and places["11"].heads == ("县区", "数量（项）", "办结")


@pytest.mark.parametrize("table", [
    "<tr>" + "<td>1" * 5000 + "<tr><td>1" * 5000,
    "<tr>" + "<td colspan=1000 rowspan=1000>1" * 5000 + "<tr><td>1" * 5000,
    f"<tr><td colspan={'9' * 10000}>1" + "<td>1" * 9999,
], ids=["ragged", "spans", "digits"])
def test_a_table_that_says_it_is_endless_is_read(table):
    """Each cell once, in a moment: no room is made for cells that are not there."""
    assert read_content("a.html", f"<table>{table}</table>".encode()).text.split() == ["1"] * 10000


@pytest.mark.parametrize(("stated", "encoding"), [("gb2312", "gb18030"), ("utf-8", "gb18030"), ("", "gb18030"), ("utf-8", "utf-8")])
def test_an_html_page_is_read_in_its_own_encoding(stated, encoding):
    """What the page states counts where the bytes are in it; otherwise what the bytes show."""
    page = f'<html><meta charset="{stated}"><p>联动监督的清单共有问题43项</p></html>'
    assert "联动监督的清单共有问题43项" in read_content("a.htm", page.encode(encoding)).text


PROSE = (
    "虚构市联动监督工作情况的报告\n\n一、基本情况\n"
    "　　全市共收到代表建议 1284 件，其中财政经济类206件，占16.0%；办理期间召开座谈会 38 次，邀请代表 692 人次参加，新增养老床位近 1.3 万张。\n"
    "　　经过各方努力，已经解决的1035件，比上年提高3.2个百分点；投入资金69.27万元，师生比控制在1：16以内，在建项目12个。"
    "各县区人大常委会同步开展监督，检查单位 145 家，督促整改问题 320 项，其中立行立改 208 项，占65%。\n"
    "（一）整改情况。虚构的县区办理14项问题，已整改到位11项，持续整改3项，办结率78.6%，满意率均在90%以上，群众的获得感明显增强。\n"
)


def wrap(text: str, width: int, columns: bool, keep: bool) -> str:
    """Returns a text cut at a width in characters or columns; with ``keep`` no number is cut and a mark may hang over the margin."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph:
            wide = sum(1 + (columns and one > "\u2000") for one in line + char)
            if wide > width and not (keep and char in "，。；、%"):
                number = re.search("[0-9.]+$", line) if keep and char in "0123456789.%" else None
                kept = line[number.start() :] if number and number.start() else ""
                lines.append(line[: len(line) - len(kept)])
                line = kept
            line += char
        lines.append(line)
    return "\n".join(lines)


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(("width", "columns"), [(40, False), (40, True), (36, True), (60, True), (76, False), (76, True), (80, True)])
def test_lines_cut_by_a_width_lose_no_unit(width, columns, keep):
    """A text of hard-wrapped lines gives the numbers, units and hedges of the text itself, and each number has the line it begins in."""
    cut = wrap(PROSE, width, columns, keep)
    draft = read_content("a.txt", cut.encode())
    whole, found = read_numerals(PROSE), read_numerals(draft.readable)
    assert cut != PROSE and [(one.value, one.unit, one.hedge, one.kind) for one in found] == [(one.value, one.unit, one.hedge, one.kind) for one in whole]
    lines = cut.split("\n")
    assert all(lines[draft.place_at(one.start).line - 1].count(one.printed[0]) for one in found)
    assert read_content("a.txt", draft.text.encode()).text == draft.text


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "".join(f"{name}县人民政府关于问题整改情况，问题 {number} 项，办结 {number - 3} 项\n" for name, number in zip("甲乙丙丁戊", range(21, 26), strict=True)),
        "甲县  128  115  89.8%\n乙县   96   90  93.8%\n丙县  104   97  93.3%\n",
        "各位代表：\n现在报告工作\n一、问题共31项\n二、建议共40件\n（一）办结28件\n",
        "虚构市养老服务中心建设项目 12\n虚构市养老服务中心改造项目 15\n虚构市养老服务中心扩建项目 18\n",
    ],
)
def test_lines_that_nobody_cut_stay(text):
    """Paragraphs, headings, lists and tables keep their lines."""
    draft = read_content("a.txt", text.encode())
    assert [one.value for one in read_numerals(draft.readable)] == [one.value for one in read_numerals(text)]
    assert draft.text == text


def test_a_number_that_a_line_cut_is_told():
    """Digits on both sides of a joined line are one number, and a person is told."""
    draft = read_content("a.txt", wrap(PROSE, 20, False, False).replace("12\n84", "1284").encode())
    assert all(note.rule == "cut-digits" and "已接成" in note.found for note in draft.notes)
    cut = "全市上下共同努力，各项工作取得成效，共收到代表建议12\n84件，其中财政经济类二百零六件，占了百分之十六，其\n他各类建议都已交办有关部门限期办理。\n"
    note = read_content("a.txt", cut.encode()).notes[0]
    assert (note.rule, note.found, note.place.line) == ("cut-digits", "数字被换行切断，已接成 1284", 1)
