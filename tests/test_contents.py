"""The table of contents against the folders: what somebody moved or renamed by hand is named with its line."""

from pathlib import Path

import pytest
from new_bulletins import FIRST, add_bulletin, small_project

from liandong.checks.contents import check_contents


@pytest.fixture
def project(tmp_path) -> Path:
    """Returns a small project with one bulletin."""
    root = small_project(tmp_path / "project")
    add_bulletin(root, FIRST)
    return root


def rows_of(root: Path) -> list[int]:
    """Returns the lines of _toc.yml that name the bulletin."""
    return [row for row, line in enumerate((root / "_toc.yml").read_text(encoding="utf-8").splitlines(), 1) if FIRST in line]


def test_what_new_wrote_agrees(project):
    """Nothing is said of a project in which nobody moved anything."""
    assert check_contents(project) == []


def test_a_moved_folder_of_pages(project):
    """Each line that leads nowhere is named, with the place where the page is now."""
    (project / "book/bulletins" / FIRST).rename(project / "book/bulletins/2099-03-xugou")
    findings = check_contents(project)
    assert [finding.row for finding in findings] == rows_of(project) and {(finding.code, finding.file) for finding in findings} == {("E814", "_toc.yml")}
    assert all("book/bulletins/2099-03-xugou/" in finding.expected for finding in findings)


def test_a_page_that_is_gone(project):
    """A page that is nowhere is to be brought back or its line taken out."""
    (project / "book/bulletins" / FIRST / "source.md").unlink()
    (finding,) = check_contents(project)
    assert f"book/bulletins/{FIRST}/source" in finding.found and "删去这一行" in finding.expected


def test_a_renamed_folder_of_data(project):
    """The line of the bulletin whose data are elsewhere, and the folder that no line names."""
    (project / "data/bulletins" / FIRST).rename(project / "data/bulletins/2099-03-xugou")
    lost, unnamed = check_contents(project)
    assert lost.row == rows_of(project)[0] and f"data/bulletins/{FIRST}" in lost.found
    assert unnamed.row is None and "data/bulletins/2099-03-xugou" in unnamed.found


@pytest.mark.parametrize("line", ["      - file:  'book/none'", '      - file: "book/none"  # 甲', "      - {file: book/none}"])
def test_other_ways_to_write_a_line(project, line):
    """Quotation marks and comments of YAML change nothing; a mapping on one line is read too."""
    toc = project / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    (finding,) = check_contents(project)
    assert finding.row == len(toc.read_text(encoding="utf-8").splitlines()) and "“book/none”" in finding.found
