"""What `new` makes of the files that clerks have: the same numbers from every kind that can be read, a clear word for every other, never a half."""

import io
from datetime import date

import docx
import pytest
from new_bulletins import FICTIONAL, FIRST, SECOND, codes, give_up_place, small_project, visible

from liandong.checks.book import check_data
from liandong.findings import DataError, errors_among
from liandong.model.bulletin import open_bulletin
from liandong.scaffold import Request, create_bulletin
from liandong.scaffold.dropping import drop_bulletin

TEXT = (FICTIONAL / "source.txt").read_text(encoding="utf-8")
WIDE = {48 + digit: 0xFF10 + digit for digit in range(10)}


def as_word(text: str) -> bytes:
    """Return a text as a Word document."""
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def as_html(text: str, charset: str) -> bytes:
    """Return a text as a page of the web in an encoding that it names."""
    body = "".join(f"<p>{line}</p>" for line in text.split("\n") if line)
    return f'<!DOCTYPE html><html><head><meta charset="{charset}"><style>p{{margin:12px}}</style></head><body>{body}</body></html>'.encode(charset)


def stated(root, slug: str) -> list[tuple]:
    """Return value, unit and hedge of every statistic that a bulletin states, in the order of its text."""
    return [(row["value"], row["unit"], row["hedge"]) for row in open_bulletin(slug, root).mentions if row["role"] == "statistic"]


READABLE = {
    "UTF-8 with a mark": ("a.txt", b"\xef\xbb\xbf" + TEXT.encode()),
    "UTF-16 LE with a mark": ("a.txt", b"\xff\xfe" + TEXT.encode("utf-16-le")),
    "UTF-16 LE": ("a.txt", TEXT.encode("utf-16-le")),
    "UTF-16 BE": ("a.txt", TEXT.encode("utf-16-be")),
    "GBK": ("a.txt", TEXT.encode("gbk")),
    "GB 18030": ("a.txt", TEXT.replace("甲", "㛃").encode("gb18030")),
    "CRLF": ("a.txt", TEXT.replace("\n", "\r\n").encode()),
    "CR": ("a.txt", TEXT.replace("\n", "\r").encode()),
    "tabs": ("a.txt", TEXT.replace("，", "，\t").encode()),
    "vertical tabs": ("a.txt", TEXT.replace("，其中", "，\x0b其中").encode()),
    "blanks of no break": ("a.txt", TEXT.replace(" 项", "\u00a0项").encode()),
    "wide digits": ("a.txt", TEXT.translate(WIDE).encode()),
    "soft hyphens": ("a.txt", TEXT.replace("项", "\u00ad项").encode()),
    "private characters": ("a.txt", TEXT.replace("（二）", "\uf06c（二）").encode()),
    "tags": ("a.txt", "".join(f"<p>{line}</p>\n" * bool(line) for line in TEXT.split("\n")).encode()),
    "40 characters": ("a.txt", "\n".join(line[start : start + 40] for line in TEXT.split("\n") for start in range(0, max(1, len(line)), 40)).encode()),
    "HTML": ("a.html", as_html(TEXT, "utf-8")),
    "HTML in GBK": ("a.htm", as_html(TEXT, "gb2312")),
    "HTML named txt": ("a.txt", as_html(TEXT, "utf-8")),
    "Word": ("a.docx", as_word(TEXT)),
    "Word named txt": ("a.txt", as_word(TEXT)),
    "a name of Windows": ("D 盘 我的文档（终稿）2098.3.5 & 副本.txt", TEXT.encode()),
    "a title with a year": ("a.txt", TEXT.replace("联动监督样例", "2099年联动监督样例").encode()),
    "a title with markup": ("a.txt", TEXT.replace("联动监督样例", "{eval}`x` 2099年 <b>").encode()),
}


@pytest.mark.parametrize(("name", "content"), READABLE.values(), ids=READABLE)
def test_every_kind_of_file_gives_the_same_numbers(tmp_path, name, content):
    """Numbers, units and hedges are those of the plain text, the check finds no error, and `drop` leaves nothing behind."""
    root = small_project(tmp_path / "project")
    plain, path = tmp_path / "plain.txt", tmp_path / name
    plain.write_text(TEXT, encoding="utf-8")
    path.write_bytes(content)
    create_bulletin(root, Request(FIRST, plain, date=date(2099, 3, 5)))
    give_up_place(root)
    before = visible(root)
    create_bulletin(root, Request(SECOND, path, issuer="虚构", number="2099年第2期", date=date(2099, 3, 5)))
    assert stated(root, SECOND) == stated(root, FIRST) and errors_among(check_data(root)) == []
    drop_bulletin(root, SECOND)
    assert visible(root) == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "E984"), ("a.jpg", b"\xff\xd8\xff\xe0", "E984"), ("a.rtf", b"{\\rtf1 43}", "E984"), ("a.csv", b"a,3", "E984"),
     ("a.docx", TEXT.encode(), "E986"), ("a.txt", TEXT.encode() + b"\0", "E984"), ("a.txt", "只有日期：2099年3月5日。".encode(), "E804"), ("", None, "E981"),
     ("没有.docx", None, "E981"), ("C:\\用户\\张 三\\简报.docx", None, "E981")],
)  # fmt: skip
def test_every_other_kind_is_told(tmp_path, name, content, code):
    """A code, what was found and what to do, in Chinese; nothing of the project has changed."""
    root = small_project(tmp_path / "project")
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    before = visible(root)
    with pytest.raises(DataError) as caught:
        create_bulletin(root, Request(FIRST, path))
    assert codes(caught) == [code] and "下一步" in str(caught.value) and "CSV" not in str(caught.value) and visible(root) == before


def test_two_bulletins_in_one_file_are_told(tmp_path):
    """A second line with a number of its own is named, with what to do."""
    root = small_project(tmp_path / "project")
    path = tmp_path / "两期.txt"
    path.write_text(TEXT + "\n" + TEXT.replace("第1期", "第2期"), encoding="utf-8")
    (note,) = create_bulletin(root, Request(FIRST, path)).notes
    assert "第2期" in note and "分成几个文件" in note
