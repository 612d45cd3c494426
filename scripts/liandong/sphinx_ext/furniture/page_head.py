"""The head of a page: icons, description, title and picture, and the policy that keeps the page to itself.

Addresses are relative, so that they hold in every place; with ``html_baseurl`` the picture's and the page's own become
absolute, as programs outside the page need them.

Nothing is asked of another host: a Content-Security-Policy in each page would stop it. It knows no inline script, no
inline style and no ``eval``, so that what gets into a page by mistake does nothing either. The extensions of Jupyter
Book that would call other hosts are not loaded (``extensions`` in ``_config.yml``).
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
# Within a site over http 'self' is its own host. From disk every browser has its own idea of it; there the scheme says
# it, and what is on a disk or a shared folder is no other host. An http page cannot load file: addresses.
OWN = "'self' file:"
POLICY = "; ".join((
    "default-src 'none'",
    f"script-src {OWN}",
    f"style-src {OWN}",
    # Pictures that a script makes for saving, and the icons in style sheets.
    f"img-src {OWN} data: blob:",
    f"font-src {OWN}",
    # A page's own host: tools that judge a page ask it for robots.txt, the preview's script for what is new.
    "connect-src 'self'",
    f"form-action {OWN}",
    "base-uri 'none'",
))
META = f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=True)}" />'
# What Jupyter Book configures for extensions that are not loaded.
SETTINGS_OF_OTHERS = {"comments_config": {}}
_SPACE_IN_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")


def describe(doctree: nodes.document) -> str:
    """Return a page's first paragraph in one line, cut at a sentence's end if too long; empty if it has no text."""
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
    title = re.sub(r"<[^>]*>", "", context.get("title") or "")
    if pagename in app.env.titles:
        title = app.env.titles[pagename].astext()
    description = describe(doctree) if doctree is not None else ""
    if description:
        lines.append(f'<meta name="description" content="{escape(description)}" />')
    picture = urljoin(base, join("_static", PREVIEW)) if base else pathto(f"_static/{PREVIEW}", 1)
    properties = {
        "type": "website" if pagename == app.config.root_doc else "article", "locale": LOCALE, "site_name": site,
        "title": title, "description": description, "image": picture,
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


# Last of all: whatever others put into the head stands behind the policy.
@on("html-page-context", 950)
def add_policy(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Put the policy before everything that a page loads."""
    context["metatags"] = f"\n    {META}{context.get('metatags') or ''}"


def setup(app: Sphinx) -> None:
    """Register the settings of extensions that are left out."""
    for name, value in SETTINGS_OF_OTHERS.items():
        if name not in app.config:
            app.add_config_value(name, value, "html")
