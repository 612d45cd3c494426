"""Keeps every page to itself: nothing is asked of another host, and a Content-Security-Policy in each page would stop it.

The policy knows no inline script, no inline style and no ``eval``, so that what gets into a page by mistake does nothing either. The
extensions of Jupyter Book that would call other hosts are not loaded (``extensions`` in ``_config.yml``).
"""

from html import escape

from sphinx.application import Sphinx

from liandong.sphinx_ext.building import on

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
