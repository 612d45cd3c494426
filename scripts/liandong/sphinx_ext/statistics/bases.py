"""The switch of basis: a reader chooses what counts; ``{basis-switch}`` shows a cell's switch elsewhere.

Without the script, and in print, it is a table of all bases. The script shows and hides rows and computes nothing.
"""

from docutils import nodes

from liandong.findings import messages
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import load_where
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.elements import macros, written

LABELS = messages(__name__, "labels")
load_where('class="basis-switch"', "basis.css", "basis.js")


@directive("basis-switch", arguments=1)
def show_elsewhere(page: BookDirective) -> place:
    """Return the place of the switch of a name."""
    return page.leave_place("basis", fill_switch)


def fill_switch(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the switch: what a cell of the page handed on, or the one that the page asks for."""
    bases = here.get("shown") or store.bases(at.env).get((here["bulletin"], here["name"]))
    # A missing one has stopped the build; other builders may go on.
    return [written(switch_html(bases, at.filled[fill_switch]))] if bases else []


def anchor(name: str) -> str:
    """Return the anchor of a switch by its name."""
    return f"basis-{name}"


def switch_html(bases: dict, number: int) -> str:
    """Return the switch of a record; its number on the page keeps its fields apart from those of others."""
    return macros("statistics/basis.html", LABELS).switch(bases, anchor(bases["name"]), f"basis-field-{number}")
