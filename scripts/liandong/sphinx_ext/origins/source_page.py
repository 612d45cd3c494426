"""The directive ``{source-text}``: a bulletin's whole text as received, every numeral marked, the noise in it pointed out.

A numeral that states a statistic has the colour of its verdict and opens the statistic's card; the others say what they are (a date, an
ordinal, part of a name). Each has the anchor ``mention-<position>``, each line of the text ``source-line-<number>``.
"""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings import messages
from liandong.model import Verdict
from liandong.model.bulletin import Bulletin
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED, printed
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

LABELS = messages(__name__, "labels")


class source_mention(nodes.Inline, nodes.TextElement):
    """A numeral of the text: ``position``, ``key`` of its statistic (``None`` if it states none), ``role`` and the role's ``label``."""


class source_legend(nodes.General, nodes.Element):
    """What the colours mean, until all pages are read: ``bulletin``, ``keys`` of all mentions, ``roles`` with their numbers."""


class SourceTextDirective(SphinxDirective):
    """Shows the whole text of the page's bulletin as received, one paragraph for each of its lines."""

    def run(self) -> list[nodes.Node]:
        """Return legend, text and the place beside it where cards open on a wide screen."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        store.add(self.env, store.SOURCES, self.env.docname, bulletin.slug)
        labels = role_labels(bulletin)
        for statistic in dict.fromkeys(mention["statistic"] for mention in bulletin.mentions if mention["statistic"]):
            use = store.Use("statistic", bulletin.slug, statistic, self.env.docname, self.lineno, "value")
            store.add(self.env, store.USES, self.env.docname, use)
        block = nodes.container(classes=["source-text"], support_smartquotes=False)
        block += _lines(bulletin, labels)
        panel = nodes.container("", nodes.paragraph("", LABELS["hint"]), classes=["card-panel"])
        return [_legend(bulletin, labels), nodes.container("", block, panel, classes=["source-reading"])]


def colour_mention(at: FillPlaces, mention: source_mention) -> None:
    """Give a statistic's numeral its card, and with it the colour of its verdict."""
    statistic = catalogue(at.app).statistics.get(tuple(mention["key"])) if mention["key"] else None
    if statistic:
        mention.children = []
        mention += build.value(*at.page, statistic, mention.rawsource)


def fill_legend(at: FillPlaces, legend: source_legend) -> nodes.bullet_list:
    """Return the legend with the verdicts counted."""
    known = catalogue(at.app).statistics
    verdicts = [known[tuple(key)].verdict for key in legend["keys"] if tuple(key) in known]
    return legend_list({verdict: verdicts.count(verdict) for verdict in Verdict}, legend["roles"])


def legend_list(counts: dict[Verdict, int], roles: list[tuple[str, int]]) -> nodes.bullet_list:
    """Return the legend: each verdict that occurs with its colour, its number of numerals and its meaning; then the other roles."""
    result = nodes.bullet_list(classes=["source-legend"])
    for verdict, count in counts.items():
        if count:
            name = nodes.inline("", verdict.label, classes=["verdict", f"verdict-{verdict}"])
            words = LABELS["verdict"].format(count=count, meaning=verdict.meaning)
            result += nodes.list_item("", build.paragraph(name, nodes.Text(" "), printed(words, COMPUTED, "mentions.csv")))
    if roles:
        names = LABELS["joined"].join(LABELS["role"].format(label=label, count=count) for label, count in roles)
        result += nodes.list_item("", build.paragraph(printed(LABELS["roles"].format(roles=names), COMPUTED, "mentions.csv")))
    return result


def role_labels(bulletin: Bulletin) -> dict[str, str]:
    """Return the words for the roles of numerals; a package without a vocabulary has the roles' own names."""
    fields = bulletin.resource("mentions")["schema"]["fields"]
    return next((field.get("labels", {}) for field in fields if field["name"] == "role"), {})


def _legend(bulletin: Bulletin, labels: dict[str, str]) -> source_legend:
    others = [mention["role"] for mention in bulletin.mentions if not mention["statistic"]]
    roles = [(labels.get(role, role), others.count(role)) for role in dict.fromkeys(others)]
    keys = [(bulletin.slug, mention["statistic"]) for mention in bulletin.mentions if mention["statistic"]]
    return source_legend(keys=keys, roles=roles)


def _lines(bulletin: Bulletin, labels: dict[str, str]) -> list[nodes.Node]:
    """Return a paragraph for each line that is not blank, and behind it the notes on noise that begins in it."""
    placed = bulletin.placed_mentions[0]
    aligned = all(one.start is not None for one in placed) and not any(one.differs for one in placed)
    # What repeats a numeral is shown at the first row's mark.
    marked = [(one.start, one.end, number) for number, one in enumerate(placed, start=1) if not one.repeats] if aligned else []
    noise = [(bulletin.source.find(entry["found"]), entry) for entry in bulletin.info.get("noise") or []]
    result: list[nodes.Node] = []
    start = 0
    for number, line in enumerate(bulletin.source.splitlines(keepends=True), start=1):
        end = start + len(line.rstrip("\r\n"))
        if line.strip():
            paragraph = nodes.paragraph("", "", ids=[f"source-line-{number}"])
            paragraph += _marked_line(bulletin, labels, start, end, marked)
            result.append(paragraph)
            result += [_noise_note(entry) for place, entry in noise if start <= place < end]
        start += len(line)
    return result


def _marked_line(bulletin: Bulletin, labels: dict[str, str], start: int, end: int, marked: list[tuple[int, int, int]]) -> list[nodes.Node]:
    pieces: list[nodes.Node] = []
    for first, last, position in marked:
        if not start <= first < end:
            continue
        mention = bulletin.mentions[position - 1]
        pieces.append(nodes.Text(bulletin.source[start:first]))
        # A numeral that a line break cuts is marked as far as its line goes.
        text = bulletin.source[first : min(last, end)]
        key = (bulletin.slug, mention["statistic"]) if mention["statistic"] else None
        pieces.append(source_mention(
            text, text, ids=[f"mention-{position}"], key=key, role=mention["role"], label=labels.get(mention["role"], mention["role"]),
        ))
        start = min(last, end)
    return [*pieces, nodes.Text(bulletin.source[start:end])]


def _noise_note(entry: dict) -> nodes.container:
    found = LABELS["line_break"].join(filter(None, (line.strip() for line in entry["found"].splitlines())))
    words = LABELS["noise"].format(found=found, note=entry.get("note", ""))
    return nodes.container("", nodes.paragraph("", words), classes=["source-noise"])


def visit_html(self, node: source_mention) -> None:
    """Open a numeral; one that states no statistic says what it is."""
    title = "" if node["key"] else f' title="{escape(node["label"], quote=True)}"'
    self.body.append(f'<span class="mention mention-{escape(node["role"], quote=True)}" id="{node["ids"][0]}"{title}>')


def depart_html(self, node: source_mention) -> None:
    """Close it."""
    self.body.append("</span>")


def setup(app: Sphinx) -> None:
    """Register directive, places and style."""
    add_place(app, source_mention, colour_mention, html=(visit_html, depart_html))
    add_place(app, source_legend, fill_legend)
    app.add_directive("source-text", SourceTextDirective)
    app.add_css_file("source-page.css")
