"""Pages run in forked processes give what a stock Jupyter kernel gives."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from ipykernel.ipkernel import IPythonKernel
from jupyter_cache.executors.utils import single_nb_execution

from liandong.cells import pages_with_cells, read_cells
from liandong.execution.dispatcher import can_fork
from liandong.execution.shell import LANGUAGE, PageResult

PAGES = pages_with_cells(ROOT)
EVERYDAY = ("practice", "ledger")
TIMEOUT_S = 120
forked_only = pytest.mark.skipif(not hasattr(os, "fork"), reason="此系统没有 fork，网站由普通 Jupyter 内核运行")


RUN = """
import pickle, sys
from liandong.execution.dispatcher import Dispatcher
pages, processes, timeout_s = pickle.load(sys.stdin.buffer)
dispatcher = Dispatcher(processes)
dispatcher.run(pages)
results = {page: dispatcher.result(page, timeout_s) for page in pages}
dispatcher.close()
sys.stdout.buffer.write(pickle.dumps(results))
"""


def run_forked(pages: dict[Path, list[str]], processes: int = 2, timeout_s: float = TIMEOUT_S) -> dict[Path, PageResult]:
    """Returns the dispatcher's results, from a process of its own.

    As in a build: in the tests' process another test may have started the chart engine, which does not survive a fork.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    given = pickle.dumps((pages, processes, timeout_s))
    done = subprocess.run([sys.executable, "-c", RUN], input=given, capture_output=True, env=environment, check=True)
    return pickle.loads(done.stdout)


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
    """Returns the dispatcher's results of all pages of the book."""
    return run_forked({page: sources_of(page) for page in PAGES})


@forked_only
@pytest.mark.parametrize("page", [pytest.param(page, marks=[] if page.stem in EVERYDAY else pytest.mark.thorough, id=page.stem) for page in PAGES])
def test_outputs_are_those_of_a_stock_kernel(page, book_results, monkeypatch):
    """Every output of every cell of the book is the same as a stock kernel's, counts included."""
    result = book_results[page]
    assert result.error is None
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
    results = run_forked({folder / f"{name}.md": sources for name, sources in SMALL.items()})
    return {page.stem: (page, result) for page, result in results.items()}


@forked_only
@pytest.mark.parametrize("name", SMALL)
def test_small_cells_behave_as_in_a_kernel(name, small_results, monkeypatch):
    """Streams, displays, results and silence are recorded as a kernel records them."""
    page, result = small_results[name]
    stock = run_stock(page, SMALL[name], monkeypatch)
    assert [(cell.execution_count, plain(cell.outputs)) for cell in result.cells] == plain_pairs(stock)


@forked_only
def test_pages_do_not_see_each_other(tmp_path):
    """A name set by one page is unknown to the next, also with a single process at work."""
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    results = run_forked({first: ["shared = 1"], second: ["shared"]}, processes=1)
    assert results[first].error is None
    assert results[second].error[0] == "NameError"


FAILING = [
    ("1 / 0", "ZeroDivisionError"), ("def", "SyntaxError"), ("import os\nos._exit(3)", "ExecutionError"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "ExecutionError"), ("raise SystemExit(2)", "SystemExit"),
]


@forked_only
def test_a_failing_page_is_told_and_the_others_go_on(tmp_path):
    """An error, a crash or an exit of one page is that page's error; the page after it has its result."""
    pages = {}
    for number, (source, _) in enumerate(FAILING):
        pages |= {tmp_path / f"bad-{number}.md": ["1", source, "2"], tmp_path / f"good-{number}.md": ["1 + 1"]}
    results = run_forked(pages)
    told = [results[tmp_path / f"bad-{number}.md"].error[0] for number in range(len(FAILING))]
    assert told == [name for _, name in FAILING]
    assert [results[tmp_path / f"good-{number}.md"].error for number in range(len(FAILING))] == [None] * len(FAILING)


@forked_only
def test_a_page_that_never_ends_is_given_up(tmp_path):
    """After the time allowed the page has an error that says so, and closing ends its process."""
    page = tmp_path / "page.md"
    result = run_forked({page: ["import time\ntime.sleep(60)"]}, timeout_s=1)[page]
    assert result.error[0] == "ExecutionError"


@forked_only
def test_reads_are_told_with_the_bytes_that_were_read(tmp_path):
    """The result names each data file with the sha256 of the bytes that the cells saw."""
    page = ROOT / "book" / "bulletins" / "2024-59-zhumadian" / "results-allocation.md"
    sources = [cell.code.rstrip("\n") for cell in read_cells(page.read_text(encoding="utf-8"))]
    reads = dict(run_forked({page: sources})[page].reads)
    table = next(Path(path) for path in reads if path.endswith("rural_care.csv"))
    assert reads[str(table)] == hashlib.sha256(table.read_bytes()).hexdigest()


@forked_only
def test_what_was_begun_early_is_taken_only_for_the_same_code(tmp_path):
    """Pages begun before the builder asked give their result for the code that it asks for, and run again for any other."""
    cell = "```{{code-cell}} ipython3\n{}\n```\n"
    same, other = tmp_path / "book" / "same.md", tmp_path / "book" / "other.md"
    same.parent.mkdir()
    same.write_text(cell.format("open('ran', 'a').write('x')"), encoding="utf-8")
    other.write_text(cell.format("'before'"), encoding="utf-8")
    code = RUN.replace("Dispatcher(processes)", f"Dispatcher(processes, __import__('pathlib').Path({str(tmp_path)!r}))")
    given = pickle.dumps(({same: ["open('ran', 'a').write('x')"], other: ["'after'"]}, 2, TIMEOUT_S))
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    done = subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, env=environment, check=True)
    results = pickle.loads(done.stdout)
    assert results[other].cells[0].outputs[0]["data"]["text/plain"] == "'after'"
    assert (same.parent / "ran").read_text(encoding="utf-8") == "x"


def test_the_language_is_told_as_a_kernel_tells_it():
    """The notebook's metadata name the language as ipykernel does."""
    assert IPythonKernel.language_info == LANGUAGE


def test_stock_kernels_can_be_forced(monkeypatch):
    """With LIANDONG_EXECUTOR=kernel nothing is forked, as on a system without fork."""
    monkeypatch.setenv("LIANDONG_EXECUTOR", "kernel")
    assert not can_fork()
