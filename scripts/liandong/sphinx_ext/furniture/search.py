"""The search's files: Sphinx's index, made from the built pages, and the text of the pages to rank and quote from.

Sphinx would feed its index page by page while it writes, and take over the rest from the last build's file. Here the index is made
anew from the pages that stand on the site: what a reader sees is what is found, nothing else is (answers to questions are not), and
an incremental build gives what a clean one gives.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.utils import new_document
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.search import IndexBuilder

from liandong.model import Kind
from liandong.pages.tracing.html import cut_article
from liandong.sphinx_ext import store
from liandong.sphinx_ext.furniture.page_text import Section, read_page
from liandong.sphinx_ext.furniture.search_language import SearchChinese
from liandong.sphinx_ext.furniture.wording import THEME
from liandong.sphinx_ext.kept import keep, read_kept

TEXT_FILE = "searchtext.js"
KEPT = "liandong-texts.json"


def index_document(sections: list[Section]) -> nodes.document:
    """Returns a page's text as Sphinx's index takes it: sections with titles, a paragraph for each block."""
    document = new_document("", _settings())
    for section in sections:
        part = nodes.section(ids=[section.anchor] if section.anchor else [])
        part += nodes.title("", section.heading)
        part += [nodes.paragraph("", line) for line in section.lines]
        document += part
    return document


@cache
def _settings():
    # Asking docutils for them takes longer than all the rest of a page.
    return get_default_settings()


def text_entry(docname: str, sections: list[Section]) -> list:
    """Returns a page as ``searchtext.js`` holds it: name, title, and anchor, heading and text of each section."""
    return [docname, sections[0].heading, [[section.anchor, section.heading, "\n".join(section.lines)] for section in sections]]


def statistic_entries(env: BuildEnvironment) -> list[list]:
    """Returns the statistics as ``searchtext.js`` holds them: page, anchor, name, value, verdict, definition; the invented ones last."""
    known = store.statistics(env)
    entries = []
    for name, label, _type, docname, anchor, _priority in env.get_domain("statistics").get_objects():
        bulletin, _, key = name.partition(":")
        one = known[bulletin, key]
        entries.append([docname, anchor, label, one.text, one.label, one.definition_zh, one.kind == Kind.TEACHING])
    return sorted(entries, key=lambda entry: (entry[-1], entry))


def write_index(app: Sphinx) -> None:
    """Writes ``searchindex.js`` and ``searchtext.js`` from the built pages."""
    index = IndexBuilder(app.env, app.builder.indexer.lang.lang, {}, "")
    pages = []
    for docname, sections in _read_pages(app).items():
        if sections and "no-search" not in app.env.metadata.get(docname, {}):
            index.feed(docname, app.env.doc2path(docname, base=False), sections[0].heading, index_document(sections))
            pages.append(text_entry(docname, sections))
    _write(Path(app.outdir) / app.builder.searchindex_filename, "Search.setIndex", index.freeze())
    _write(Path(app.outdir) / TEXT_FILE, "Search.setText", {"pages": pages, "statistics": statistic_entries(app.env)})


def _read_pages(app: Sphinx) -> dict[str, list[Section]]:
    """Returns the text of the built pages, by name; a page whose article is as the last build left it is not read again."""
    known = read_kept(app, KEPT)
    found, pages = {}, {}
    for docname in sorted(app.env.found_docs):
        path = Path(app.builder.get_outfilename(docname))
        if path.is_file():
            article = cut_article(path.read_text(encoding="utf-8"))
            digest = hashlib.sha256(f"{app.config.liandong_package}\0{article}".encode()).hexdigest()
            same = known.get(docname, {}).get("sha256") == digest
            pages[docname] = [Section(**section) for section in known[docname]["sections"]] if same else read_page(article)
            found[docname] = {"sha256": digest, "sections": [asdict(section) for section in pages[docname]]}
    keep(app, KEPT, found)
    return pages


def take_over(app: Sphinx) -> None:
    """Takes the index out of the hands of Sphinx's builder, which goes on to write the search page."""
    if app.builder.format != "html" or app.config.html_theme != THEME:
        return
    app.builder.load_indexer = lambda docnames: None
    app.builder.index_page = lambda pagename, doctree, title: None
    app.builder.dump_search_index = partial(write_index, app)
    app.add_css_file("search.css")
    app.add_js_file("highlight.js", loading_method="defer")


def load_scripts(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Gives the search page its scripts; index and text are named in its template, because they are written last."""
    if pagename == "search" and app.config.html_theme == THEME:
        for name in ("language_data.js", "search.js"):
            app.add_js_file(name, loading_method="defer")


def _write(path: Path, function: str, data: dict) -> None:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(f"{function}({text});\n".encode())


def setup(app: Sphinx) -> None:
    """Registers the language and takes over the index."""
    app.add_search_language(SearchChinese)
    app.connect("builder-inited", take_over)
    app.connect("html-page-context", load_scripts)
