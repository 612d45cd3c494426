"""``{source-text}``: a bulletin's whole text as received, every numeral marked, the noise in it pointed out.

A numeral that states a statistic has the colour of its verdict and opens the statistic's card; the others say what they
are (a date, an ordinal, part of a name). Each has the anchor ``mention-<position>``, each line of the text
``source-line-<number>``.
"""

from __future__ import annotations

from collections import Counter

from docutils import nodes
from sphinx.application import Sphinx

from liandong.findings import messages
from liandong.model import Verdict
from liandong.model.bulletin import Bulletin
from liandong.pages.tracing.html import COMPUTED
from liandong.sphinx_ext import store
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place, place_in_text
from liandong.sphinx_ext.elements import element, printed
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

LABELS = messages(__name__, "labels")


@directive("source-text")
def show_source(page: BookDirective) -> list[nodes.Node]:
    """Return legend, text, a paragraph for each line as received, and the place where cards open on a wide screen."""
    bulletin = page.bulletin
    store.add(page.env, store.SOURCES, page.slug)
    labels = role_labels(bulletin)
    stating = [mention["statistic"] for mention in bulletin.mentions if mention["statistic"]]
    for statistic in dict.fromkeys(stating):
        page.note_use("statistic", page.slug, statistic, "value")
    others = Counter(mention["role"] for mention in bulletin.mentions if not mention["statistic"])
    roles = [(labels.get(role, role), count) for role, count in others.items()]
    legend = place(fill=fill_legend, keys=[(page.slug, statistic) for statistic in stating], roles=roles)
    text = nodes.container("", *_lines(bulletin, labels), classes=["source-text"], support_smartquotes=False)
    panel = nodes.container("", nodes.paragraph("", LABELS["hint"]), classes=["card-panel"])
    return [legend, nodes.container("", text, panel, classes=["source-reading"])]


def fill_mention(at: FillPlaces, here: place_in_text) -> nodes.Node:
    """Return a statistic's numeral with its card, and with it the colour of its verdict."""
    statistic = catalogue(at.app).statistics.get(here["key"])
    return build.value(*at.page, statistic, here.astext()) if statistic else nodes.Text(here.astext())


def fill_legend(at: FillPlaces, here: place) -> nodes.bullet_list:
    """Return the legend: each verdict that occurs, its number of numerals and its meaning; then the other roles."""
    def counted(words: str) -> element:
        return printed(words, COMPUTED, "mentions.csv")

    known = catalogue(at.app).statistics
    counts = Counter(known[key].verdict for key in here["keys"] if key in known)
    items = [
        build.paragraph(build.verdict(verdict.label, verdict), nodes.Text(" "),
                        counted(LABELS["verdict"].format(count=counts[verdict], meaning=verdict.meaning)))
        for verdict in Verdict if counts[verdict]
    ]
    if here["roles"]:
        names = LABELS["joined"].join(LABELS["role"].format(label=label, count=count) for label, count in here["roles"])
        items.append(build.paragraph(counted(LABELS["roles"].format(roles=names))))
    return build.bullets(items, ["source-legend"])


def role_labels(bulletin: Bulletin) -> dict[str, str]:
    """Return the words for the roles of numerals; a package without a vocabulary has the roles' own names."""
    fields = bulletin.resource("mentions")["schema"]["fields"]
    return next((field.get("labels", {}) for field in fields if field["name"] == "role"), {})


def _lines(bulletin: Bulletin, labels: dict[str, str]) -> list[nodes.Node]:
    """Return a paragraph for each line that is not blank, and behind it the notes on noise that begins in it."""
    placed = bulletin.placed_mentions[0]
    aligned = all(one.start is not None for one in placed) and not any(one.differs for one in placed)
    # What repeats a numeral is shown at the first row's mark.
    numbered = enumerate(placed if aligned else (), start=1)
    marked = [(one.start, one.end, number) for number, one in numbered if not one.repeats]
    noise = [(bulletin.source.find(entry["found"]), entry) for entry in bulletin.info.get("noise") or []]
    result: list[nodes.Node] = []
    start = 0
    for number, line in enumerate(bulletin.source.splitlines(keepends=True), start=1):
        end = start + len(line.rstrip("\r\n"))
        if line.strip():
            result.append(nodes.paragraph("", "", *_marked_line(bulletin, labels, start, end, marked),
                                          ids=[f"source-line-{number}"]))
            result += [_noise_note(entry) for place, entry in noise if start <= place < end]
        start += len(line)
    return result


def _marked_line(bulletin: Bulletin, labels: dict[str, str], start: int, end: int,
                 marked: list[tuple[int, int, int]]) -> list[nodes.Node]:
    pieces: list[nodes.Node] = []
    for first, last, position in marked:
        if not start <= first < end:
            continue
        mention = bulletin.mentions[position - 1]
        pieces.append(nodes.Text(bulletin.source[start:first]))
        # A numeral that a line break cuts is marked as far as its line goes.
        text = bulletin.source[first : min(last, end)]
        html, words = {}, nodes.Text(text)
        if mention["statistic"]:
            words = place_in_text("", text, fill=fill_mention, key=(bulletin.slug, mention["statistic"]))
        else:
            html = {"title": labels.get(mention["role"], mention["role"])}
        pieces.append(element("", "", words, tag="span", html=html, ids=[f"mention-{position}"],
                              classes=["mention", f"mention-{mention['role']}"]))
        start = min(last, end)
    return [*pieces, nodes.Text(bulletin.source[start:end])]


def _noise_note(entry: dict) -> nodes.container:
    found = LABELS["line_break"].join(filter(None, (line.strip() for line in entry["found"].splitlines())))
    words = LABELS["noise"].format(found=found, note=entry.get("note", ""))
    return nodes.container("", nodes.paragraph("", words), classes=["source-noise"])


def setup(app: Sphinx) -> None:
    """Register the style."""
    app.add_css_file("source-page.css")
