"""Stops a build in which a numeral of the article text does not say where it comes from.

Two nets: the Markdown source of each page when it has been read, which knows every line, and the built page when all is written, which
holds what directives and cells printed. Pages that were found right are remembered by the digest of what was looked at.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.data.text_files import read_text
from liandong.findings import Finding, checked_beside, messages, printable
from liandong.model.bulletin import reported_statistics
from liandong.pages.tracing.data import Origin, compare_region
from liandong.pages.tracing.findings import check_source, finding_of
from liandong.pages.tracing.html import BASES, FIGURE, FILE, TABLE, cut_article, read_article
from liandong.pages.tracing.placing import find_line
from liandong.pages.tracing.rules import find_untraced
from liandong.run.processes import in_processes
from liandong.sphinx_ext import store
from liandong.sphinx_ext.kept import keep, read_kept
from liandong.sphinx_ext.stopping import stop_if_any

STATE = "liandong-traced.json"
# The builders whose files are one page each.
BUILDERS = ("html", "dirhtml")
MESSAGES = messages(__name__)


def check_read_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note the untraced numerals of a page's source; they are told with everything else when all pages are read."""
    env = app.env
    path = Path(env.doc2path(env.docname))
    if path.suffix != ".md" or checked_beside():
        return
    reported = _reported(app)

    def is_reported(target: str) -> bool:
        return ":".join(store.split_target(env, env.docname, target)) in reported

    for finding in check_source(read_text(path, Path(app.srcdir)).text, f"{env.docname}.md", is_reported):
        store.add(env, store.PROBLEMS, env.docname, finding)


def _reported(app: Sphinx) -> set[str]:
    """Return what the bulletins print, read once a build."""
    if not hasattr(app, "liandong_reported"):
        app.liandong_reported = reported_statistics(Path(app.srcdir))
    return app.liandong_reported


def check_output(app: Sphinx, exception: Exception | None) -> None:
    """Look through every built page that is not known to be right, and stop the build if a numeral is untraced."""
    if exception or app.builder.name not in BUILDERS:
        return
    known = read_kept(app, STATE)
    titles = sorted(title.astext() for title in app.env.titles.values())
    articles, digests = {}, {}
    for docname in sorted(app.env.found_docs):
        path = Path(app.builder.get_outfilename(docname))
        if path.is_file():
            # What stands around the article changes with every date in the foot, and is not looked at.
            article = cut_article(path.read_text(encoding="utf-8"))
            digests[docname] = hashlib.sha256(f"{app.config.liandong_package}\0{titles}\0{article}".encode()).hexdigest()
            if known.get(docname) != digests[docname]:
                articles[docname] = article
    found = dict(zip(articles, in_processes(lambda docname: check_page(app.env, docname, articles[docname]), list(articles)), strict=True))
    findings = [finding for docname in articles for finding in found[docname]]
    keep(app, STATE, {docname: digest for docname, digest in digests.items() if not found.get(docname)})
    stop_if_any(findings)


def check_page(env: BuildEnvironment, docname: str, page: str) -> list[Finding]:
    """Return the findings of one built page: untraced numerals, and printed data that differ from what they were printed from."""
    path = Path(env.doc2path(docname))
    file = path.relative_to(env.srcdir).as_posix()
    article = read_article(page, {title.astext() for title in env.titles.values()})
    findings = []
    for block in article.blocks:
        hits = find_untraced(block)
        if hits:
            source, text = path.read_text(encoding="utf-8"), "".join(piece.text for piece in block)
            findings += [finding_of(hit, file, find_line(source, text, hit.start, hit.printed)) for hit in hits]

    def origin_of(kind: str, source: str) -> Origin | None:
        return _origin(env, docname, kind, source)

    for region in article.regions:
        for text in compare_region(region, origin_of):
            found = MESSAGES["differs"].format(text=printable(text), source=region.source)
            findings.append(Finding("E530", file, found=found, expected=MESSAGES["expected"]))
    return findings


def _origin(env: BuildEnvironment, docname: str, kind: str, source: str) -> Origin | None:
    """Return what a region was printed from: the record of a figure or a table, or the text of a file below the root."""
    slug, _, name = source.rpartition(":")
    if kind == FIGURE:
        figure = store.figures(env).get((slug, name))
        return figure and Origin(tuple(figure["headings"]), tuple(map(tuple, figure["rows"])), (figure["caption"],))
    if kind == BASES:
        switch = store.bases(env).get((slug, name))
        return switch and Origin(texts=tuple(_texts(switch)))
    if kind == TABLE:
        tables = [table for table in store.entries(env, store.TABLES).get(docname, []) if table["name"] == source]
        return Origin(tuple(tables[0]["headings"]), tuple(map(tuple, tables[0]["rows"]))) if tables else None
    if kind == FILE:
        root = Path(env.srcdir)
        paths = [root / part for part in source.split()]
        files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path]) if file.is_file()]
        return Origin(texts=tuple(file.read_text(encoding="utf-8-sig", errors="replace") for file in files)) if files else None
    return None


def _texts(value) -> Iterator[str]:
    """Yield the strings of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _texts(entry)


def setup(app: Sphinx) -> None:
    """Connect the two nets."""
    app.connect("doctree-read", check_read_page, priority=400)
    # After the search for private texts: what may not leave is removed before a numeral is told.
    app.connect("build-finished", check_output, priority=995)
