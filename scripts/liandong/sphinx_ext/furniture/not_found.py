"""Pages without the theme: ``404.html``, and ``index.html``, which leads on to the book's first page.

Jupyter Book's own ``index.html`` has neither title nor policy. ``404.html`` is the page for an address that is none.

A server shows it under whatever address was asked for, so that relative links would lead nowhere and style sheets would
not be found: its style is in it, allowed by its checksum alone, and its links begin at the site's path, which
``html_baseurl`` tells and which is ``/`` otherwise.
"""

import base64
import hashlib
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from sphinx.application import Sphinx

from liandong.findings import messages
from liandong.sphinx_ext.building import after_html
from liandong.sphinx_ext.furniture.page_head import META

FOLDER = Path(__file__).resolve().parent / "templates"
TEMPLATE, STYLE, FIRST_PAGE = FOLDER / "not-found.html", FOLDER / "not-found.css", FOLDER / "first-page.html"
MESSAGES = messages(__name__)


def not_found_page(title: str, base: str) -> str:
    """Return the page of a site by its title and its address, empty if the site lies at the top of its host."""
    path = urlsplit(base).path
    style = STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        {name: escape(words) for name, words in MESSAGES.items()}, site=escape(title), style=style,
        path=escape(path if path.endswith("/") else f"{path}/"),
        # An empty icon, lest a browser ask for favicon.ico.
        policy=f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'",
    )


# After Jupyter Book's own first page.
@after_html(900)
def write(app: Sphinx) -> None:
    """Write the pages into the finished site."""
    out, title = Path(app.outdir), app.config.html_title or app.config.project
    (out / "404.html").write_bytes(not_found_page(title, app.config.html_baseurl or "").encode("utf-8"))
    if "index" not in app.env.found_docs:
        address = escape(app.builder.get_target_uri(app.config.root_doc))
        page = Template(FIRST_PAGE.read_text(encoding="utf-8"))
        text = page.substitute(policy=META, address=address, title=escape(title))
        (out / "index.html").write_bytes(text.encode("utf-8"))
