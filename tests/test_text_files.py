"""Reading text files: encodings, what is seen to be read, and paths."""

import codecs
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_samples import RESOURCE, TEXT, codes, fuzz, write

from liandong.data.tables import load_table
from liandong.data.text_files import label, path_inside, read_text, record_reads
from liandong.findings import DataError

COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"


@pytest.mark.parametrize(
    ("content", "encoding", "notes"),
    [
        pytest.param(TEXT.encode(), "utf-8", [], id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), "utf-8", ["N103"], id="byte-order-mark"),
        pytest.param(TEXT.encode("gbk"), "gb18030", ["N104"], id="gbk"),
        pytest.param(TEXT.replace("张三", "𠮷㐂").encode("gb18030"), "gb18030", ["N104"], id="gb18030-four-bytes"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), "utf-8", [], id="windows-line-breaks"),
        pytest.param(TEXT.replace("\n", "\r").encode(), "utf-8", [], id="old-mac-line-breaks"),
        pytest.param(TEXT.encode().rstrip(b"\n"), "utf-8", [], id="no-final-line-break"),
    ],
)
def test_readable_encodings(tmp_path: Path, content: bytes, encoding: str, notes: list[str]) -> None:
    """UTF-8, UTF-8 with a mark and GBK give the same text, the last two with a note that names the file."""
    text_file = read_text(write(tmp_path, content), tmp_path)
    assert text_file.encoding == encoding
    assert [(note.code, note.file) for note in text_file.notes] == [(code, "status.csv") for code in notes]
    assert text_file.text.splitlines()[1].startswith("city,23,79.30,2024-11-27,")
    assert "\r" not in text_file.text


def test_text_that_is_valid_in_both_is_utf8(tmp_path: Path) -> None:
    """Bytes that are valid UTF-8 are never taken for GBK, though they often are valid GBK too."""
    content = "整改台账".encode()
    assert content.decode("gb18030") == "鏁存敼鍙拌处"
    assert read_text(write(tmp_path, content)).text == "整改台账"


def test_gbk_that_happens_to_be_valid_utf8_is_gbk(tmp_path: Path) -> None:
    """A few short words whose every byte could be a letter of another script are read as what they are, with the note."""
    content = "状态,模式\n".encode("gbk")
    assert content.decode("utf-8") == "״̬,ģʽ\n"
    text_file = read_text(write(tmp_path, content))
    assert (text_file.text, [note.code for note in text_file.notes]) == ("状态,模式\n", ["N104"])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param("縣區,發現問題,整改完成\n".encode("big5"), "Big5", id="big5"),
        pytest.param(b"PK\x03\x04rest", "Excel 工作簿", id="xlsx-named-csv"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls", id="xls-named-csv"),
        pytest.param("级别\t数".encode("utf-16"), "UTF-16", id="excel-unicode-text"),
        pytest.param(codecs.BOM_UTF16_BE + "级别".encode("utf-16-be"), "UTF-16", id="utf-16-big-endian"),
        pytest.param(b"level,\x00\x01", "空字节", id="nul-bytes"),
        pytest.param(b"\xff\xff\xff", "第 1 个字节", id="neither-utf-8-nor-gbk"),
        pytest.param("县区\n县\n".encode()[:-2] + b"\n" + "级别".encode(), "第 2 行", id="damaged-utf-8"),
        pytest.param(codecs.BOM_UTF8 + "级别".encode("gbk"), "第 1 行", id="gbk-after-a-mark"),
    ],
)
def test_unreadable_content(tmp_path: Path, content: bytes, words: str) -> None:
    """What holds no readable text is one finding that says what the file is, never wrong characters."""
    with pytest.raises(DataError) as caught:
        read_text(write(tmp_path, content), tmp_path)
    assert codes(caught.value) == ["E102"]
    assert caught.value.findings[0].file == "status.csv"
    assert words in caught.value.findings[0].found
    assert caught.value.findings[0].next_step


@pytest.mark.parametrize("name", ["missing.csv", "folder", "status.csv/inside.csv"])
def test_what_is_no_file_is_missing(tmp_path: Path, name: str) -> None:
    """A missing file, a folder and a path through a file are findings that name the path."""
    write(tmp_path, TEXT)
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError) as caught:
        read_text(tmp_path / name, tmp_path)
    assert [(item.code, item.file) for item in caught.value.findings] == [("E101", name)]


def test_messages_hold_no_path_of_the_machine(tmp_path: Path) -> None:
    """A file outside the root is named by its name alone."""
    assert label(tmp_path / "sub" / "a.csv", tmp_path) == "sub/a.csv"
    assert label(tmp_path / "a.csv", tmp_path / "sub") == "a.csv"


def test_recorders_see_the_bytes_that_were_read(tmp_path: Path) -> None:
    """A recorder gets path and sha256 of the raw bytes, nested ones too, and nothing after its block."""
    path = write(tmp_path, codecs.BOM_UTF8 + TEXT.encode())
    with record_reads() as outer:
        read_text(path)
        with record_reads() as inner:
            load_table(RESOURCE, tmp_path)
    read_text(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(read.path, read.sha256) for read in outer] == [(path, digest)] * 2
    assert [read.path for read in inner] == [path]


@pytest.mark.parametrize(
    "relative",
    [
        "../a.csv",
        "tables/../../a.csv",
        "/etc/passwd",
        "C:/a.csv",
        "C:\\a.csv",
        "tables\\a.csv",
        "https://example.org/a.csv",
        "",
        ".",
        None,
        3,
    ],
)
def test_paths_outside_the_folder_are_refused(tmp_path: Path, relative: object) -> None:
    """A path must be relative and stay inside the folder, written the same on every system."""
    assert path_inside(tmp_path, relative) is None


def test_a_link_that_leads_outside_is_refused(tmp_path: Path) -> None:
    """A link counts as the place that it leads to."""
    folder = tmp_path / "folder"
    folder.mkdir()
    write(tmp_path, TEXT)
    try:
        (folder / "status.csv").symlink_to(tmp_path / "status.csv")
    except OSError:  # Windows lets only administrators make links: then there is nothing to refuse
        return
    assert path_inside(folder, "status.csv") is None
    with pytest.raises(DataError) as caught:
        load_table(RESOURCE, folder)
    assert codes(caught.value) == ["E107"]


@fuzz
@given(text=st.text(COMMON, min_size=8))
def test_gbk_text_is_never_taken_for_damaged_utf8(tmp_path: Path, text: str) -> None:
    """Common Chinese saved as GBK is read as GBK, or as UTF-8 where its bytes happen to be valid UTF-8."""
    text_file = read_text(write(tmp_path, text.encode("gbk")))
    assert text_file.text == text or text_file.encoding == "utf-8"

