"""The roles that mark numerals which are no statistics: ``{law}``, ``{date}``, ``{standard}`` and the others of KINDS.

A mark says, where the numeral is written, why it answers for itself. What each kind may hold is checked when its page
is read. ``{quote-source}`` quotes a passage of the bulletin.
"""

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxRole

from liandong.data.bulletins import bulletin_slugs
from liandong.findings import messages, quote
from liandong.model.bulletin import open_bulletin
from liandong.pages.marking.citations import Cited, read_citation
from liandong.pages.marking.kinds import CODES, DATE, EXAMPLE, KINDS, LAW, MESSAGES, QUOTE, check_mark, machine_date
from liandong.pages.marking.laws import Register, read_register, squeezed
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import on
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.elements import element
from liandong.sphinx_ext.origins.law import link_articles

LABELS = messages(__name__, "labels")
# What a mark's example may be named by: the block that holds it, with the block before it and the headings above.
BLOCKS = (nodes.paragraph, nodes.list_item, nodes.table, nodes.title, nodes.definition, nodes.rubric)


def mark(kind: str, written: str, words: str = "", rawsource: str = "", **html: str) -> element:
    """Return a numeral with the reason why it is no statistic: ``kind``, one of KINDS; ``written`` is judged."""
    tag = "q" if kind == QUOTE else "time" if html.get("datetime") else "span"
    return element(rawsource, words or written, tag=tag, html={"data-kind": kind, **html},
                   classes=["exempt", f"exempt-{kind}"],
                   kind=kind, written=written, support_smartquotes=False)


class MarkRole(SphinxRole):
    """Marks a text as one kind of numeral."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the marked text; a quotation gets its quotation marks."""
        words, html = self.text, {}
        if self.kind == QUOTE:
            words = LABELS["quoted"].format(text=self.text)
            html = {"data-source": _quoted_bulletin(self.env, self.env.docname)}
        elif self.kind == DATE:
            html = {"datetime": machine_date(self.text)}
        node = mark(self.kind, self.text, words, self.rawtext, **html)
        node.line = self.get_source_info()[1]
        return [node], []


@directive("quote-source", content=True)
def quote_source(page: BookDirective) -> nodes.block_quote:
    """Return a passage of the page's bulletin with attribution; a word that differs from the source stops the build."""
    text = "".join(line.strip() for line in page.content)
    if not _is_verbatim(text, page.bulletin.source):
        page.note_problem("E501", quote(text), LABELS["verbatim"])
    # Verbatim: no quotation mark or hyphen is made prettier.
    attribution = nodes.attribution("", LABELS["attribution"].format(**page.bulletin.info))
    return nodes.block_quote("", nodes.paragraph("", text), attribution, classes=["source-quotation"],
                             support_smartquotes=False)


def _is_verbatim(text: str, source: str) -> bool:
    # Page breaks of the source cut sentences, so blanks do not count in the comparison.
    return bool(squeezed(text)) and squeezed(text) in squeezed(source)


# Before the page's inputs are noted, so that the texts that the check reads are among them.
@on("doctree-read", 400)
def check_marks(app: Sphinx, doctree: nodes.document) -> None:
    """Note what is wrong with the marks of a page that has been read; it is told when all pages are read."""
    marks = [node for node in doctree.findall(element) if "written" in node]
    if not marks:
        return
    env, root = app.env, Path(app.srcdir)
    register = read_register(root) if any(mark["kind"] == LAW for mark in marks) else Register()
    cited, section = Cited(), None
    for mark in marks:
        if mark["kind"] == LAW:
            # A section names its laws itself: a reader who comes by a link has not read the one before.
            if _section(mark) is not section:
                cited, section = Cited(), _section(mark)
            citation = read_citation(mark["written"], register, cited)
            cited = citation.cited
            link_articles(mark, citation, register)
            for problem in citation.problems:
                _note(env, problem.code, mark, problem.found, problem.expected)
        elif mark["kind"] == QUOTE:
            if not _is_verbatim(mark["written"], open_bulletin(mark["html"]["data-source"], root).source):
                _note(env, "E501", mark, "", LABELS["verbatim"])
        else:
            problem = check_mark(mark["kind"], mark["written"], _context(mark) if mark["kind"] == EXAMPLE else "")
            if problem:
                _note(env, CODES[mark["kind"]], mark, problem, MESSAGES[mark["kind"]])


def _note(env: BuildEnvironment, code: str, mark: element, problem: str, expected: str) -> None:
    found = quote(mark["written"])
    if problem:
        found = LABELS["problem"].format(mark="{" + mark["kind"] + "}", text=found, problem=problem)
    line = next((node.line for node in upwards(mark) if node.line is not None), None)
    store.note_problem(env, code, line, found, expected)


def upwards(node: nodes.Node | None) -> Iterator[nodes.Node]:
    """Yield a node and those that hold it."""
    while node is not None:
        yield node
        node = node.parent


def _section(mark: nodes.Node) -> nodes.Node | None:
    return next((node for node in upwards(mark) if isinstance(node, nodes.section)), None)


def _context(mark: nodes.Node) -> str:
    """Return the text that may call a number an example: the mark's blocks, what is before each, the headings above."""
    texts = []
    for node in upwards(mark):
        if isinstance(node, BLOCKS):
            texts.append(node.astext())
            before = node.previous_sibling()
            texts += [before.astext()] if isinstance(before, nodes.paragraph) else []
        if isinstance(node, (nodes.section, nodes.Admonition, nodes.table)):
            texts += [child.astext() for child in node.children if isinstance(child, nodes.title)]
    return "\n".join(texts)


def _quoted_bulletin(env: BuildEnvironment, docname: str) -> str:
    """Return the bulletin that a page quotes: its own, or the configured one where it has none."""
    slug = store.bulletin_of(env, docname)
    return slug if slug in bulletin_slugs(Path(env.srcdir)) else env.config.liandong_bulletin


def setup(app: Sphinx) -> None:
    """Register the roles."""
    for kind in KINDS:
        app.add_role(kind, MarkRole(kind))
