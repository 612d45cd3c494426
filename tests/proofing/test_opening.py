"""What bad input gets: a code, the place, what was found and expected, and the next step; the file is left alone."""

import io
import os
import zipfile

import pytest
from archives import members
from documents import saved, with_part, word

from liandong.findings import DataError
from liandong.proofing import opening, word_parts
from liandong.proofing.opening import LIMIT_BYTES, read_content, read_draft

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def archive(**members: bytes) -> bytes:
    """Returns a ZIP archive with these members; a double underscore stands for a slash."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def refusal(name: str, content: bytes):
    """Returns the one finding with which a file is refused, after checking that it says everything."""
    with pytest.raises(DataError) as caught:
        read_content(name, content)
    (finding,) = caught.value.findings
    assert finding.file == name and finding.found and finding.expected and finding.next_step
    return finding


BAD = {
    "old Word": ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "E984"),
    "WPS": ("a.wps", OLE + "WordDocument".encode("utf-16-le"), "E984"),
    "old Excel": ("a.xls", OLE + "Workbook".encode("utf-16-le"), "E984"),
    "docx with a password": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "E985"),
    "OFD": ("a.ofd", archive(**{"OFD.xml": b"<ofd/>"}), "E984"),
    "OFD named docx": ("a.docx", archive(**{"OFD.xml": b"<ofd/>"}), "E984"),
    "xlsx": ("a.xlsx", archive(xl__workbook__xml=b"", **{"xl/workbook.xml": b"<w/>"}), "E984"),
    "xlsx named docx": ("a.docx", archive(**{"xl/workbook.xml": b"<w/>"}), "E984"),
    "slides": ("a.pptx", archive(**{"ppt/presentation.xml": b"<w/>"}), "E984"),
    "odt": ("a.odt", archive(**{"content.xml": b"<w/>"}), "E984"),
    "another archive": ("a.zip", archive(**{"b.txt": b"43"}), "E984"),
    "archive named docx": ("a.docx", archive(**{"b.txt": b"43"}), "E986"),
    "docx cut short": ("a.docx", saved(word("43"))[:2000], "E986"),
    "docx without a body": ("a.docx", archive(**{"word/styles.xml": b"<w/>"}), "E986"),
    "text named docx": ("a.docx", "清单问题43项".encode(), "E986"),
    "text named pdf": ("a.pdf", "清单问题43项".encode(), "E986"),
    "RTF": ("a.doc", b"{\\rtf1 43}", "E984"),
    "RTF named txt": ("a.txt", b"{\\rtf1 43}", "E984"),
    "a scan": ("a.jpg", b"\xff\xd8\xff\xe0", "E984"),
    "csv": ("a.csv", b"a,b\n1,2", "E984"),
    "empty": ("a.txt", b"", "E982"),
    "empty docx": ("a.docx", b"", "E982"),
    "blank": ("a.txt", " \r\n\u3000\n".encode(), "E982"),
    "docx without text": ("a.docx", saved(word("")), "E982"),
    "program": ("a.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\xff\xfe\xfd\xfc", "E984"),
    "UTF-8 cut in a character": ("a.txt", "清单问题四十三项".encode()[:-1], "E986"),
}


@pytest.mark.parametrize(("name", "content", "code"), BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused(name, content, code):
    """Each kind of file has its code, whatever its name says."""
    assert refusal(name, content).code == code


def test_a_kind_of_file_has_its_own_next_step():
    """Who has a .wps is told to save it as .docx, who has an .ofd to ask for another form."""
    assert "另存为" in refusal(*BAD["WPS"][:2]).next_step and "OFD" in refusal(*BAD["OFD"][:2]).next_step


def test_a_large_file_is_refused_unread(tmp_path):
    """100 MB are refused by their size; no more than the limit is read."""
    path = tmp_path / "a.docx"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(DataError) as caught:
        read_draft(path)
    assert caught.value.findings[0].code == "E983" and "100 MB" in caught.value.findings[0].found
    assert LIMIT_BYTES < 100 * 2**20


def test_a_text_of_millions_of_characters_is_refused(monkeypatch):
    """A file below the limit in bytes may still hold more than can be judged."""
    monkeypatch.setattr(opening, "LIMIT_CHARACTERS", 10)
    assert refusal("a.txt", "清单问题四十三项，办结。".encode()).code == "E983"


def test_an_archive_that_unpacks_to_much_is_refused(monkeypatch):
    """A body much larger than its archive is not unpacked, nor one that understates its size."""
    monkeypatch.setattr(word_parts, "LIMIT_UNPACKED", 2**20)
    monkeypatch.setattr(word_parts, "LIMIT_PART", 2**19)
    bomb = with_part(saved(word("43")), "word/document.xml", b" " * (3 * 2**20))
    assert len(bomb) < 2**16 and refusal("a.docx", bomb).code == "E983"
    honest = zipfile.ZipFile(io.BytesIO(bomb)).getinfo("word/document.xml").file_size
    lying = bomb.replace(honest.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != bomb and refusal("a.docx", lying).code in ("E983", "E986")


def test_missing_folder_and_device(tmp_path):
    """A file that is not there, a folder, and what is no file are told apart."""
    found = set()
    for path in (tmp_path / "没有.docx", tmp_path, *([tmp_path.__class__("/dev/null")] if os.name == "posix" else [])):
        with pytest.raises(DataError) as caught:
            read_draft(path)
        assert caught.value.findings[0].code == "E981"
        found.add(caught.value.findings[0].found)
    assert len(found) >= 2


def test_a_message_holds_no_folder_of_the_machine(tmp_path):
    """Errors name the file, not where it lies."""
    with pytest.raises(DataError) as caught:
        read_draft(tmp_path / "没有.docx")
    assert "没有.docx" in str(caught.value) and str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("cut", range(100, 9000, 700))
def test_a_document_cut_anywhere_is_refused_or_read(cut):
    """No place where a copy breaks off gives anything but an error with a code."""
    content = saved(word("清单问题43项。"))[:cut]
    try:
        read_content("a.docx", content)
    except DataError as error:
        assert error.findings[0].code in ("E984", "E986")


@pytest.mark.parametrize("part", sorted(members(saved(word("43")))))
def test_a_part_that_is_garbage_gives_no_traceback(part):
    """Whatever part of a document is damaged, it is read without that part or refused."""
    try:
        read_content("a.docx", with_part(saved(word("43")), part, b"\0\xff<"))
    except DataError as error:
        assert error.findings[0].code == "E986"
