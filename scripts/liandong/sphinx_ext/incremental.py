"""Reads again exactly the pages whose inputs changed, and writes again exactly those that show something changed.

Sphinx compares times of source files and knows nothing of data files. Here a page's inputs are its own text and the data files that
its cells and directives read, each by the sha256 of the bytes that were read; the package, with its templates and the style sheet,
is an input of every page. What a page showed when it was last written is kept beside the doctrees, and only after a whole build: after
a build that was cut off every page is written again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from myst_nb.sphinx_ext import add_global_html_resources
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from liandong.execution import accelerated
from liandong.sphinx_ext import navigation, store
from liandong.sphinx_ext.executor import reads_of
from liandong.sphinx_ext.machines import shown_on_all_pages
from liandong.text_files import record_reads

INPUTS = "liandong_inputs"
LINKS = "liandong_links"
STATE = "liandong-written.json"
TEMPLATES = "liandong-templates"
PACKAGE = Path(__file__).resolve().parents[1]
STATIC = Path("book") / "_static"
SEARCH_INDEX = re.compile(r"^Search\.setIndex\((.*)\)$", re.DOTALL)
_open_record: list = []
WORTH_FORKING = 16


class PageInputs(EnvironmentCollector):
    """Keeps each page's inputs and names the pages whose inputs differ now."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page's inputs."""
        store.entries(env, INPUTS).pop(docname, None)
        store.entries(env, LINKS).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what another process noted."""
        for docname in docnames & set(store.entries(other, INPUTS)):
            store.entries(env, INPUTS)[docname] = store.entries(other, INPUTS)[docname]
        for docname in docnames & set(store.entries(other, LINKS)):
            store.entries(env, LINKS)[docname] = store.entries(other, LINKS)[docname]

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the inputs of the page that has just been read."""
        env = app.env
        reads = {_relative(path, app): digest for path, digest in _stop_recording()}
        path = Path(env.doc2path(env.docname))
        in_cells = reads_of(path)
        if in_cells is None and any(True for _ in doctree.findall(_is_cell)):
            # A stock kernel does not tell what its cells read, so that all data counts.
            in_cells = [(str(file), _digest(file)) for file in sorted((Path(app.srcdir) / "data").rglob("*")) if file.is_file()]
        reads |= {_relative(file, app): digest for file, digest in in_cells or []}
        reads[_relative(path, app)] = _digest(path)
        store.entries(env, INPUTS)[env.docname] = reads
        targets = {node["reftarget"] for node in doctree.findall(addnodes.pending_xref) if node.get("reftarget")}
        store.entries(env, LINKS)[env.docname] = sorted(targets)

    def get_outdated_docs(self, app, env, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
        """Return the pages of which an input is different from what was read, or gone."""
        digests: dict[str, str] = {}
        return [docname for docname in store.entries(env, INPUTS) if not _unchanged(app, env, docname, digests)]


def add_package_digest(app: Sphinx, config: Config) -> None:
    """Make the package and the style sheet an input of every page: another digest reads all of them again."""
    digest = hashlib.sha256()
    for folder in (PACKAGE, Path(app.srcdir) / STATIC):
        for path in sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    config.liandong_package = digest.hexdigest()


def forgive_touched(app: Sphinx) -> None:
    """Let a page that was only touched, or copied over by the same bytes, count as old as its source."""
    env = app.env
    digests: dict[str, str] = {}
    for docname in env.all_docs:
        if docname in store.entries(env, INPUTS) and _unchanged(app, env, docname, digests):
            # Microseconds rounded up, as Sphinx compares them.
            source = -(Path(env.doc2path(docname)).stat().st_mtime_ns // -1000)
            env.all_docs[docname] = max(env.all_docs[docname], source)


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


def start_recording(app: Sphinx, docname: str, source: list[str]) -> None:
    """Begin to record what the directives of a page read."""
    _stop_recording()
    record = record_reads()
    _open_record.append((record, record.__enter__()))


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that show, in text or navigation, something other than when they were last written."""
    shown = _shown(app, env) | {"settings": _settings(app)}
    state = _read_state(app)
    app.liandong_shown = shown
    if not state.get("complete") or any(state.get(part) != shown[part] for part in ("navigation", "settings")):
        changed = sorted(env.found_docs)
    else:
        changed = [docname for docname, digest in shown["pages"].items() if state["pages"].get(docname) != digest or _is_missing(app, docname)]
    _write_state(app, {"complete": False})
    app.liandong_writing = sorted({*changed, *app.liandong_reading})
    _write_in_parallel(app)
    return changed


