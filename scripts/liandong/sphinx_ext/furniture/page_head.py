"""What a page says about itself to browsers and to programs that show a link to it: icons, description, title and picture.

Addresses are relative, so that they hold in every place; with ``html_baseurl`` the picture's and the page's own become absolute, as
programs outside the page need them.
"""

import re
from html import escape
from posixpath import join
from urllib.parse import urljoin

from docutils import nodes
from sphinx.application import Sphinx

from liandong.sphinx_ext.building import add_to_head, on

ICONS = (
    ('rel="icon" sizes="48x48"', "favicon.ico"),
    ('rel="icon" type="image/svg+xml" sizes="any"', "favicon.svg"),
    ('rel="apple-touch-icon"', "apple-touch-icon.png"),
)
PREVIEW = "social-preview.png"
PREVIEW_SIZE = (1200, 630)  # px
LOCALE = "zh_CN"
# Longer descriptions are cut off where they are shown.
DESCRIPTION_LIMIT = 120  # characters
CUT_MARK = "…"
_SPACE_IN_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")


def describe(doctree: nodes.document) -> str:
    """Return a page's first paragraph in one line, cut at a sentence's end where it is too long; empty if the page has no text."""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, (nodes.section, nodes.document)):
            text = _SPACE_IN_CHINESE.sub("", " ".join(paragraph.astext().split()))
            if text:
                return _shorten(text)
    return ""


def site_address(app: Sphinx) -> str:
    """Return the address at which the site lies, with a slash at its end; empty where ``html_baseurl`` names none."""
    base = (app.config.html_baseurl or "").strip()
    return base if not base or base.endswith("/") else f"{base}/"


@on("html-page-context", 520)
def add_head(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Add the page's elements to its head."""
    pathto, base, site = context["pathto"], site_address(app), app.config.html_title or app.config.project
    lines = [f'<link {kind} href="{escape(pathto(f"_static/{file}", 1))}" />' for kind, file in ICONS]
    title = app.env.titles[pagename].astext() if pagename in app.env.titles else re.sub(r"<[^>]*>", "", context.get("title") or "")
    description = describe(doctree) if doctree is not None else ""
    if description:
        lines.append(f'<meta name="description" content="{escape(description)}" />')
    properties = {
        "type": "website" if pagename == app.config.root_doc else "article", "locale": LOCALE, "site_name": site, "title": title,
        "description": description, "image": urljoin(base, join("_static", PREVIEW)) if base else pathto(f"_static/{PREVIEW}", 1),
        "image:width": str(PREVIEW_SIZE[0]), "image:height": str(PREVIEW_SIZE[1]), "image:alt": site,
        "url": urljoin(base, app.builder.get_target_uri(pagename)) if base else "",
    }
    lines += [f'<meta property="og:{name}" content="{escape(value)}" />' for name, value in properties.items() if value]
    add_to_head(context, *lines)


def _shorten(text: str) -> str:
    if len(text) <= DESCRIPTION_LIMIT:
        return text
    end = max(text.rfind(mark, 0, DESCRIPTION_LIMIT) for mark in "。；")
    return text[:end + 1] if end > DESCRIPTION_LIMIT // 2 else text[:DESCRIPTION_LIMIT - 1] + CUT_MARK
