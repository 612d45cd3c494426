"""Executes cells in this process as a Jupyter kernel would, and returns a notebook's outputs."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

from liandong.data.text_files import record_reads

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
class PageResult:
    """What executing a page's cells gave.

    Attributes:
        sources: The cells' code as executed, to be compared with the notebook's.
        cells: The results of the cells up to the first that failed.
        error: Name, message and traceback lines of the error that ended the page, None if there was none.
        reads: Path and sha256 of each data file that the cells read.
        language: What a kernel tells of its language, for the notebook's metadata.
    """

    sources: list[str]
    cells: list[CellResult] = field(default_factory=list)
    error: tuple[str, str, list[str]] | None = None
    reads: list[tuple[str, str]] = field(default_factory=list)
    language: dict = field(default_factory=lambda: dict(LANGUAGE))


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
        self.error: tuple[str, str, list[str]] | None = None

    def add(self, output: dict) -> None:
        # A kernel's outputs travel as JSON; so do these, that both hold the same types.
        self.outputs.append(json.loads(json.dumps(output)))


def execute_cells(sources: list[str], folder: Path) -> PageResult:
    """Execute the cells in `folder`, in one namespace; the first error ends the page."""
    result = PageResult(sources)
    collector = _Collector()
    shell = _make_shell(collector)
    os.chdir(folder)
    outside = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", collector), _Stream("stderr", collector)
    try:
        with record_reads() as reads:
            for source in sources:
                collector.outputs = []
                count = shell.execution_count
                shell.run_cell(source, store_history=True)
                result.cells.append(CellResult(collector.outputs, count))
                if collector.error:
                    result.error = collector.error
                    break
    finally:
        sys.stdout, sys.stderr = outside
    result.reads = list(dict.fromkeys((str(read.path), read.sha256) for read in reads))
    return result


def _make_shell(collector: _Collector):
    """Return an IPython shell that writes no history and sends everything it shows to the collector."""
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

    class Shell(InteractiveShell):
        display_pub_class = Publisher
        displayhook_class = Hook

        def _showtraceback(self, etype, evalue, stb):
            collector.error = (etype.__name__, str(evalue), list(stb))
            collector.add({"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)})

    config = Config()
    config.HistoryManager.enabled = False
    # What a kernel has: no prompt, and colours only where a traceback is shown.
    config.InteractiveShell.colors = "neutral"
    InteractiveShell.clear_instance()
    return Shell.instance(config=config)
