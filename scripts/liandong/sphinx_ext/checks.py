"""Stops the build where the book and its data do not fit together, and where a page holds what it may not.

A numeral of the article text must say where it comes from. Two nets: the Markdown source of each page when it has been
read, which knows every line, and the built page when all is written, which holds what directives and cells printed.
Pages that were found right are remembered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.checks.book import check_data
from liandong.checks.calculations import check_statistics
from liandong.course.training.ledger import SLUG as TRAINING
from liandong.course.training.ledger import has_ledger, open_ledger
from liandong.data.bulletins import bulletin_slugs
from liandong.data.privacy import find_leaks
from liandong.data.text_files import read_text
from liandong.findings import Finding, messages, printable
from liandong.model.bulletin import open_bulletin, reported_statistics
from liandong.pages.tracing.data import Origin, compare_region
from liandong.pages.tracing.findings import check_source, find_line, finding_of
from liandong.pages.tracing.html import BASES, FIGURE, FILE, TABLE, read_article
from liandong.pages.tracing.rules import find_untraced
from liandong.run.processes import checked_beside, in_processes
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import keep, on, once, read_kept, stop_if_any, written_articles
from liandong.sphinx_ext.course.questions import check_questions
from liandong.sphinx_ext.directives import place_in_text

STATE = "liandong-traced.json"
# The builders whose files are one page each.
BUILDERS = ("html", "dirhtml")
MESSAGES = messages(__name__)


@on("builder-inited")
def check_before(app: Sphinx) -> None:
    """Check the data before anything is read; with an error no page is built.

    Not where all checks run beside this build, whose result nobody sees before they are done.
    """
    if checked_beside():
        return
    stop_if_any([finding for finding in check_data(Path(app.srcdir)) if finding.severity == "error"])


# Before anything is made of what all pages reported.
@on("env-updated", 400)
def check_after(app: Sphinx, env: BuildEnvironment) -> None:
    """Check, when all pages are read, that every use has its report, every statistic exactly one; and the questions."""
    root = Path(app.srcdir)
    found_in_reports = [] if checked_beside() else check_statistics(root, store.reported(env))
    found_while_reading = [finding for findings in store.entries(env, store.PROBLEMS).values() for finding in findings]
    stop_if_any([*found_while_reading, *found_in_reports, *_unresolved(env, root), *_drawn_twice(env),
                 *check_questions(env)])


@on("doctree-read")
def check_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse statistics in headings: they would stand unresolved in every table of contents."""
    for title in doctree.findall(nodes.title):
        if any("statistic" in place for place in title.findall(place_in_text)):
            store.note_problem(app.env, "E504", title.line, MESSAGES["title"], MESSAGES["no_title"])


def _unresolved(env: BuildEnvironment, root: Path) -> Iterator[Finding]:
    """Yield a finding for each use of something that no cell reports or draws."""
    reported, others = store.statistics(env), {"figure": store.figures(env), "basis": store.bases(env)}
    known = None
    for use in chain.from_iterable(store.entries(env, store.USES).values()):
        file, key = f"{use.docname}.md", (use.bulletin, use.name)
        if use.kind in others:
            if key not in others[use.kind]:
                names = MESSAGES["joined"].join(name for slug, name in others[use.kind] if slug == use.bulletin)
                code = "E503" if use.kind == "figure" else "E507"
                yield Finding.worded(code, file, MESSAGES[f"no_{use.kind}"], use.line, name=use.name,
                                     names=names or MESSAGES["none"])
        elif key not in reported:
            known = known or _statistic_ids(root)
            kind = "unreported" if use.name in known.get(use.bulletin, ()) else "unknown"
            # With another bulletin's name before it, that name may be what is wrong.
            name = use.name if use.bulletin in known else f"{use.bulletin}:{use.name}"
            yield Finding.worded("E502", file, MESSAGES[kind], use.line, None, use.name, name=name)
        elif use.part == "reported" and reported[key].reported is None:
            yield Finding.worded("E502", file, MESSAGES["not_stated"], use.line, None, use.name, name=use.name)


