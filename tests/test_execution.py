"""Pages run in worker processes give what a stock Jupyter kernel gives."""

import hashlib
import json
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from ipykernel.ipkernel import IPythonKernel
from jupyter_cache.executors.utils import single_nb_execution

from liandong.pages.cells import pages_with_cells, read_cells
from liandong.run import pool
from liandong.run.pool import execute_pages
from liandong.run.processes import stock_kernels
from liandong.run.shell import LANGUAGE, PageResult

PAGES = pages_with_cells(ROOT)
EVERYDAY = ("practice", "ledger")
TIMEOUT_S = 120


def run_pages(pages: dict[Path, list[str]], processes: int = 2, timeout_s: float = TIMEOUT_S) -> dict[Path, PageResult]:
    """Returns the pool's results by page."""
    return dict(execute_pages(pages, timeout_s, processes))


def first_kind(result: PageResult) -> str:
    """Returns the name of the error that a notebook of the page would end with."""
    return result.failures[0].kind


def run_stock(page: Path, sources: list[str], monkeypatch) -> list:
    """Returns the outputs of each cell from a stock kernel."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    done = single_nb_execution(notebook, cwd=str(page.parent), timeout=TIMEOUT_S, allow_errors=True)
    assert done.err is None
    return [(cell.execution_count, cell.outputs) for cell in notebook.cells]


def plain(value):
    """Returns a notebook's value as JSON has it."""
    return json.loads(json.dumps(value))


def sources_of(page: Path) -> list[str]:
    """Returns the code of a page's cells."""
    return [cell.code.rstrip("\n") for cell in read_cells(page.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def book_results() -> dict[Path, PageResult]:
    """Returns the pool's results of all pages of the book."""
    return run_pages({page: sources_of(page) for page in PAGES})


@pytest.mark.parametrize("page", [pytest.param(page, marks=[] if page.stem in EVERYDAY else pytest.mark.thorough, id=page.stem) for page in PAGES])
def test_outputs_are_those_of_a_stock_kernel(page, book_results, monkeypatch):
    """Every output of every cell of the book is the same as a stock kernel's, counts included."""
    result = book_results[page]
    assert result.failures == []
    stock = run_stock(page, sources_of(page), monkeypatch)
    assert [(cell.execution_count, plain(cell.outputs)) for cell in result.cells] == plain_pairs(stock)


def plain_pairs(pairs: list) -> list:
    """Returns counts and outputs as plain data."""
    return [(count, plain(outputs)) for count, outputs in pairs]


SMALL = {
    "streams": ["print('a')\nprint('b')", "1 + 1"],
    "two-streams": ["import sys\nprint('out')\nprint('err', file=sys.stderr)"],
    "display": ["from IPython.display import display\ndisplay({'a': 1})\n[1, 2]"],
    "frame": ["import pandas\npandas.DataFrame({'a': [1]})"],
    "silent": ["x = 3;", "x;", "None", "_ = 5", "x"],
    "names": ["__name__", "import os\nos.path.basename(os.getcwd())"],
}


@pytest.fixture(scope="module")
def small_results(tmp_path_factory) -> dict[str, tuple[Path, PageResult]]:
    """Returns page and result of each of the small pages, all run at once."""
    folder = tmp_path_factory.mktemp("small")
    results = run_pages({folder / f"{name}.md": sources for name, sources in SMALL.items()})
    return {page.stem: (page, result) for page, result in results.items()}


@pytest.mark.parametrize("name", SMALL)
def test_small_cells_behave_as_in_a_kernel(name, small_results, monkeypatch):
    """Streams, displays, results and silence are recorded as a kernel records them."""
    page, result = small_results[name]
    stock = run_stock(page, SMALL[name], monkeypatch)
    assert [(cell.execution_count, plain(cell.outputs)) for cell in result.cells] == plain_pairs(stock)


def test_pages_do_not_see_each_other(tmp_path):
    """A name set by one page is unknown to the next, also with a single process at work."""
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    results = run_pages({first: ["shared = 1"], second: ["shared"]}, processes=1)
    assert results[first].failures == []
    assert first_kind(results[second]) == "NameError"


FAILING = [
    ("1 / 0", "ZeroDivisionError"), ("def", "SyntaxError"), ("import os\nos._exit(3)", "ExecutionError"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "ExecutionError"), ("raise SystemExit(2)", "SystemExit"),
]


def test_a_failing_page_is_told_and_the_others_go_on(tmp_path):
    """An error, a crash or an exit of one page is that page's error; the page after it has its result."""
    pages = {}
    for number, (source, _) in enumerate(FAILING):
        pages |= {tmp_path / f"bad-{number}.md": ["1", source, "2"], tmp_path / f"good-{number}.md": ["1 + 1"]}
    results = run_pages(pages)
    told = [first_kind(results[tmp_path / f"bad-{number}.md"]) for number in range(len(FAILING))]
    assert told == [name for _, name in FAILING]
    assert [results[tmp_path / f"good-{number}.md"].failures for number in range(len(FAILING))] == [[]] * len(FAILING)


def test_a_page_that_never_ends_is_given_up(tmp_path):
    """After the time allowed the page has an error that says so, and closing ends its process."""
    page = tmp_path / "page.md"
    result = run_pages({page: ["import time\ntime.sleep(60)"]}, timeout_s=1)[page]
    assert first_kind(result) == "ExecutionError" and "1 秒" in result.failures[0].message


def test_reads_are_told_with_the_bytes_that_were_read(tmp_path):
    """The result names each data file with the sha256 of the bytes that the cells saw."""
    page = ROOT / "book" / "bulletins" / "2024-59-zhumadian" / "results-allocation.md"
    sources = [cell.code.rstrip("\n") for cell in read_cells(page.read_text(encoding="utf-8"))]
    reads = dict(run_pages({page: sources})[page].reads)
    table = next(Path(path) for path in reads if path.endswith("rural_care.csv"))
    assert reads[str(table)] == hashlib.sha256(table.read_bytes()).hexdigest()


@pytest.mark.parametrize("methods", [["spawn"], ["spawn", "forkserver"]])
def test_workers_started_afresh_as_on_windows_give_the_same(methods, tmp_path, monkeypatch):
    """Without fork and what belongs to it the same cells give the same outputs and the same reads."""
    page = ROOT / "book" / "bulletins" / "2024-59-zhumadian" / "results-allocation.md"
    expected = run_pages({page: sources_of(page)}, processes=1)[page]
    monkeypatch.setattr(pool.multiprocessing, "get_all_start_methods", lambda: methods)
    assert run_pages({page: sources_of(page)}, processes=1)[page] == expected


def test_the_language_is_told_as_a_kernel_tells_it():
    """The notebook's metadata name the language as ipykernel does."""
    assert IPythonKernel.language_info == LANGUAGE


def test_stock_kernels_can_be_forced(monkeypatch):
    """With LIANDONG_EXECUTOR=kernel each page is left to a stock kernel."""
    monkeypatch.setenv("LIANDONG_EXECUTOR", "kernel")
    assert stock_kernels()
