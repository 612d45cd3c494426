"""Writes again exactly the pages that show something changed.

What a page showed when it was last written is kept beside the doctrees, and only after a whole build: after a build
that was cut off every page is written again. The foot, with the data's date and the count of verdicts, is on every page
and changes with most edits: a page of which nothing else changed gets just the new foot. Which pages are read again is
told in ``page_inputs``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from liandong.run.pool import processors
from liandong.run.processes import accelerated
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import SHOWN, keep, read_kept
from liandong.sphinx_ext.incremental import navigation
from liandong.sphinx_ext.machines.machines import footer_start

LINKS = "liandong_links"
STATE = "liandong-written.json"
TEMPLATES = "liandong-templates"
WORTH_FORKING = 16


class PageLinks(EnvironmentCollector):
    """Keeps what each page links to by name: the words and addresses of these places are shown on it."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page's links."""
        store.entries(env, LINKS).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what another process noted."""
        for docname in docnames & set(store.entries(other, LINKS)):
            store.entries(env, LINKS)[docname] = store.entries(other, LINKS)[docname]

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the names of the page that has just been read."""
        targets = {node["reftarget"] for node in doctree.findall(addnodes.pending_xref) if node.get("reftarget")}
        store.entries(app.env, LINKS)[app.env.docname] = sorted(targets)


def copy_notebook_style(app: Sphinx) -> None:
    """Copy myst-nb's style sheet before pages are written.

    myst-nb copies it at the end, so that in a clean build the pages lack the checksum that later builds give them.
    """
    if app.builder.format == "html":
        (Path(app.outdir) / "_static").mkdir(parents=True, exist_ok=True)
        add_global_html_resources(app, None)


def keep_compiled_templates(app: Sphinx) -> None:
    """Keep the theme's templates compiled for the next build; Jinja2 compares each with its source."""
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if environment is not None and accelerated():
        folder = Path(app.doctreedir) / TEMPLATES
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that show, in text or navigation, something other than when they were last written."""
    shown = _shown(app, env) | {"settings": _settings(app), "footer": footer_start(app)}
    state = read_kept(app, STATE)
    app.liandong_shown = shown
    keep(app, STATE, {"complete": False})
    if (not state.get("complete") or "footer" not in state
            or any(state.get(part) != shown[part] for part in ("navigation", "settings"))):
        changed = sorted(env.found_docs)
    else:
        changed = [docname for docname, digest in shown["pages"].items()
                   if state["pages"].get(docname) != digest or _is_missing(app, docname)]
        if state["footer"] != shown["footer"]:
            others = set(shown["pages"]) - set(changed) - set(app.liandong_reading)
            changed += [docname for docname in sorted(others)
                        if not _replace_footer(app, docname, state["footer"], shown["footer"])]
    app.liandong_writing = sorted({*changed, *app.liandong_reading})
    _write_in_parallel(app)
    return changed


def _settings(app: Sphinx) -> list[str]:
    """Return what decides how all pages are written: the builder's settings, and how new the theme's templates are."""
    builder = app.builder
    info = getattr(builder, "build_info", None)
    templates = getattr(builder, "templates", None)
    return [
        getattr(info, "config_hash", ""), getattr(info, "tags_hash", ""),
        str(templates.newest_template_mtime() if templates and builder.format == "html" else ""),
    ]


def _replace_footer(app: Sphinx, docname: str, old: str, new: str) -> bool:
    """Put the new foot into a page that shows nothing else that changed.

    Tell whether it held the old one exactly once.
    """
    if app.builder.format != "html":
        return False
    path = Path(app.builder.get_outfilename(docname))
    parts = path.read_bytes().split(old.encode("utf-8"))
    if len(parts) != 2:
        return False
    path.write_bytes(new.encode("utf-8").join(parts))
    return True


def _is_missing(app: Sphinx, docname: str) -> bool:
    builder = app.builder
    return builder.format == "html" and not Path(builder.get_outfilename(docname)).is_file()


def write_no_others(app: Sphinx, builder: Builder) -> None:
    """Keep Sphinx from writing the home page, the pages above every page that was read, and what was only touched."""
    if builder.format != "html":
        return
    wanted = set(app.liandong_writing)
    # Also where Sphinx prepares: a page that is not written must keep its place in the search index.
    for name in ("prepare_writing", "_write_serial", "_write_parallel"):
        write = getattr(builder, name)
        setattr(builder, name, partial(_write_wanted, write, wanted))


def _write_wanted(write: Callable, wanted: set[str], docnames: Iterable[str], **options) -> None:
    write([docname for docname in docnames if docname in wanted], **options)


def note_reading(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Keep which pages are read: they will be written too."""
    app.liandong_reading = list(docnames)


