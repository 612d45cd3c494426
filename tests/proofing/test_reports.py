"""The page and the commented Word document that a report becomes."""

import io
import os
import re
import shutil
import subprocess
import zipfile

import docx
import pytest
from archives import members
from bs4 import BeautifulSoup
from documents import add_footnote, add_table, add_xml, saved, word

from liandong.findings import DataError
from liandong.proofing.html_report import render_html
from liandong.proofing.opening import read_content
from liandong.proofing.report import proof_draft
from liandong.proofing.word_comments import add_comments

WRONG = "清单问题43项，其中市级29项、县级15项。"
CHANGED = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}


def report_on(content: bytes, name: str = "稿.docx"):
    """Returns the report on the bytes of a file."""
    return proof_draft(read_content(name, content))


class TestPage:
    """One page that needs nothing else."""

    def test_everything_of_the_draft_is_escaped(self):
        """Marks, quotation marks and ends of elements in a draft, and in its name, stay text."""
        hostile = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"x' {{ 7*7 }}"
        page = render_html([report_on(f"{hostile}{WRONG}".encode(), f"{hostile}.md")])
        soup = BeautifulSoup(page, "html.parser")
        assert not soup.find_all(["script", "img"]) and hostile in soup.get_text() and "49" not in soup.title.get_text()
        assert {name for tag in soup.find_all(True) for name in tag.attrs} <= {
            "lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "aria-labelledby",
        }  # fmt: skip

    def test_it_asks_nobody(self):
        """No address leads outside, and the page's policy allows nothing."""
        page = render_html([report_on(saved(word(WRONG)))])
        assert not re.search(r"""(?:src|href)=["'](?!#)|url\(|@import""", page) and "default-src 'none'" in page

    def test_each_link_has_its_end(self):
        """Every numeral leads to its finding and back; ids are unique, also with several drafts on the page."""
        soup = BeautifulSoup(render_html([report_on(saved(word(WRONG))), report_on(saved(word(WRONG, "共8项。")))]), "html.parser")
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids)) and {link["href"][1:] for link in soup.find_all("a")} <= set(ids)
        assert len(soup.select("li.contradiction")) == 2 and len(soup.select(".text .numeral.contradiction a")) == 6

    def test_the_text_stands_whole(self):
        """The text on the page is the draft's, piece by piece."""
        draft = read_content("a.txt", f"前言\n\n{WRONG}尾".encode())
        soup = BeautifulSoup(render_html([proof_draft(draft)]), "html.parser")
        for place in soup.select(".text .place"):
            place.extract()
        assert [p.get_text() for p in soup.select(".text p")] == ["前言", f"{WRONG}尾"]


