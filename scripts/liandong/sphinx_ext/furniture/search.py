"""The search's file: the text of the built pages, section by section, the statistics, and the words that newcomers use.

It takes the place of Sphinx's index, which would hold the same text a second time, cut into pairs of characters. It is
made anew from the pages that stand on the site: what a reader sees is what is found, nothing else is (answers to
questions are not), and an incremental build gives what a clean one gives.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from lxml import html
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.data.bulletins import bulletin_slugs
from liandong.model import Kind
from liandong.model.bulletin import open_bulletin
from liandong.run.processes import in_processes
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import keep, on, read_kept, written_articles
from liandong.sphinx_ext.furniture.line_breaks import CHINESE
from liandong.sphinx_ext.furniture.wording import THEME

TEXT_FILE = "searchtext.js"
KEPT = "liandong-texts.json"
ARTICLE = "//article[contains(concat(' ', @class, ' '), ' bd-article ')]"
# Marked by components: answers to questions, copies of what stands elsewhere; and the folded source of the cells.
HIDDEN_CLASSES = {"no-search", "headerlink", "statistic-cards", "above-input"}
HIDDEN_TAGS = {"script", "style", "svg", "template", "button", "input", "select", "textarea", "noscript"}
# What has the anchor of the heading in it: a section, an entry of an index.
ANCHORED = {"section", "article"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "data", "dfn", "em", "i", "ins", "del", "kbd", "label", "mark", "q", "s",
    "samp", "small", "span",
    "strong", "sub", "sup", "time", "u", "var",
}
BETWEEN_CHINESE = re.compile(rf"(?<=[{CHINESE}，。、；：？！“”（）《》])\s+(?=[{CHINESE}，。、；：？！“”（）《》])")
SPACE = re.compile(r"\s+")
# What newcomers type, and what the book calls it.
WORDS = Path(__file__).with_name("search-words.csv")
# The bulletin's figures come before derived ones, and these before the invented ones.
KINDS = list(Kind)


@dataclass
class SearchSection:
    """A part of a page under one heading or the page's title: its anchor, and the text of its blocks, a line each."""

    anchor: str
    heading: str
    lines: list[str] = field(default_factory=list)


def read_page(page: str) -> list[SearchSection]:
    """Return the sections of a built page or article, the first one under its title; none where there is no article."""
    articles = html.document_fromstring(page).xpath(ARTICLE) if page.strip() else []
    sections, line = [SearchSection("", "")], []

    def end_line() -> str:
        text = tidy("".join(line))
        line.clear()
        return text

    def end_block() -> None:
        sections[-1].lines += filter(None, [end_line()])

    def read(element, anchor: str) -> None:
        """Take an element with all that is in it; its tail belongs to its parent."""
        if not isinstance(element.tag,
                          str) or element.tag in HIDDEN_TAGS or HIDDEN_CLASSES & set(element.get("class", "").split()):
            return
        block = element.tag not in INLINE
        if block:
            end_block()
        line.append(element.text or "")
        for child in element:
            read(child, child.get("id", "") if child.tag in ANCHORED else anchor)
            line.append(child.tail or "")
        if element.tag == "h1" and not sections[0].heading:
            sections[0].heading = end_line()
        elif element.tag in HEADINGS:
            sections.append(SearchSection(anchor, end_line()))
        elif block:
            end_block()

    for article in articles[:1]:
        read(article, "")
        end_block()
    return sections if articles else []


def tidy(text: str) -> str:
    """Return text as it is read: spaces joined, none where a line of Chinese was only broken."""
    return BETWEEN_CHINESE.sub("", SPACE.sub(" ", text)).strip()


def text_entry(docname: str, sections: list[SearchSection]) -> list:
    """Return a page as ``searchtext.js`` holds it: name, title, and anchor, heading and text of each section."""
    texts = [[section.anchor, section.heading, "\n".join(section.lines)] for section in sections]
    return [docname, sections[0].heading, texts]


def statistic_entries(env: BuildEnvironment) -> list[list]:
    """Return the statistics for ``searchtext.js``: page, anchor, name, value, verdict, definition, order of kind."""
    known = store.statistics(env)
    entries = []
    for name, label, _type, docname, anchor, _priority in env.get_domain("statistics").get_objects():
        bulletin, _, key = name.partition(":")
        one = known[bulletin, key]
        entries.append([docname, anchor, label, one.text, one.label, one.definition_zh, KINDS.index(one.kind)])
    return sorted(entries, key=lambda entry: (entry[-1], entry))


def read_words() -> dict[str, list[str]]:
    """Return what newcomers type, each with what the book calls it."""
    with WORDS.open(encoding="utf-8-sig", newline="") as file:
        return {typed: written.split() for typed, written in list(csv.reader(file))[1:]}


def write_text(app: Sphinx) -> None:
    """Write ``searchtext.js`` from the built pages."""
    pages = [
        text_entry(docname, sections) for docname, sections in _read_pages(app).items()
        if sections and "no-search" not in app.env.metadata.get(docname, {})
    ]
    found = {"pages": pages, "statistics": statistic_entries(app.env), "words": read_words()}
    text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (Path(app.outdir) / TEXT_FILE).write_bytes(f"Search.setText({text});\n".encode())


def _read_pages(app: Sphinx) -> dict[str, list[SearchSection]]:
    """Return the text of the built pages, by name; a page that is as the last build left it is not read again."""
    known, kept, articles = read_kept(app, KEPT), {}, {}
    for docname, article, digest in written_articles(app):
        if known.get(docname, {}).get("sha256") == digest:
            kept[docname] = known[docname]
        else:
            articles[docname], kept[docname] = article, {"sha256": digest}
    read = in_processes(lambda docname: read_page(articles[docname]), list(articles))
    for docname, sections in zip(articles, read, strict=True):
        kept[docname]["sections"] = [vars(section) for section in sections]
    keep(app, KEPT, kept)
    return {docname: [SearchSection(**section) for section in page["sections"]] for docname, page in kept.items()}


@on("builder-inited")
def take_over(app: Sphinx) -> None:
    """Take the index out of the hands of Sphinx's builder, which goes on to write the search page."""
    if app.builder.format != "html" or app.config.html_theme != THEME:
        return
    app.builder.load_indexer = lambda docnames: None
    app.builder.index_page = lambda pagename, doctree, title: None
    app.builder.dump_search_index = partial(write_text, app)
    app.add_css_file("search.css")
    app.add_js_file("highlight.js", loading_method="defer")


@on("html-page-context")
def load_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Give the search page its script and, if several, the bulletins; its template names the text, written last."""
    if pagename == "search" and app.config.html_theme == THEME:
        app.add_js_file("search.js", loading_method="defer")
        root = Path(app.srcdir)
        bulletins = [(f"book/bulletins/{slug}/index", open_bulletin(slug, root).info["title"])
                     for slug in bulletin_slugs(root)]
        bulletins = [(page, title) for page, title in bulletins if page in app.env.found_docs]
        context["bulletins"] = bulletins if len(bulletins) > 1 else []
