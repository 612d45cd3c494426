"""The run of the cells and the checks: done once for one state of the inputs, and again exactly where one changed."""

from pathlib import Path

import pytest
from builders import SLUG, write_bulletin

from liandong.checks import book as checks
from liandong.checks.book import Project
from liandong.findings import Finding
from liandong.run import book
from liandong.run.book import run_book

CELL = "```{{code-cell}} ipython3\n{}\n```\n"
READS = f"from liandong import open_bulletin\nlen(open_bulletin({SLUG!r}).table('status'))"


@pytest.fixture
def root(tmp_path) -> Path:
    """Returns a project with a page that reads a table, and one that reads nothing."""
    write_bulletin(tmp_path)
    pages = tmp_path / "book" / "bulletins" / SLUG
    pages.mkdir(parents=True)
    (pages / "reads.md").write_text(CELL.format(READS), encoding="utf-8")
    (pages / "alone.md").write_text(CELL.format("1 + 1"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def executed(monkeypatch) -> list[str]:
    """Returns the names of the pages whose cells were executed, one list that grows."""
    names = []
    execute = book.execute_cells

    def here(pages, timeout_s):
        for page, sources in pages.items():
            names.append(page.stem)
            yield page, execute(sources, page.parent)

    monkeypatch.setattr(book, "execute_pages", here)
    return names


def test_pages_run_once_for_one_state(root, executed):
    """The second run takes what the first gave, in the same shape."""
    first, second = run_book(root), run_book(root)
    assert sorted(executed) == ["alone", "reads"]
    assert second == first


def test_a_changed_table_runs_its_readers_again(root, executed):
    """Only the page whose cells read the table runs again; with the old bytes back it runs again too, since one state is kept."""
    run_book(root)
    executed.clear()
    write_bulletin(root, votes=[("satisfaction", "满意率", "84", "%", "2020-05-01")])
    run_book(root)
    assert executed == []
    table = root / "data" / "bulletins" / SLUG / "tables" / "status.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run_book(root)
    assert executed == ["reads"]


def test_changed_code_runs_again_and_words_around_it_do_not(root, executed):
    """A page is its cells' code; the lines that are told follow the page as it is now."""
    run_book(root)
    executed.clear()
    page = root / "book" / "bulletins" / SLUG / "alone.md"
    page.write_text("# 题目\n\n" + CELL.format("1 + 1"), encoding="utf-8")
    run_book(root)
    assert executed == []
    page.write_text(CELL.format("1 + 2"), encoding="utf-8")
    run_book(root)
    assert executed == ["alone"]


def test_a_failure_is_kept_while_nothing_at_all_changed(root, executed):
    """What a failing cell looked for may have come since: any change of data or book runs it again."""
    page = root / "book" / "bulletins" / SLUG / "alone.md"
    page.write_text(CELL.format("open('missing.txt').read()"), encoding="utf-8")
    assert [run_book(root).failed for _ in range(2)] == [True, True]
    assert executed.count("alone") == 1
    (page.parent / "missing.txt").write_text("here", encoding="utf-8")
    assert not run_book(root).failed


def test_new_data_tried_in_a_copy_takes_what_is_known_and_leaves_nothing(root, executed, tmp_path_factory):
    """Pages that read nothing new are taken from the project; the copy keeps nothing."""
    run_book(root)
    executed.clear()
    copy = tmp_path_factory.mktemp("copy")
    write_bulletin(copy)
    pages = copy / "book" / "bulletins" / SLUG
    pages.mkdir(parents=True)
    for name in ("reads.md", "alone.md"):
        (pages / name).write_bytes((root / "book" / "bulletins" / SLUG / name).read_bytes())
    table = copy / "data" / "bulletins" / SLUG / "tables" / "status.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run_book(copy, kept_in=root)
    assert executed == ["reads"]
    assert not (copy / "_build").exists()


def test_a_damaged_result_is_run_again(root, executed):
    """A file cut off, or of another form, is as good as none."""
    run_book(root)
    executed.clear()
    for number, path in enumerate(sorted((root / "_build" / "cells").glob("*/*.json"))):
        path.write_text(["{", "[]"][number], encoding="utf-8")
    run_book(root)
    assert sorted(executed) == ["alone", "reads"]


def test_a_check_is_asked_again_only_when_its_inputs_changed(root):
    """What it found is kept with the digest of its places, and of no other."""
    asked = []

    def ask(project: Project) -> list[Finding]:
        asked.append(1)
        return [Finding("E101", "a.csv", row=2, found="甲")]

    def find() -> list[Finding]:
        project = Project(root)
        found = project.find("one", ("data",), ask)
        project.keep()
        return found

    assert find() == find()
    assert len(asked) == 1
    (root / "book" / "new.md").write_text("话", encoding="utf-8")
    find()
    assert len(asked) == 1
    (root / "data" / "new.txt").write_text("话", encoding="utf-8")
    find()
    assert len(asked) == 2


def test_findings_over_inputs_that_changed_meanwhile_are_not_kept(root):
    """Nobody can tell which state of the inputs the check has seen."""
    project = Project(root)
    project.find("one", ("data",), lambda project: [])
    (root / "data" / "new.txt").write_text("话", encoding="utf-8")
    project.keep()
    assert not (root / checks.KEPT).exists()
