"""The page for an address that is none, ``404.html``.

A server shows it under whatever address was asked for, so that relative links would lead nowhere and style sheets would not be found:
its style is in it, allowed by its checksum alone, and its links begin at the site's path, which ``html_baseurl`` tells and which is
``/`` otherwise.
"""

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from sphinx.application import Sphinx

from liandong.findings import messages

NAME = "404.html"
FOLDER = Path(__file__).resolve().parent / "templates"
TEMPLATE, STYLE = FOLDER / "not-found.html", FOLDER / "not-found.css"
MESSAGES = messages(__name__)


def not_found_page(title: str, base: str) -> str:
    """Return the page.

    Args:
        title: the site's title.
        base: the site's address, or empty if it lies at the top of its host.
    """
    path = urlsplit(base).path
    style = STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        {name: escape(words) for name, words in MESSAGES.items()},
        site=escape(title),
        path=escape(path if path.endswith("/") else f"{path}/", quote=True),
        style=style,
        # An empty icon, lest a browser ask for favicon.ico.
        policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'",
    )


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the page into the finished site."""
    if exception or app.builder.format != "html":
        return
    page = not_found_page(app.config.html_title or app.config.project, app.config.html_baseurl or "")
    (Path(app.outdir) / NAME).write_bytes(page.encode("utf-8"))


def setup(app: Sphinx) -> None:
    """Connect to the end of building."""
    app.connect("build-finished", write)
