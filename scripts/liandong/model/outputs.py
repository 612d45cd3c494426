"""What a cell hands on: statistics, tables and switches, each displayed by Jupyter under its own MIME type.

The Sphinx extension renders them. Outside Jupyter (checks, tests) a collector takes the objects instead.
"""

from collections.abc import Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from liandong.model import Input, Statistic

TABLE_MIME = "application/vnd.liandong.table+json"
BASES_MIME = "application/vnd.liandong.bases+json"
FIGURE_MIME = "application/vnd.liandong.figure+json"

_collector: ContextVar[list | None] = ContextVar("collector", default=None)


@dataclass(frozen=True)
class CellOutput:
    """A table or a switch of basis: its MIME type, plain data, and a text for where nothing else can be shown."""

    mime: str
    data: dict
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Return the bundle that Jupyter puts into the notebook."""
        return {self.mime: self.data, "text/plain": self.text}


@contextmanager
def collecting():
    """Yield a list that takes everything emitted inside the block, in order, instead of a notebook."""
    outputs: list[Statistic | CellOutput] = []
    token = _collector.set(outputs)
    try:
        yield outputs
    finally:
        _collector.reset(token)


def emit(output: Statistic | CellOutput) -> None:
    """Hand an output to the collector, or displays it in the running notebook."""
    outputs = _collector.get()
    if outputs is not None:
        outputs.append(output)
        return
    from IPython.display import display

    # As it is: asked for every format in turn, an object takes three times as long.
    display(output._repr_mimebundle_(), raw=True)


def table_output(
    name: str, caption: str, headings: list[str], rows: list[list[str]], origins: list[list[list[Input]]] | None = None,
) -> CellOutput:
    """Return a table to be shown as it is, by its name and title; every cell is text.

    ``origins`` are for each cell the cells of the bulletin's tables that it shows; none if it shows no table's cells.
    """
    cells = [[[entry.to_json() for entry in cell] for cell in row] for row in origins or []]
    data = {"name": name, "caption": caption, "headings": headings, "rows": rows, "origins": cells}
    return CellOutput(TABLE_MIME, data, "\n".join("\t".join(row) for row in [headings, *rows]))


@dataclass(frozen=True)
class SwitchRow:
    """What a switch shows for one answer to each question: cells, what is read out, a mark, classes of the segments."""

    choice: list[str]
    cells: list[str]
    spoken: str
    mark: str = ""
    bar: Sequence[str] = ()


def switch_output(
    bulletin: str, name: str, caption: str, questions: list[dict], headings: Sequence[str], rows: Sequence[SwitchRow],
    *,
    chosen: list[str] | None = None, segments: Sequence[dict] = (),
) -> CellOutput:
    """Return a switch by which readers choose one of several results.

    Args:
        bulletin, name: the slug of the bulletin, and a name that is unique in it.
        questions: what is asked: id, legend, and options with id, label, meaning.
        chosen: the answers at first; none is chosen for the reader if left out.
        segments: the parts of a bar above the table: label, x and width in percent.
    """
    data = {
        "bulletin": bulletin, "name": name, "caption": caption, "questions": questions, "chosen": chosen,
        "headings": list(headings),
        "segments": list(segments), "rows": [vars(row) | {"bar": list(row.bar)} for row in rows],
    }
    return CellOutput(BASES_MIME, data, "\n".join(row.spoken for row in rows))
