"""The roles that mark numerals which are no statistics: ``{law}``, ``{date}``, ``{standard}``, ``{structure}``, ``{example}``, ``{quote}``.

A mark says, where the numeral is written, why it answers for itself. What each kind may hold is checked when its page is read.
"""

from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxContentsFilter
from sphinx.util.docutils import SphinxRole

from liandong.data.bulletins import bulletin_slugs
from liandong.findings import Finding, quote
from liandong.model.bulletin import open_bulletin
from liandong.pages.marking.citations import Cited, read_citation
from liandong.pages.marking.kinds import CODES, DATE, EXAMPLE, KINDS, LAW, MESSAGES, QUOTE, check_mark, machine_date
from liandong.pages.marking.laws import Register, read_register, squeezed
from liandong.sphinx_ext import store
from liandong.sphinx_ext.origins.law import link_articles
from liandong.sphinx_ext.origins.quotations import VERBATIM

QUOTATION_MARKS = "“{text}”"
FOUND = "{mark} {text}：{problem}"
# What a mark's example may be named by: the block that holds it, with the block before it and the headings above.
BLOCKS = (nodes.paragraph, nodes.list_item, nodes.table, nodes.title, nodes.definition, nodes.rubric)


class marked_text(nodes.Inline, nodes.TextElement):
    """A numeral with the reason why it is no statistic: ``kind`` is one of ``KINDS``."""


class MarkRole(SphinxRole):
    """Marks a text as one kind of numeral."""

    def __init__(self, kind: str):
        super().__init__()
        self.kind = kind

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the marked text; a quotation gets its quotation marks."""
        text = QUOTATION_MARKS.format(text=self.text) if self.kind == QUOTE else self.text
        node = marked_text(self.rawtext, text, kind=self.kind, written=self.text, support_smartquotes=False)
        node.line = self.get_source_info()[1]
        if self.kind == DATE:
            node["datetime"] = machine_date(self.text)
        if self.kind == QUOTE:
            node["source"] = _quoted_bulletin(self.env, self.env.docname)
        return [node], []


def check_marks(app: Sphinx, doctree: nodes.document) -> None:
    """Note what is wrong with the marks of a page that has been read; all of it is told at once when all pages are read."""
    marks = list(doctree.findall(marked_text))
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
            source = open_bulletin(mark["source"], root).source
            if not squeezed(mark["written"]) or squeezed(mark["written"]) not in squeezed(source):
                _note(env, "E501", mark, "", VERBATIM)
        else:
            problem = check_mark(mark["kind"], mark["written"], _context(mark) if mark["kind"] == EXAMPLE else "")
            if problem:
                _note(env, CODES[mark["kind"]], mark, problem, MESSAGES[mark["kind"]])


def _note(env: BuildEnvironment, code: str, mark: marked_text, problem: str, expected: str) -> None:
    role = "{" + mark["kind"] + "}"
    found = FOUND.format(mark=role, text=quote(mark["written"]), problem=problem) if problem else quote(mark["written"])
    finding = Finding(code, f"{env.docname}.md", _line(mark), found=found, expected=expected)
    store.add(env, store.PROBLEMS, env.docname, finding)


def _line(node: nodes.Node) -> int | None:
    while node is not None and node.line is None:
        node = node.parent
    return node.line if node is not None else None


def _section(node: nodes.Node) -> nodes.Node | None:
    while node is not None and not isinstance(node, nodes.section):
        node = node.parent
    return node


def _context(mark: nodes.Node) -> str:
    """Return the text that may say that a number is an example: the mark's blocks, what stands before each, and the headings above."""
    texts, node = [], mark
    while node is not None and not isinstance(node, nodes.document):
        if isinstance(node, BLOCKS):
            texts.append(node.astext())
            before = node.previous_sibling()
            texts += [before.astext()] if isinstance(before, nodes.paragraph) else []
        if isinstance(node, (nodes.section, nodes.Admonition, nodes.table)):
            texts += [child.astext() for child in node.children if isinstance(child, nodes.title)]
        node = node.parent
    return "\n".join(texts)


def _quoted_bulletin(env: BuildEnvironment, docname: str) -> str:
    """Return the bulletin that a page quotes: its own, or the configured one on pages of something that is no bulletin."""
    slug = store.bulletin_of(env, docname)
    return slug if slug in bulletin_slugs(Path(env.srcdir)) else env.config.liandong_bulletin


def visit_html(self, node: marked_text) -> None:
    """Open the element that says what the numeral is."""
    kind = node["kind"]
    attributes = f'class="exempt exempt-{kind}" data-kind="{kind}"'
    if kind == QUOTE:
        self.body.append(f'<q {attributes} data-source="{escape(node["source"], quote=True)}">')
    elif node.get("datetime"):
        self.body.append(f'<time {attributes} datetime="{escape(node["datetime"], quote=True)}">')
    else:
        self.body.append(f"<span {attributes}>")


def depart_html(self, node: marked_text) -> None:
    """Close the element."""
    self.body.append("</q>" if node["kind"] == QUOTE else "</time>" if node.get("datetime") else "</span>")


def setup(app: Sphinx) -> None:
    """Register the roles, the node and the check."""
    app.add_node(marked_text, html=(visit_html, depart_html))
    # Tables of contents and the navigation show the plain words of a heading.
    SphinxContentsFilter.visit_marked_text = SphinxContentsFilter.ignore_node_but_process_children
    for kind in KINDS:
        app.add_role(kind, MarkRole(kind))
    # Before the page's inputs are noted, so that the texts that the check reads are among them.
    app.connect("doctree-read", check_marks, priority=400)
