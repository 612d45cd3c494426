"""The glossary in the book: ``{glossary-terms}`` shows it, and the first use of each term on each page links to it.

Linked is running text only: not headings, code, quotations, links, captions, nor what other components printed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.course.glossary import FOLDER, TABLE, Finder, Found, Term, read_terms
from liandong.findings import DataError, messages
from liandong.sphinx_ext.building import on, transform
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.elements import element
from liandong.sphinx_ext.origins.marks import mark, upwards
from liandong.sphinx_ext.origins.word_cards import WordCard

PAGE = "book/training/glossary"
LABELS = messages(__name__, "labels")
# What is not running text of the page's author, or carries a link or a tooltip of its own already.
UNLINKED = (
    nodes.title, nodes.rubric, nodes.reference, nodes.literal, nodes.literal_block, nodes.block_quote, nodes.caption,
    nodes.figure,
    nodes.raw, nodes.thead, nodes.math, nodes.target, nodes.image, nodes.footnote_reference,
)
# Classes of nodes whose text is somebody else's, or a component's own.
UNLINKED_CLASSES = frozenset({
    "source-text", "source-quotation", "statistic", "statistics", "statistics-index", "totals", "data-dictionary",
    "formula", "verdict", "cell_output",
    "no-terms", "questions", "answers", "card", "fictional", "exempt", "term", "law-article", "template-file",
})


@directive("glossary-terms")
def show_terms(page: BookDirective) -> nodes.definition_list:
    """Return all terms in the order of their table: definition, basis, source, English, the chapter, each anchored."""
    # Quotation marks are data here: they stay as they are.
    entries = [_entry(term, page.env.docname) for term in read_terms(page.root)]
    return nodes.definition_list("", *entries, classes=["glossary-terms", "no-terms"], support_smartquotes=False)


def _entry(term: Term, docname: str) -> nodes.definition_list_item:
    definition = nodes.definition("", nodes.paragraph("", term.definition))
    lines = [("aliases", "、".join(term.aliases)), ("basis", term.basis)]
    definition += [_line(LABELS[label], nodes.Text(text)) for label, text in lines if text]
    definition += _line(LABELS["source"], *source_nodes(term))
    definition += _line(LABELS["english"], nodes.inline("", term.english, language="en"))
    if term.page:
        # Prints that page's own title.
        target = f"/book/{term.page.partition('#')[0].removesuffix('.md')}"
        definition += _line(LABELS["chapter"], pending_xref(
            "", nodes.inline("", "", classes=["std", "std-doc"]), refdomain="std", reftype="doc", reftarget=target,
            refexplicit=False, refwarn=True, refdoc=docname))
    return nodes.definition_list_item("", nodes.term("", term.name, ids=[anchor(term)]), definition)


@transform
class LinkTerms(SphinxPostTransform):
    """Links the first use of each term on a page."""

    # After everything is printed and resolved.
    default_priority = 700
    formats = ("html",)

    def run(self, **kwargs) -> None:
        """Replace the words by links, in reading order."""
        docname = self.env.docname
        if docname == PAGE or PAGE not in self.env.found_docs:
            return
        finder = Finder(self.app.liandong_terms_read)
        page = self.app.builder.get_relative_uri(docname, PAGE)
        for text in list(self.document.findall(nodes.Text)):
            found = list(finder.find(text.astext())) if is_linkable(text) else []
            if found:
                text.parent.replace(text, list(pieces(text.astext(), found, page)))


def is_linkable(text: nodes.Text) -> bool:
    """Return whether a text is running text of the page's author."""
    return not any(isinstance(node, UNLINKED) or UNLINKED_CLASSES & set(node.get("classes", ()))
                   for node in upwards(text.parent))


def pieces(text: str, found: list[Found], page: str):
    """Yield the text cut at its terms, each term as a link to its entry on ``page``."""
    end = 0
    for place in found:
        if place.start > end:
            yield nodes.Text(text[end:place.start])
        html = {"href": f"{page}#{anchor(place.term)}"}
        yield element("", text[place.start:place.end], tag="a", html=html, classes=["term", "internal"],
                      card=term_card(place.term))
        end = place.end
    if end < len(text):
        yield nodes.Text(text[end:])


def term_card(term: Term) -> WordCard:
    """Return the card of a term: definition, basis and source."""
    label = LABELS.get(term.kind, LABELS["source"])
    source = LABELS["colon"].join(filter(None, (label, term.source)))
    basis = LABELS["colon"].join((LABELS["basis"], term.basis))
    lines = (term.definition, *([basis] if term.basis else []), source)
    return WordCard(anchor(term), term.name, "", lines, f"{(FOLDER / TABLE).as_posix()}.csv", PAGE, anchor(term),
                    LABELS["entry"])


def anchor(term: Term) -> str:
    """Return the anchor of a term's entry."""
    return f"term-{term.key}"


def source_nodes(term: Term) -> list[nodes.Node]:
    """Return where a definition comes from: the article, marked as a citation, or that no law defines the term."""
    if term.kind not in ("practice", "unverified"):
        return [mark(term.kind, term.source, rawsource=term.source)]
    label = LABELS[term.kind]
    return [nodes.Text(LABELS["noted"].format(label=label, text=term.source) if term.source else label)]


@on("config-inited")
def read_for_build(app: Sphinx, config: Config) -> None:
    """Read the terms, and make their table an input of the writing: another digest writes all pages again."""
    root = Path(app.srcdir)
    path = root / FOLDER / f"{TABLE}.csv"
    config.liandong_terms = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    try:
        app.liandong_terms_read = read_terms(root)
    except DataError:
        # The checks name what is wrong, with all else that is.
        app.liandong_terms_read = []


def _line(label: str, *content: nodes.Node) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", label), nodes.Text(LABELS["colon"]), *content,
                           classes=["term-detail"])


def setup(app: Sphinx) -> None:
    """Register setting and style."""
    app.add_config_value("liandong_terms", "", "html", str)
    app.add_css_file("terms.css")
