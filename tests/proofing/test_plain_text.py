"""Plain text, Markdown and HTML: encodings found for certain, marks of the format never read as numbers."""

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


@pytest.mark.parametrize(("stated", "encoding"), [("gb2312", "gb18030"), ("utf-8", "gb18030"), ("", "gb18030"), ("utf-8", "utf-8")])
def test_an_html_page_is_read_in_its_own_encoding(stated, encoding):
    """What the page states counts where the bytes are in it; otherwise what the bytes show."""
    page = f'<html><meta charset="{stated}"><p>联动监督的清单共有问题43项</p></html>'
    assert "联动监督的清单共有问题43项" in read_content("a.htm", page.encode(encoding)).text