def _write_in_parallel(app: Sphinx) -> None:
    """Let Sphinx write on all processors where there is enough to write; what pages show is the same.

    A page's template is then filled in a forked process: what a handler of `html-page-context` or a visitor notes
    elsewhere is lost, as with `sphinx-build -j`.
    """
    if accelerated() and hasattr(os, "fork") and app.parallel == 1 and len(app.liandong_writing) >= WORTH_FORKING:
        app.parallel = processors()


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After a whole build: remove what belongs to removed pages, and keep what the pages show."""
    if exception or app.builder.format != "html" or not hasattr(app, "liandong_shown"):
        return
    out = Path(app.outdir)
    for path in (out / "book").rglob("*.html"):
        if path.relative_to(out).with_suffix("").as_posix() not in app.env.found_docs:
            path.unlink()
    navigation.keep_sidebars(app)
    keep(app, STATE, app.liandong_shown | {"complete": True})


def _shown(app: Sphinx, env: BuildEnvironment) -> dict:
    """Return digests of what each page shows from other pages, and of the navigation that all of them show."""
    values = {("statistic", *key): statistic for key, statistic in store.statistics(env).items()}
    values |= {("figure", *key): figure for key, figure in store.figures(env).items()}
    values |= {("basis", *key): bases for key, bases in store.bases(env).items()}
    named = _named_places(env)
    headings = {docname: toc.astext() for docname, toc in env.tocs.items()}
    told = [shown(app) for shown in SHOWN]
    pages = {}
    for docname in env.found_docs:
        uses = [values.get((use.kind, use.bulletin, use.name))
                for use in store.entries(env, store.USES).get(docname, [])]
        links = [(target, named.get(target)) for target in store.entries(env, LINKS).get(docname, [])]
        # A page that lists others may show their headings.
        listed = [headings.get(below) for below in _pages_below(env, docname)]
        more = [shown[docname] for shown in told if docname in shown]
        pages[docname] = _text_digest(repr((uses, links, listed, more)))
    titles = {docname: title.astext() for docname, title in env.titles.items()}
    return {"pages": pages, "navigation": _text_digest(repr((
        sorted(titles.items()), sorted(env.toctree_includes.items()), _captions(env),
        store.indexes(env), store.sources(env),
    )))}


def _captions(env: BuildEnvironment) -> list[tuple[str, str]]:
    """Return the names of the parts of the table of contents, each with the page that lists the part."""
    return [(docname, str(node.get("caption")))
            for docname in sorted(env.tocs) for node in env.tocs[docname].findall(addnodes.toctree)]


def _named_places(env: BuildEnvironment) -> dict[str, list]:
    """Return by name everything in the book that a link can name, with the words and address that it would show."""
    standard = env.domaindata["std"]
    named: dict[str, list] = {}
    for labels in (standard["labels"], standard["anonlabels"]):
        for name, place in labels.items():
            named.setdefault(name, []).append(tuple(map(str, place)))
    for domain in env.domains.values():
        for entry in domain.get_objects():
            named.setdefault(entry[0], []).append(tuple(map(str, entry)))
    for docname, metadata in env.metadata.items():
        named.setdefault(docname, []).append(repr(metadata.get("myst_slugs")))
    return {name: sorted(places, key=repr) for name, places in named.items()}


def _pages_below(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the pages in the table of contents below a page, each once."""
    found: dict[str, None] = {}
    waiting = list(env.toctree_includes.get(docname, []))
    while waiting:
        below = waiting.pop(0)
        if below not in found:
            found[below] = None
            waiting += env.toctree_includes.get(below, [])
    return list(found)


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def setup(app: Sphinx) -> None:
    """Connect the parts."""
    app.add_env_collector(PageLinks)
    app.connect("builder-inited", copy_notebook_style)
    app.connect("builder-inited", keep_compiled_templates)
    app.connect("builder-inited", navigation.follow_theme)
    app.connect("env-before-read-docs", note_reading, priority=900)
    app.connect("env-updated", pages_to_write)
    app.connect("write-started", write_no_others)
    # After all that writes at the end of a build.
    app.connect("build-finished", finish, priority=900)
