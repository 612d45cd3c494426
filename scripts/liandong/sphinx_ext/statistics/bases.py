"""The switch of basis: lets a reader choose what counts, among results that a cell computed; ``{basis-switch} name`` shows it elsewhere.

Without the script, and in print, it is a table of all bases. The script shows and hides rows and computes nothing.
"""

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings import messages
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import BASES, attributes
from liandong.sphinx_ext.places import FillPlaces, add_place

STYLE, SCRIPT = "basis.css", "basis.js"
LABELS = messages(__name__, "labels")


class basis_switch(nodes.General, nodes.Element):
    """A switch of basis: the record's plain data in ``bases``."""


class basis_reference(nodes.General, nodes.Element):
    """A place that shows a switch computed elsewhere, until all pages are read."""


class BasisSwitchDirective(SphinxDirective):
    """``{basis-switch} name``: shows the switch of that name of the page's bulletin."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the place; its results are known when all pages are read."""
        bulletin, name = store.split_target(self.env, self.env.docname, self.arguments[0])
        store.add(self.env, store.USES, self.env.docname, store.Use("basis", bulletin, name, self.env.docname, self.lineno))
        return [basis_reference(bulletin=bulletin, basis_name=name)]


def show_switch(at: FillPlaces, place: basis_reference) -> nodes.Node | list[nodes.Node]:
    """Return the switch that a place asks for."""
    bases = store.bases(at.env).get((place["bulletin"], place["basis_name"]))
    # A missing one has stopped the build in the consistency check; other builders may go on.
    return basis_switch(bases=bases) if bases else []


def anchor(name: str) -> str:
    """Return the anchor of a switch by its name."""
    return f"basis-{name}"


def switch_html(bases: dict, number: int) -> str:
    """Return the switch: hidden controls for the script, and the table of all bases; every text is escaped.

    Args:
        bases: the record's data.
        number: which switch of its page it is.
    """
    name = f"basis-field-{number}"
    source = f"{bases['bulletin']}:{bases['name']}"
    chosen = bases["chosen"]
    # Names of several switches on a page differ, so that one group of buttons is one group.
    fields = [_field(question, f"{name}-{place}", chosen[place] if chosen else None) for place, question in enumerate(bases["questions"])]
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in bases["headings"])
    rows = "".join(_row(row, bases["segments"]) for row in bases["rows"])
    return (
        f'<section class="basis-switch" id="{anchor(bases["name"])}" {attributes(BASES, source)} aria-label="{_quoted(bases["caption"])}">'
        f'<form class="basis-controls" hidden aria-label="{LABELS["group"].format(name=_quoted(bases["caption"]))}">{"".join(fields)}'
        f'<p class="basis-result" role="status"></p>'
        f'<button type="button" class="basis-all" aria-pressed="false"{"" if chosen else " hidden"}>{LABELS["all"]}</button></form>'
        f'<table class="table basis-table"><caption>{escape(bases["caption"])}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></section>"
    )


def _field(question: dict, name: str, chosen: str | None) -> str:
    options = question["options"]
    if chosen is None:
        # Nothing is favoured: until the reader chooses, all stand side by side.
        options = [{"id": "", "label": LABELS["none"], "meaning": ""}, *options]
    buttons = []
    for option in options:
        checked = " checked" if option["id"] == (chosen or "") else ""
        meaning = f' <span class="basis-meaning">{escape(option["meaning"])}</span>' if option["meaning"] else ""
        buttons.append(
            f'<label><input type="radio" name="{name}" value="{_quoted(option["id"])}"{checked}> '
            f'<span>{escape(option["label"])}{meaning}</span></label>'
        )
    return f'<fieldset><legend>{escape(question["legend"])}</legend>{"".join(buttons)}</fieldset>'


def _row(row: dict, segments: list[dict]) -> str:
    mark = f' <strong class="basis-mark">{escape(row["mark"])}</strong>' if row["mark"] else ""
    first, *rest = row["cells"]
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in rest)
    bar = f'<td class="basis-bar">{_bar(segments, row["bar"])}</td>' if segments else ""
    return (
        f'<tr data-choice="{_quoted(" ".join(row["choice"]))}" data-spoken="{_quoted(row["spoken"])}">'
        f'<th scope="row">{escape(first)}{mark}</th>{cells}{bar}</tr>'
    )


def _bar(segments: list[dict], classes: list[str]) -> str:
    """Return a bar of all problems: done, in the denominator only, or out; its words are in the row's other cells."""
    rectangles = "".join(
        f'<rect class="basis-{one}" x="{segment["x"]}" width="{segment["width"]}" y="0" height="10"><title>{escape(segment["label"])}</title></rect>'
        for segment, one in zip(segments, classes, strict=True)
    )
    return f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" width="160" height="14" aria-hidden="true">{rectangles}</svg>'


def _quoted(text: str) -> str:
    return escape(text, quote=True)


def visit_html(self, node: basis_switch) -> None:
    """Write the switch."""
    # Each switch of a page has its own names for its fields.
    switches = list(self.document.findall(basis_switch))
    self.body.append(switch_html(node["bases"], 1 + next(place for place, other in enumerate(switches) if other is node)))
    raise nodes.SkipNode


def add_files(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Add style and script to the pages that have a switch."""
    if doctree is not None and any(True for _ in doctree.findall(basis_switch)):
        app.add_css_file(STYLE)
        app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register directive, nodes and files."""
    app.add_node(basis_switch, html=(visit_html, None))
    add_place(app, basis_reference, show_switch)
    app.add_directive("basis-switch", BasisSwitchDirective)
    app.connect("html-page-context", add_files)
