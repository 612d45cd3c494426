"""Running the pages' cells without Jupyter: the same cells as in the built book, in the same place, with the page's lines."""

from pathlib import Path

import pytest
from builders import SLUG, write_bulletin

from liandong.data.folders import FileLock
from liandong.pages.cells import CodeCell, pages_with_cells, read_cells
from liandong.run.book import CellError, PageRun, begin_cells, hold_cells, run_book, run_page

OPENED = f"from liandong import open_bulletin\nfrom liandong.model.measures import total\nbulletin = open_bulletin({SLUG!r})\n"


def cell(code: str, options: str = "") -> str:
    """Returns a code cell in Markdown."""
    return f"```{{code-cell}} ipython3\n{options}{code}\n```\n"


def only_error(run: PageRun) -> CellError:
    """Returns the one cell that failed."""
    assert len(run.errors) == 1
    return run.errors[0]


def write_page(root: Path, text: str, name: str = "page.md") -> Path:
    """Writes a page of the tiny bulletin."""
    path = root / "book" / "bulletins" / SLUG / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def test_a_page_without_fences_has_no_cells():
    """Prose that only speaks of {code-cell} is not run."""
    assert read_cells("# 标题\n\n写法是 `{code-cell}`。\n") == []


def test_options_are_no_code_and_lines_count_from_the_page():
    """Lines that begin with a colon are the cell's options; the line is that of the first code."""
    assert read_cells("甲\n\n" + cell("a = 1\nb = 2", ":tags: [hide-input]\n:name: x\n")) == [CodeCell(6, "a = 1\nb = 2\n")]


def test_options_may_be_a_block():
    """YAML between two lines of hyphens is options too, as MyST reads it."""
    assert read_cells(cell("a = 1", "---\ntags: [hide-input]\n---\n")) == [CodeCell(5, "a = 1\n")]


def test_a_cell_of_options_only_has_no_code():
    """Nothing is left to run."""
    assert [one.code.strip() for one in read_cells("```{code-cell}\n:tags: [a]\n```\n")] == [""]


@pytest.mark.parametrize("fence", ["```", "````", "~~~"])
def test_any_fence_of_a_cell_is_read(fence):
    """Longer fences and tildes too; shorter fences inside are code."""
    inside = '"""\n```\n"""' if fence == "````" else "a = 1"
    assert read_cells(f"{fence}{{code-cell}} ipython3\n{inside}\n{fence}\n") == [CodeCell(2, f"{inside}\n")]


def test_other_fences_are_not_run():
    """Plain code, other directives, and a cell shown inside another fence stay text."""
    others = "```python\na = 1\n```\n\n```{note}\nb = 1\n```\n\n````md\n" + cell("c = 1") + "````\n"
    assert read_cells(others) == []


@pytest.mark.parametrize("text", ["- 项\n\n  ```{code-cell}\n  a = 1\n  ```\n", "> ```{code-cell}\n> a = 1\n> ```\n"], ids=["list", "quotation"])
def test_a_nested_cell_is_not_run(text):
    """MyST-NB shows a fence inside a list or a quotation and does not run it; neither do we."""
    assert read_cells(text) == []


def test_cells_come_in_order_with_their_lines():
    """Front matter, prose and blank lines count."""
    text = "---\nkernelspec: {name: python3}\n---\n\n# 标题\n\n" + cell("a = 1") + "\n话\n\n" + cell("b = 2")
    assert read_cells(text) == [CodeCell(8, "a = 1\n"), CodeCell(14, "b = 2\n")]


def test_windows_line_ends_are_read(tmp_path):
    """A page saved on Windows has the same cells on the same lines."""
    page = write_page(tmp_path, ("甲\n\n" + cell("raise ValueError", ":tags: [a]\n")).replace("\n", "\r\n"))
    assert only_error(run_page(page)).line == 5


def test_cells_share_a_namespace_and_report_with_their_line(tmp_path):
    """Later cells use names of earlier ones; each report knows the line of its cell."""
    write_bulletin(tmp_path)
    page = write_page(tmp_path, cell(OPENED) + "\n" + cell('bulletin.report("problems", total(bulletin.table("status")))'))
    run = run_page(page)
    assert run.errors == []
    assert [(one.line, one.id) for one in run.statistics(tmp_path)] == [(9, "problems")]


def test_a_failing_cell_is_named_with_the_line_of_the_page(tmp_path):
    """The error names page, line and code; what was reported before it is kept, and later cells still report."""
    write_bulletin(tmp_path)
    lines = [
        cell(OPENED + 'bulletin.report("problems", total(bulletin.table("status")))'),
        cell('status = bulletin.table("status")\nbulletin.report("done", total(status[:1]))\n\nstatus.no_such_thing'),
        cell('bulletin.report("ongoing", total(status[1:]))'),
    ]
    page = write_page(tmp_path, "\n".join(lines))
    run = run_page(page)
    failing = 1 + page.read_text(encoding="utf-8").split("\n").index("status.no_such_thing")
    error = only_error(run)
    assert (error.page, error.line) == (page, failing)
    assert error.kind == "AttributeError"
    assert "status.no_such_thing" in error.code
    assert [one.id for one in run.statistics(tmp_path)] == ["problems", "done", "ongoing"]


