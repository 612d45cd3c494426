"""How components take part in a build: what they say of themselves, and what all of them do in one way.

They are called at events, write files at the end, load files on some pages, keep values for the next build, stop it by
findings.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from liandong.data.files import replace_file
from liandong.findings import Finding, messages, render_findings
from liandong.pages.tracing.html import cut_article
from liandong.run.processes import begin_beside

MESSAGES = messages(__name__)
# What components say of themselves. Scripts and styles of the pages whose text holds a mark, attributes of the scripts:
ON_DEMAND: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {}
EVENTS: list[tuple[str, Callable, int]] = []
TRANSFORMS: list[type[SphinxPostTransform]] = []
BESIDE: list[Callable[[Sphinx], None]] = []
# What returns for each page a text that differs whenever what it shows of other pages does.
SHOWN: list[Callable[[Sphinx], dict[str, str]]] = []


def on(event: str, priority: int = 500) -> Callable:
    """Have a function called when Sphinx tells of an event."""
    def register(handler: Callable) -> Callable:
        EVENTS.append((event, handler, priority))
        return handler

    return register


def after_html(priority: int = 500) -> Callable:
    """Have a function called with the application when the pages of an HTML build stand."""
    def register(write: Callable[[Sphinx], None]) -> Callable[[Sphinx], None]:
        def finish(app: Sphinx, exception: Exception | None) -> None:
            if not exception and app.builder.format == "html":
                write(app)

        EVENTS.append(("build-finished", finish, priority))
        return write

    return register


def beside_html(make: Callable[[Sphinx], None]) -> Callable[[Sphinx], None]:
    """Have a function called with the application when all pages of an HTML build are read, while they are written.

    It leaves files and nothing else: where it can, it runs in a process of its own.
    """
    BESIDE.append(make)
    return make


# After all that may stop the build before a page is written.
@on("env-updated", 900)
def begin_files(app: Sphinx, env: BuildEnvironment) -> None:
    """Begin to make the files beside the pages."""
    def make_all() -> None:
        for make in BESIDE:
            make(app)

    if app.builder.format == "html":
        app.liandong_wait_for_files = begin_beside(make_all)


@after_html(100)
def finish_files(app: Sphinx) -> None:
    """Wait for the files beside the pages."""
    app.liandong_wait_for_files()


def transform(made: type[SphinxPostTransform]) -> type[SphinxPostTransform]:
    """Have a transform applied to every page that is written."""
    TRANSFORMS.append(made)
    return made


def shows(shown: Callable[[Sphinx], dict[str, str]]) -> Callable[[Sphinx], dict[str, str]]:
    """Have a function tell the incremental build what pages show of other pages."""
    SHOWN.append(shown)
    return shown


def load_where(mark: str, *names: str, **attributes: str) -> None:
    """Have style sheets and scripts loaded by the pages whose text holds a mark."""
    ON_DEMAND[mark] = (names, attributes)


class FoundError(ExtensionError):
    """The end of a build in which something does not fit; ``findings`` says what."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(f"{MESSAGES['not_built']}\n{render_findings(findings)}")


def stop_if_any(findings: Iterable[Finding]) -> None:
    """Raise the findings, if there are any."""
    found = list(findings)
    if found:
        raise FoundError(found)


def read_kept(app: Sphinx, name: str) -> dict:
    """Return what the last build kept under a file name beside the doctrees, nothing where nothing was."""
    path = Path(app.doctreedir) / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def keep(app: Sphinx, name: str, value: dict) -> None:
    """Keep a value for the next build; a build that is cut off leaves the former one."""
    path = Path(app.doctreedir) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_file(path, json.dumps(value).encode("ascii"))


def once(make: Callable[[Sphinx], object]) -> Callable:
    """Return a function that makes its value once: when all pages are read it is made anew from what they report."""
    @wraps(make)
    def made(app: Sphinx):
        if make.__name__ not in app.liandong_made:
            app.liandong_made[make.__name__] = make(app)
        return app.liandong_made[make.__name__]

    return made


# Before anything is read, and after all is.
@on("env-before-read-docs")
@on("env-updated", 50)
def forget(app: Sphinx, *_args) -> None:
    """Drop what was made once."""
    app.liandong_made = {}


@on("html-page-context")
def load_assets(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Name on a page the files whose mark it holds."""
    wanted = [entry for mark, entry in ON_DEMAND.items() if mark in (context.get("body") or "")]
    for names, attributes in wanted:
        for name in names:
            if name.endswith(".css"):
                app.add_css_file(name)
            else:
                app.add_js_file(name, loading_method="defer", **attributes)


def add_to_head(context: dict, *elements: str) -> None:
    """Put elements behind those that a page's head has already."""
    context["metatags"] = "\n    ".join([context.get("metatags") or "", *elements])


def written_articles(app: Sphinx) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each built page, its article, and a digest of that and of the program."""
    for docname in sorted(app.env.found_docs):
        path = Path(app.builder.get_outfilename(docname))
        if path.is_file():
            # What stands around the article changes with every date in the foot.
            article = cut_article(path.read_text(encoding="utf-8"))
            yield docname, article, hashlib.sha256(f"{app.config.liandong_package}\0{article}".encode()).hexdigest()


def setup(app: Sphinx) -> None:
    """Register what all components said of themselves."""
    forget(app)
    for event, handler, priority in EVENTS:
        app.connect(event, handler, priority=priority)
    for made in TRANSFORMS:
        app.add_post_transform(made)