def _settings(app: Sphinx) -> list[str]:
    """Return what decides how all pages are written: the settings of the builder, and how new the theme's templates are."""
    builder = app.builder
    info = getattr(builder, "build_info", None)
    templates = getattr(builder, "templates", None)
    return [getattr(info, "config_hash", ""), getattr(info, "tags_hash", ""), str(templates.newest_template_mtime() if templates and builder.format == "html" else "")]


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

    A page's template is then filled in a forked process: what a handler of `html-page-context` or a visitor notes elsewhere is
    lost, as with `sphinx-build -j`.
    """
    if accelerated() and app.parallel == 1 and len(app.liandong_writing) >= WORTH_FORKING:
        app.parallel = os.cpu_count() or 1


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After a whole build: remove what belongs to removed pages, and keep what the pages show."""
    if exception or app.builder.format != "html" or not hasattr(app, "liandong_shown"):
        return
    out = Path(app.outdir)
    for path in (out / "book").rglob("*.html"):
        if path.relative_to(out).with_suffix("").as_posix() not in app.env.found_docs:
            path.unlink()
    _tidy_search_index(out / "searchindex.js")
    _write_state(app, app.liandong_shown | {"complete": True})


def _tidy_search_index(path: Path) -> None:
    """Drop the terms that no page holds any more: Sphinx leaves them empty when it reads a page again."""
    match = SEARCH_INDEX.match(path.read_text(encoding="utf-8")) if path.is_file() else None
    if not match:
        return
    index = json.loads(match[1])
    for part in ("terms", "titleterms"):
        index[part] = {term: pages for term, pages in index[part].items() if pages != []}
    text = f"Search.setIndex({json.dumps(index, separators=(',', ':'), sort_keys=True)})"
    if text != match[0]:
        path.write_text(text, encoding="utf-8")


def _shown(app: Sphinx, env: BuildEnvironment) -> dict:
    """Return digests of what each page shows from other pages, and of the navigation that all of them show."""
    values = {("statistic", *key): record for key, record in store.reports(env).items()}
    values |= {("figure", *key): figure for key, figure in store.figures(env).items()}
    values |= {("basis", *key): bases for key, bases in store.bases(env).items()}
    named = _named_places(env)
    headings = {docname: toc.astext() for docname, toc in env.tocs.items()}
    told = [store.SHOWN[component](app) for component in sorted(store.SHOWN)]
    pages = {}
    for docname in env.found_docs:
        uses = [values.get((use.kind, use.bulletin, use.name)) for use in store.entries(env, store.USES).get(docname, [])]
        links = [(target, named.get(target)) for target in store.entries(env, LINKS).get(docname, [])]
        # A page that lists others may show their headings.
        listed = [headings.get(below) for below in _pages_below(env, docname)]
        more = [shown[docname] for shown in told if docname in shown]
        pages[docname] = _text_digest(repr((uses, links, listed, more)))
    titles = {docname: title.astext() for docname, title in env.titles.items()}
    return {"pages": pages, "navigation": _text_digest(repr((
        sorted(titles.items()), sorted(env.toctree_includes.items()), store.indexes(env), store.sources(env), shown_on_all_pages(app),
    )))}


def _named_places(env: BuildEnvironment) -> dict[str, list]:
    """Return by name everything in the book that a link can name, with the words and the address that the link would show."""
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


def _unchanged(app: Sphinx, env: BuildEnvironment, docname: str, digests: dict[str, str]) -> bool:
    """Tell whether all inputs of a page are as they were read; ``digests`` remembers files that several pages read."""
    for name, digest in store.entries(env, INPUTS)[docname].items():
        if name not in digests:
            digests[name] = _digest(Path(app.srcdir) / name)
        if digests[name] != digest:
            return False
    return True


def _stop_recording() -> list[tuple[str, str]]:
    if not _open_record:
        return []
    record, reads = _open_record.pop()
    record.__exit__(None, None, None)
    return [(str(read.path), read.sha256) for read in reads]


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _text_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _relative(path: str | Path, app: Sphinx) -> str:
    return Path(os.path.relpath(path, app.srcdir)).as_posix()


def _state_path(app: Sphinx) -> Path:
    return Path(app.doctreedir) / STATE


def _read_state(app: Sphinx) -> dict:
    path = _state_path(app)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def _write_state(app: Sphinx, state: dict) -> None:
    path = _state_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(state), encoding="utf-8")
    aside.replace(path)


def setup(app: Sphinx) -> None:
    """Connect the parts."""
    app.add_config_value("liandong_package", "", "env", str)
    app.add_env_collector(PageInputs)
    app.connect("config-inited", add_package_digest)
    app.connect("builder-inited", forgive_touched)
    app.connect("builder-inited", copy_notebook_style)
    app.connect("builder-inited", keep_compiled_templates)
    app.connect("builder-inited", navigation.follow_theme)
    app.connect("source-read", start_recording)
    app.connect("env-before-read-docs", note_reading, priority=900)
    app.connect("env-updated", pages_to_write)
    app.connect("write-started", write_no_others)
    # After all that writes at the end of a build.
    app.connect("build-finished", finish, priority=900)