def _statistic_ids(root: Path) -> dict[str, set[str]]:
    """Return the ids of each bulletin's statistics, and of the teaching ledger's figures."""
    known = {slug: {*open_bulletin(slug, root).statistics, *open_bulletin(slug, root).derived}
             for slug in bulletin_slugs(root)}
    if has_ledger(root):
        known[TRAINING] = set(open_ledger(root).figure_ids())
    return known


def _drawn_twice(env: BuildEnvironment) -> Iterator[Finding]:
    """Yield a finding for each figure whose name is taken already."""
    seen: dict[tuple[str, str], str] = {}
    for docname, figures in sorted(store.entries(env, store.FIGURES).items()):
        for figure in figures:
            key = (store.bulletin_of(env, docname), figure["name"])
            if key in seen:
                yield Finding.worded("E505", f"{docname}.md", MESSAGES["twice"], name=figure["name"],
                                     other=f"{seen[key]}.md")
            seen.setdefault(key, docname)


@once
def _reported(app: Sphinx) -> set[str]:
    """Return what the bulletins print."""
    return reported_statistics(Path(app.srcdir))


@on("doctree-read", 410)
def check_read_page(app: Sphinx, doctree: nodes.document) -> None:
    """Note the untraced numerals of a page's source; they are told with everything else when all pages are read."""
    env, path = app.env, Path(app.env.doc2path(app.env.docname))
    if path.suffix != ".md" or checked_beside():
        return

    def is_reported(target: str) -> bool:
        return ":".join(store.split_target(env, env.docname, target)) in _reported(app)

    for finding in check_source(read_text(path, Path(app.srcdir)).text, f"{env.docname}.md", is_reported):
        store.add(env, store.PROBLEMS, finding)


# After all that writes at the end of a build: what may not leave is removed before a numeral is told.
@on("build-finished", 990)
def check_private(app: Sphinx, exception: Exception | None) -> None:
    """Look through every file that the build wrote; those that hold a private text are removed, and the build fails."""
    if exception:
        return
    leaks = find_leaks(Path(app.srcdir), Path(app.outdir))
    for path, _ in leaks:
        path.unlink(missing_ok=True)
    stop_if_any(finding for _, finding in leaks)


@on("build-finished", 995)
def check_written_pages(app: Sphinx, exception: Exception | None) -> None:
    """Look through every built page that is not known to be right, and stop the build if a numeral is untraced."""
    if exception or app.builder.name not in BUILDERS:
        return
    known = read_kept(app, STATE)
    titles = repr(sorted(title.astext() for title in app.env.titles.values()))
    articles, digests = {}, {}
    for docname, article, digest in written_articles(app):
        digests[docname] = hashlib.sha256(f"{digest}{titles}".encode()).hexdigest()
        if known.get(docname) != digests[docname]:
            articles[docname] = article
    checked = in_processes(lambda docname: check_page(app.env, docname, articles[docname]), list(articles))
    found = dict(zip(articles, checked, strict=True))
    keep(app, STATE, {docname: digest for docname, digest in digests.items() if not found.get(docname)})
    stop_if_any(finding for findings in found.values() for finding in findings)


def check_page(env: BuildEnvironment, docname: str, page: str) -> list[Finding]:
    """Return the findings of a built page: untraced numerals, and data that differ from what they were printed from."""
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
        findings += [Finding.worded("E530", file, MESSAGES["differs"], text=printable(text), source=region.source)
                     for text in compare_region(region, origin_of)]
    return findings


def _origin(env: BuildEnvironment, docname: str, kind: str, source: str) -> Origin | None:
    """Return what a region was printed from: the record of a figure or a table, or the text of files below the root."""
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
        files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
                 if file.is_file()]
        texts = tuple(file.read_text(encoding="utf-8-sig", errors="replace") for file in files)
        return Origin(texts=texts) if files else None
    return None


def _texts(value) -> Iterator[str]:
    """Yield the strings of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _texts(entry)
