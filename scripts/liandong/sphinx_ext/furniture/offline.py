"""Keeps every page to itself: nothing is asked of another host, and a Content-Security-Policy in each page would stop it.

The policy knows no inline script, no inline style and no ``eval``, so that what gets into a page by mistake does nothing either. The
extensions of Jupyter Book that would call other hosts are not loaded (``extensions`` in ``_config.yml``).
"""

from html import escape
from pathlib import Path

from sphinx.application import Sphinx

# Within a site over http 'self' is its own host. From disk every browser has its own idea of 'self'; there the scheme says it, and
# what is on a disk or a shared folder is no other host. An http page cannot load file: addresses, so that nothing is opened there.
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
FIRST_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8" />
{policy}
<meta http-equiv="refresh" content="0; url={address}" />
<title>{title}</title>
</head>
<body><p><a href="{address}">{title}</a></p></body>
</html>
"""


def add_policy(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Put the policy before everything that a page loads."""
    context["metatags"] = f"\n    {META}{context.get('metatags') or ''}"


def write_first_page(app: Sphinx, exception: Exception | None) -> None:
    """Write ``index.html``, which leads on to the book's first page; Jupyter Book's own has neither title nor policy."""
    if exception or app.builder.format != "html" or "index" in app.env.found_docs:
        return
    address = escape(app.builder.get_target_uri(app.config.root_doc), quote=True)
    text = FIRST_PAGE.format(policy=META, address=address, title=escape(app.config.html_title or app.config.project))
    (Path(app.outdir) / "index.html").write_bytes(text.encode("utf-8"))


def setup(app: Sphinx) -> None:
    """Register the policy and the settings of extensions that are left out."""
    for name, value in SETTINGS_OF_OTHERS.items():
        if name not in app.config:
            app.add_config_value(name, value, "html")
    # Last of all: whatever others put into the head stands behind the policy.
    app.connect("html-page-context", add_policy, priority=950)
    app.connect("build-finished", write_first_page, priority=900)
