"""The files of the pages as office machines leave them, and advice that is told once."""

from pathlib import Path

import pytest
from builders import write_bulletin

from liandong.checks.book import run_checks
from liandong.data.bulletins import page_files
from liandong.findings import DataError, Finding
from liandong.pages.cells import pages_with_cells
from liandong.pages.files import unreadable_texts
from liandong.run.hints import without_known_advice

TEXT = "# 满意度测评\n\n按简报印出的数。\n"


def project(root: Path) -> Path:
    """Returns a project with the tiny bulletin, a page and its configuration."""
    write_bulletin(root)
    (root / "book").mkdir(exist_ok=True)
    for name, text in (("book/page.md", TEXT), ("_config.yml", "title: 联动监督\n"), ("_toc.yml", "# 全书的目录\nroot: book/page\n")):
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("file", ["book/page.md", "_config.yml", "_toc.yml"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_what_is_no_utf_8_is_told_with_advice_for_a_text(file, encoding, tmp_path):
    """A page or the configuration in the Windows code page is E102 for `check` and for all that runs cells; the advice names Notepad."""
    root = project(tmp_path)
    path = root / file
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    findings = run_checks(root)
    assert [(finding.code, finding.file) for finding in findings] == [("E102", file)]
    assert "记事本" in findings[0].next_step and "CSV" not in findings[0].next_step
    with pytest.raises(DataError):
        pages_with_cells(root)


def test_what_is_read_as_it_is_gives_nothing(tmp_path):
    """Plain UTF-8, with or without a byte-order mark, is no finding."""
    root = project(tmp_path)
    (root / "book" / "page.md").write_text(TEXT, encoding="utf-8-sig")
    assert unreadable_texts(root) == []


def test_what_macos_leaves_beside_a_page_is_no_page(tmp_path):
    """`._page.md` holds the file manager's notes, in bytes that are no text."""
    root = project(tmp_path)
    (root / "book" / "._page.md").write_bytes(b"\0\5\x16\7\0\2\xff\xfe")
    assert [path.name for path in page_files(root)] == ["page.md"]
    assert unreadable_texts(root) == []


def test_advice_is_about_what_was_touched(tmp_path):
    """What was so when the project came is not told; what comes later is told once; errors and other notes always."""
    old, new = (Finding("N909", "data/training/questions.csv", row, found=f"题目 {row}") for row in (2, 3))
    note = Finding("N104", "a.csv")
    assert without_known_advice(tmp_path, [old, note]) == [note]
    assert without_known_advice(tmp_path, [note]) == [note]
    assert without_known_advice(tmp_path, [old, new, note]) == [new, note]
    assert without_known_advice(tmp_path, [old, new]) == []
