"""Executes cells in this process as a Jupyter kernel would, and returns a notebook's outputs."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from liandong.data.text_files import record_reads
from liandong.findings import Finding

# As ipykernel's IPythonKernel.language_info, whose import costs more than a page; a test compares them.
LANGUAGE = {
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


@dataclass
class CellResult:
    """The outputs of one cell as nbformat 4 has them, and its execution count."""

    outputs: list[dict] = field(default_factory=list)
    execution_count: int | None = None


@dataclass
class Failure:
    """An error that ended a cell, as plain data.

    Attributes:
        cell: Index of the cell.
        at: Index of the cell whose code raised it: another one where that defined the function.
        line: The line of that cell, from 1.
        kind: Name of the exception's class.
        message: Its words.
        traceback: What a notebook shows.
        findings: What a DataError carries.
        statistic: The statistic that it names, None if it names none.
    """

    cell: int
    at: int
    line: int
    kind: str
    message: str
    traceback: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    statistic: str | None = None


@dataclass
class PageResult:
    """What executing a page's cells gave.

    Attributes:
        sources: The cells' code as executed, to be compared with the notebook's.
        cells: The results of the cells; of those after a failed one too, which a notebook would not have run.
        failures: The errors in the order of the cells; a name that is missing since an earlier cell failed is left out.
        reads: Path and sha256 of each data file that the cells read.
        language: What a kernel tells of its language, for the notebook's metadata.
    """

    sources: list[str]
    cells: list[CellResult] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    reads: list[tuple[str, str]] = field(default_factory=list)
    language: dict = field(default_factory=lambda: dict(LANGUAGE))

    def to_json(self) -> dict:
        """Return the result as JSON has it."""
        # The outputs are plain data already; asdict would copy every one of them.
        return vars(self) | {
            "cells": [vars(cell) for cell in self.cells], "failures": [asdict(failure) for failure in self.failures],
        }

    @classmethod
    def from_json(cls, value: dict) -> PageResult:
        """Return the result that ``to_json`` gave."""
        cells = [CellResult(**cell) for cell in value["cells"]]
        failures = [Failure(**failure | {"findings": [Finding(**one) for one in failure["findings"]]})
                    for failure in value["failures"]]
        return cls(
            value["sources"], cells, failures, [(path, digest) for path, digest in value["reads"]], value["language"])


class _Stream:
    """A text stream whose lines become stream outputs, joined as long as nothing else comes between."""

    encoding = "utf-8"

    def __init__(self, name: str, collector: _Collector) -> None:
        self.name = name
        self._collector = collector

    def write(self, text: str) -> int:
        outputs = self._collector.outputs
        if text and outputs and outputs[-1]["output_type"] == "stream" and outputs[-1]["name"] == self.name:
            outputs[-1]["text"] += text
        elif text:
            outputs.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def flush(self) -> None:
        """Do nothing: what is written is there at once."""

    def isatty(self) -> bool:
        return False


class _Collector:
    """Where the outputs of the cell at work go."""

    def __init__(self) -> None:
        self.outputs: list[dict] = []
        self.traceback: list[str] = []
        self.cells: dict[str, int] = {}

    def add(self, output: dict) -> None:
        # A kernel's outputs travel as JSON; so do these, that both hold the same types.
        self.outputs.append(json.loads(json.dumps(output)))


def execute_cells(sources: list[str], folder: Path) -> PageResult:
    """Execute the cells in `folder`, in one namespace.

    A failing cell does not end the page, so that all that is wrong is told at once.
    """
    result = PageResult(sources)
    with _as_found(), record_reads() as reads:
        collector = _Collector()
        shell = _make_shell(collector)
        os.chdir(folder)
        sys.stdout, sys.stderr = _Stream("stdout", collector), _Stream("stderr", collector)
        for number, source in enumerate(sources):
            collector.outputs, count = [], shell.execution_count
            done = shell.run_cell(source, store_history=True)
            result.cells.append(CellResult(collector.outputs, count))
            error = done.error_before_exec or done.error_in_exec
            if error is not None and not (result.failures and isinstance(error, NameError)):
                result.failures.append(_describe(error, number, collector))
    result.reads = list(dict.fromkeys((str(read.path), read.sha256) for read in reads))
    return result


@contextmanager
def _as_found() -> Iterator[None]:
    """Put back what cells and their shell change in this process: the folder, streams, paths, and the main module."""
    folder, streams, paths, main = Path.cwd(), (sys.stdout, sys.stderr), list(sys.path), sys.modules["__main__"]
    try:
        yield
    finally:
        os.chdir(folder)
        sys.stdout, sys.stderr = streams
        sys.path[:] = paths
        sys.modules["__main__"] = main


def _describe(error: BaseException, number: int, collector: _Collector) -> Failure:
    """Return an error as plain data; its place is the deepest line of the page's own code."""
    at, line = number, 1
    if isinstance(error, SyntaxError) and error.filename in collector.cells:
        at, line = collector.cells[error.filename], error.lineno or 1
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename in collector.cells:
                at, line = collector.cells[frame.filename], frame.lineno or 1
    findings, statistic = getattr(error, "findings", []), getattr(error, "statistic", None)
    return Failure(number, at, line, type(error).__name__, str(error), collector.traceback, findings, statistic)


def _make_shell(collector: _Collector):
    """Return an IPython shell that writes no history and sends everything it shows to the collector."""
    from IPython.core.compilerop import CachingCompiler
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    class Publisher(DisplayPublisher):
        def publish(self, data, metadata=None, **_kwargs):
            collector.add({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    class Hook(DisplayHook):
        def write_output_prompt(self):
            """Print nothing: the count stands in the output."""

        def write_format_data(self, format_dict, md_dict=None):
            count = self.prompt_count
            output = {"output_type": "execute_result", "execution_count": count, "data": format_dict}
            collector.add(output | {"metadata": md_dict or {}})

        def finish_displayhook(self):
            """Print nothing."""

    class Compiler(CachingCompiler):
        def get_code_name(self, raw_code, transformed_code, number):
            name = super().get_code_name(raw_code, transformed_code, number)
            collector.cells[name] = number - 1
            return name

    class Shell(InteractiveShell):
        display_pub_class = Publisher
        displayhook_class = Hook

        def init_ipython_dir(self, _ipython_dir):
            """Use none: it would be made in the user's home and left there."""

        def init_profile_dir(self, _profile_dir):
            """Use none."""

        def _showtraceback(self, etype, evalue, stb):
            collector.traceback = list(stb)
            collector.add({
                "output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb),
            })

    config = Config()
    config.HistoryManager.enabled, config.HistoryManager.hist_file = False, ":memory:"
    # What a kernel has: no prompt, and colours only where a traceback is shown.
    config.InteractiveShell.colors = "neutral"
    InteractiveShell.clear_instance()
    return Shell.instance(config=config, compiler_class=Compiler)