class TestWord:
    """The same document with comments."""

    def test_only_what_a_comment_needs_changes(self):
        """All other parts keep their bytes, all paragraphs their text and style, all runs their format."""
        document = word("前言", WRONG)
        document.add_heading("标题", 1)
        content = saved(document)
        commented = add_comments(content, report_on(content))
        old, new = members(content), members(commented)
        # python-docx's own template holds an empty part for comments or none, by version.
        assert {name for name in new if old.get(name) != new[name]} <= CHANGED and set(old) <= set(new)
        before, after = docx.Document(_stream(content)), docx.Document(_stream(commented))
        assert [(p.text, p.style.name) for p in before.paragraphs] == [(p.text, p.style.name) for p in after.paragraphs]

    def test_a_comment_stands_at_its_number(self):
        """The range of the comment holds the first numeral of the finding, nothing more, in the format that it had."""
        document = word()
        paragraph = document.add_paragraph("清单问题")
        paragraph.add_run("43项，其中市级29项、县级15项。").bold = True
        content = saved(document)
        commented = docx.Document(_stream(add_comments(content, report_on(content))))
        (comment,) = commented.comments
        assert comment.author == "核稿" and "44" in comment.text and "矛盾" in comment.text
        assert _marked(commented) == ["43"]
        assert [(run.text, run.bold) for run in commented.paragraphs[-1].runs if run.text] == [
            ("清单问题", None), ("43", True), ("项，其中市级29项、县级15项。", True),
        ]  # fmt: skip

    def test_a_number_over_several_runs(self):
        """A number whose digits are in runs of different formats is marked whole."""
        document = word()
        add_xml(document, "<w:p><w:r><w:t>清单问题4</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>3项，其中市级29项、县级15项。</w:t></w:r></w:p>")
        content = saved(document)
        assert _marked(docx.Document(_stream(add_comments(content, report_on(content))))) == ["43"]

    def test_several_findings_in_one_run(self):
        """A run that holds several findings is cut for each; the text stays."""
        content = saved(word(WRONG + "办结问题20项，其中市级9项、县级12项。"))
        commented = docx.Document(_stream(add_comments(content, report_on(content))))
        assert _marked(commented) == ["43", "20"] and commented.paragraphs[-1].text.endswith("县级12项。")

    def test_a_footnote_and_a_text_box(self):
        """What stands in a footnote or a text box is commented where the body refers to it: Word has no comments inside."""
        document = word("见注")
        add_footnote(document, 3, WRONG)
        add_xml(document, f"<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{WRONG.replace('清单', '台账')}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>")
        content = saved(document)
        report = report_on(content)
        commented = docx.Document(_stream(add_comments(content, report)))
        assert len(list(commented.comments)) == len(report.alerts) >= 2
        assert members(content)["word/footnotes.xml"] == members(add_comments(content, report))["word/footnotes.xml"]

    def test_a_total_of_a_table_is_commented_in_its_own_cell(self):
        """The comment on a table's sum stands at the total, which closes the column."""
        document = word("附表")
        add_table(document, ("县区", "床位（张）"), ("甲县", "12"), ("乙县", "30"), ("合计", "43"))
        content = saved(document)
        commented = docx.Document(_stream(add_comments(content, report_on(content))))
        assert _marked(commented) == ["43"]

    def test_comments_that_are_there_stay(self):
        """A reviewer's comments keep their text and numbers; ours follow."""
        document = word(WRONG)
        document.add_comment(document.paragraphs[-1].runs, text="已阅", author="张三")
        content = saved(document)
        commented = docx.Document(_stream(add_comments(content, report_on(content))))
        assert [(c.author, c.text.splitlines()[0]) for c in commented.comments][0] == ("张三", "已阅")
        assert len({c.comment_id for c in commented.comments}) == 2

    def test_a_clean_document_stays_as_it_is(self):
        """Without findings the bytes are the same."""
        content = saved(word("清单问题43项，其中市级29项、县级14项。"))
        assert add_comments(content, report_on(content)) == content

    def test_a_document_without_its_list_of_types_is_told(self):
        """What can be read but not be written again as a Word document is an error with a code."""
        old = members(saved(word(WRONG)))
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in old.keys() - {"[Content_Types].xml"}:
                archive.writestr(name, old[name])
        with pytest.raises(DataError) as caught:
            add_comments(target.getvalue(), report_on(target.getvalue()))
        assert caught.value.findings[0].code == "E986"

    @pytest.mark.thorough
    def test_libreoffice_shows_the_comments_at_their_places(self, tmp_path):
        """LibreOffice opens the document; each annotation encloses its number, in the body and in a cell."""
        office = shutil.which("soffice")
        if office is None:
            message = "LibreOffice is needed: apt-get install libreoffice-writer"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        document = word(WRONG)
        add_table(document, ("事项", "说明"), ("台账", "台账问题50项，其中市级30项、县级21项。"))
        content = saved(document)
        (tmp_path / "a.docx").write_bytes(add_comments(content, report_on(content)))
        command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path)]
        subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120)
        text = (tmp_path / "a.fodt").read_text(encoding="utf-8")
        enclosed = re.findall(r"</office:annotation>(.*?)<office:annotation-end", text, re.DOTALL)
        assert [re.sub(r"<[^>]*>|\s", "", words) for words in enclosed] == ["43", "50"]


def _stream(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def _marked(document) -> list[str]:
    """Returns the text in each comment's range."""
    found = {}
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    open_ranges: set[str] = set()
    for element in document.element.body.iter():
        if element.tag == f"{name}commentRangeStart":
            open_ranges.add(element.get(f"{name}id"))
        elif element.tag == f"{name}commentRangeEnd":
            open_ranges.discard(element.get(f"{name}id"))
        elif element.tag == f"{name}t":
            for key in open_ranges:
                found[key] = found.get(key, "") + (element.text or "")
    return [found[key] for key in sorted(found, key=int)]
