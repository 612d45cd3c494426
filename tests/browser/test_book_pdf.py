"""The whole book as one PDF, read back: pages, bookmarks, text, links, metadata."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from browsing import NO_BROWSER
from bs4 import BeautifulSoup

from liandong.data.folders import FileLock
from liandong.printing import make_pdf
from liandong.printing.assembly import read_contents
from liandong.printing.chromium import find_chromium
from liandong.releases.snapshot import newest_dates

# Printing takes a minute, reading the text as long.
pytestmark = pytest.mark.thorough
A4_POINTS = (595.28, 841.89)
POINTS_OFF = 1.0  # Chromium rounds to whole pixels of 1/96 inch
HOW_MANY = 10


def in_own_thread(function, *arguments):
    """Returns what a function returns; playwright runs once a thread, and the browser of the other tests holds this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments).result()


@pytest.fixture(scope="session")
def pdf(built_project: Path):
    """Returns a reader of the book's PDF, printed once for all test processes."""
    if find_chromium() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    from pypdf import PdfReader

    path = built_project / "_build" / "pdf" / "liandong.pdf"
    with FileLock(built_project.parent / "book-pdf.lock"):
        if not path.is_file():
            result = in_own_thread(make_pdf, built_project)
            assert result.ok, result.message
    return PdfReader(path)


@pytest.fixture(scope="session")
def texts(pdf, built_project: Path) -> list[str]:
    """Returns the text of each page without white space, read once for all test processes."""
    kept = built_project.parent / "book-pdf-texts.json"
    with FileLock(kept.with_suffix(".lock")):
        if not kept.is_file():
            kept.write_text(json.dumps([re.sub(r"\s+", "", page.extract_text()) for page in pdf.pages]), encoding="utf-8")
    return json.loads(kept.read_text(encoding="utf-8"))


def titles(outline) -> list:
    """Returns the bookmarks as nested lists of titles."""
    return [titles(item) if isinstance(item, list) else item.title for item in outline]


def page_title(site: Path, page: str) -> str:
    """Returns the heading of a page without the mark that links to it."""
    heading = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser").select_one("article h1")
    for link in heading.select(".headerlink"):
        link.decompose()
    return heading.get_text().strip()


def test_pages_are_a4(pdf):
    """Every page is A4, upright."""
    for page in pdf.pages:
        assert all(abs(float(side) - wanted) <= POINTS_OFF for side, wanted in zip(page.mediabox[2:], A4_POINTS, strict=True))


def test_text_of_ten_statistics(texts, site):
    """The names and figures of ten statistics, taken from statistics.json, can be found in the text, name and figure on one page."""
    statistics = json.loads((site / "statistics.json").read_text(encoding="utf-8"))
    chosen = [one for one in statistics if "." in one["reported"]["value"]][:HOW_MANY]
    assert len(chosen) == HOW_MANY
    for one in chosen:
        figure, name = one["reported"]["value"] + one["unit"], one["name_zh"]
        assert any(name in text and figure.replace(" ", "") in text for text in texts), (name, figure)


def test_bookmarks_follow_the_contents(pdf, built_project, site):
    """Parts are the first level of the bookmarks, chapters the second, in the order of _toc.yml, with sections below."""
    chapters = read_contents(built_project)
    outline = titles(pdf.outline)
    top = [item for item in outline if isinstance(item, str)]
    parts = list(dict.fromkeys(chapter.part for chapter in chapters if chapter.part))
    assert top[2:] == parts and top[1] == page_title(site, chapters[0].page)
    for part in parts:
        below = outline[outline.index(part) + 1]
        wanted = [page_title(site, chapter.page) for chapter in chapters if chapter.part == part and chapter.depth == 0]
        assert [item for item in below if isinstance(item, str)] == wanted
    assert any(isinstance(item, list) for item in outline[outline.index(parts[0]) + 1])


def test_contents_name_the_page_of_each_chapter(pdf, texts, built_project, site):
    """The number beside a chapter in the list of contents is the page that shows its title, and that page prints the number."""
    for chapter in read_contents(built_project):
        number = pdf.get_destination_page_number(pdf.named_destinations["/" + chapter.anchor]) + 1
        title = re.sub(r"\s+", "", page_title(site, chapter.page))
        assert f"{title}{number}" in "".join(texts[1:number]), title
        assert title in texts[number - 1] and str(number) in texts[number - 1]


def test_every_link_has_its_place(pdf):
    """Links within the document lead to places that exist; all others are web addresses that the text gives."""
    places = pdf.named_destinations
    count = 0
    for page in pdf.pages:
        for annotation in page.get("/Annots") or []:
            link = annotation.get_object()
            if link.get("/Subtype") != "/Link":
                continue
            if "/Dest" in link:
                count += 1
                assert str(link["/Dest"]) in places
            else:
                assert re.match(r"https?://|mailto:", link["/A"]["/URI"]), link["/A"]
    assert count > len(places)


def test_copied_text_is_what_the_pages_say(texts, site, built_project):
    """No character in the PDF's text is one that the pages do not have: no radicals, no glyph without text."""
    pages = [(site / f"{chapter.page}.html").read_text(encoding="utf-8") for chapter in read_contents(built_project)]
    written = set("".join(BeautifulSoup(page, "html.parser").get_text() for page in pages))
    # What the cover and the style sheets print.
    written |= set("".join(map(chr, range(0x20, 0x7F)))) | set("•◦▪⚠…（）数据版本校验未发布第目录复算的简报截至统计《》年期，：。")
    strange = {char for text in texts for char in text} - written
    assert not strange, {f"U+{ord(char):04X}" for char in strange}
    assert any("养老" in text for text in texts) and any("满意度测评" in text for text in texts)


def test_metadata_come_from_the_data(pdf, built_project):
    """Title, language and dates are the book's and the data's; no clock and no machine is in them."""
    date = max(newest_dates(built_project).values()).replace("-", "")
    assert pdf.metadata.title == "联动监督知识库"
    assert {pdf.metadata["/CreationDate"], pdf.metadata["/ModDate"]} == {f"D:{date}000000Z"}
    assert pdf.trailer["/Root"]["/Lang"] == "zh-CN" and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_printed_twice_alike(pdf, built_project):
    """The same site on the same machine gives the same bytes."""
    path = built_project / "_build" / "pdf" / "liandong.pdf"
    first = path.read_bytes()
    assert in_own_thread(make_pdf, built_project).ok
    assert path.read_bytes() == first