def test_a_name_that_a_failed_cell_did_not_make_is_not_told_again(tmp_path):
    """Cells that fail only because an earlier one did would bury the cause; a new cause is told."""
    run = run_page(write_page(tmp_path, cell("a = 1 / 0") + "\n" + cell("a + 1") + "\n" + cell("int('x')")))
    assert [error.kind for error in run.errors] == ["ZeroDivisionError", "ValueError"]


def test_an_error_inside_the_package_is_named_with_the_pages_line(tmp_path):
    """Deep inside a called function, the line is still the page's; the findings of the data come along."""
    write_bulletin(tmp_path)
    page = write_page(tmp_path, "话\n\n" + cell(OPENED + 'status = bulletin.table("status")\nbulletin.report("unknown", total(status))'))
    error = only_error(run_page(page))
    assert error.line == 8
    assert [finding.code for finding in error.findings] == ["E405"]


def test_an_error_that_is_not_about_data_has_no_findings(tmp_path):
    """A slip in a cell carries no findings of its own."""
    assert only_error(run_page(write_page(tmp_path, cell("1 / 0")))).findings == ()


def test_a_syntax_error_is_named_with_its_line(tmp_path):
    """A cell that does not parse is an error of that line of the page."""
    page = write_page(tmp_path, "话\n\n" + cell("a = 1\nb = = 2"))
    error = only_error(run_page(page))
    assert error.kind == "SyntaxError"
    assert error.line == 5


def test_a_syntax_error_of_other_text_keeps_the_pages_line(tmp_path):
    """Text that a cell parses has lines of its own, which are not the page's."""
    page = write_page(tmp_path, "话\n\n" + cell("a = 1\ncompile('\\n\\n\\n\\nb = = 2', 'x', 'exec')"))
    assert only_error(run_page(page)).line == 5


def test_a_cell_that_exits_is_a_failing_cell(tmp_path):
    """``sys.exit`` in a cell must not end the check."""
    error = only_error(run_page(write_page(tmp_path, cell("import sys\nsys.exit(0)"))))
    assert (error.kind, error.line) == ("SystemExit", 3)


@pytest.mark.parametrize("code", ["pass", "1 / 0"], ids=["runs", "fails"])
def test_cells_run_in_their_pages_folder_and_leave_the_old_one(tmp_path, code):
    """A cell's current folder is its page's; afterwards the caller's is back, also after an error."""
    before = Path.cwd()
    page = write_page(tmp_path, cell(f"import os, pathlib\npathlib.Path('seen.txt').write_text(os.getcwd())\n{code}"))
    run_page(page)
    assert Path((page.parent / "seen.txt").read_text()).resolve() == page.parent.resolve()
    assert Path.cwd() == before


def test_a_relative_root_is_enough(tmp_path, monkeypatch):
    """Changing the folder for a cell does not lose a page that was named relative to the old one."""
    write_bulletin(tmp_path)
    write_page(tmp_path, cell(OPENED + 'bulletin.report("problems", total(bulletin.table("status")))'))
    monkeypatch.chdir(tmp_path)
    assert [len(run.statistics(Path.cwd())) for run in run_book(Path())] == [1]


def test_who_holds_the_cells_runs_them_and_lets_go(tmp_path):
    """Others find them taken until then; the holder itself does not wait."""
    write_page(tmp_path, cell("1 + 1"))
    hold_cells(tmp_path)
    lock = FileLock(tmp_path / "_build" / "cells.lock")
    assert not lock.take()
    assert not run_book(tmp_path).failed
    assert lock.take()
    lock.__exit__()


@pytest.mark.parametrize("processors", [1, 2])
def test_cells_that_were_begun_are_waited_for(processors, tmp_path, monkeypatch):
    """Run beside or, on one processor, by who began them: others find them taken until their results are there."""
    monkeypatch.setattr("liandong.run.processes.processors", lambda: processors)
    write_page(tmp_path, cell("import time\n\ntime.sleep(0.2)"))
    begin_cells(tmp_path)
    lock = FileLock(tmp_path / "_build" / "cells.lock")
    assert not lock.take()
    assert not run_book(tmp_path).failed
    assert lock.take()
    lock.__exit__()
    assert len(list((tmp_path / "_build" / "cells").rglob("*.json"))) == 1


def test_pages_do_not_share_names(tmp_path):
    """Each page begins anew, as a notebook's kernel does."""
    one, two = write_page(tmp_path, cell("a = 1"), "one.md"), write_page(tmp_path, cell("a"), "two.md")
    assert run_page(one).errors == []
    assert only_error(run_page(two)).kind == "NameError"


def test_the_book_is_run_in_the_order_of_its_paths(tmp_path):
    """Only pages with cells run, sorted by path."""
    names = ["b.md", "a.md", "c.md"]
    for name in names:
        write_page(tmp_path, cell("pass") if name != "c.md" else "话", name)
    assert [page.name for page in pages_with_cells(tmp_path)] == ["a.md", "b.md"]
    assert [run.page.name for run in run_book(tmp_path)] == ["a.md", "b.md"]
