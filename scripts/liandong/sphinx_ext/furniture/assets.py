"""What a page loads: nothing that it does not need, scripts after the text, icons without an icon font.

Scripts and styles lie beside the directives that they belong to and are copied from there.

The theme's style sheet comes with every icon of Font Awesome and all of Bootstrap, its script draws the icons again,
and a Bootstrap script shows tooltips that ``title`` shows anyhow. The sheet is written here without the icons, which
``icons.css`` draws, and without the parts of Bootstrap that no page has; the scripts are left out. In the end
everything in ``_static`` that no page names is removed.
"""

import re
from pathlib import Path

import pydata_sphinx_theme
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript

from liandong.sphinx_ext.building import after_html, on
from liandong.sphinx_ext.furniture.wording import THEME

EXTENSION = Path(__file__).resolve().parents[1]
SHEET = "styles/pydata-sphinx-theme.css"
SLIM_SHEET = "styles/theme-slim.css"
# The theme's sheets come before all others, as it would load them itself.
THEME_PRIORITY, COLOURS_PRIORITY, PAPER_PRIORITY = 100, 150, 900
# Sphinx's scripts of search and highlighting are replaced by ours; the theme never asks for the rest.
LEFT_OUT = ("doctools.js", "sphinx_highlight.js", "translations.js", "styles/pydata-sphinx-theme.css")
# Loaded only by pages whose text holds the mark.
ON_DEMAND = (
    (("pygments.css", "copybutton.css", "clipboard.min.js", "copybutton.js"), 'class="highlight'),
    (("mystnb.",), 'class="cell'),
    (("sphinx-design.min.css",), 'class="sd-'),
    (("design-tabs.js",), "sd-tab-"),
)
# Of Bootstrap and of the colours of terminals: what begins so is on no page, but for what is used.
_LISTS = [line.split()
          for line in re.split(r"#.*\n", Path(__file__).with_name("unused-classes.txt").read_text(encoding="utf-8"))]
UNUSED, USED = tuple(_LISTS[1]), frozenset(_LISTS[2])
CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
NEGATED = re.compile(r":not\([^()]*\)")
EMPTY = re.compile(r"@media[^{}]*\{\s*\}")
RULE = re.compile(r"([^{}]*)\{[^{}]*\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ICON_SELECTOR = re.compile(r"\s*(\.fa|@font-face|@(-webkit-)?keyframes fa)")
NAMED = re.compile(r"_static/([^\"'?#\s)]+)")
URL = re.compile(r"url\(\s*[\"']?([^\"')?#]+)")


def slim(sheet: str) -> str:
    """Return a style sheet without the rules that name only icons and what no page has."""
    def keep(match: re.Match) -> str:
        return "" if all(map(_dispensable, NEGATED.sub("", match[1]).split(","))) else match[0]

    return EMPTY.sub("", RULE.sub(keep, COMMENT.sub("", sheet)))


def _dispensable(selector: str) -> bool:
    unused = (name for name in CLASS.findall(selector) if name.startswith(UNUSED) and name not in USED)
    return bool(ICON_SELECTOR.match(selector)) or any(unused)


def own_files() -> dict[str, Path]:
    """Return the scripts and styles of the extension's folders by the names that pages load."""
    folders = sorted(path for path in EXTENSION.iterdir() if path.is_dir())
    return {path.name: path for folder in folders for path in sorted(folder.iterdir())
            if path.suffix in (".css", ".js")}


@on("builder-inited")
def copy_files(app: Sphinx) -> None:
    """Copy the extension's scripts and styles before pages are written, which name them with their checksums."""
    static = Path(app.outdir) / "_static"
    for name, path in own_files().items() if app.builder.format == "html" else ():
        static.mkdir(parents=True, exist_ok=True)
        content = path.read_bytes()
        if not (static / name).is_file() or (static / name).read_bytes() != content:
            (static / name).write_bytes(content)


def _ours(app: Sphinx) -> bool:
    """Tell whether pages are written with the theme that all this is about."""
    return app.builder.format == "html" and app.config.html_theme == THEME


@on("builder-inited", 900)
def prepare(app: Sphinx) -> None:
    """Write the slim sheet before pages are written, which name its checksum; register what every page loads."""
    if not _ours(app):
        return
    source = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / SHEET
    target = Path(app.outdir) / "_static" / SLIM_SHEET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(slim(source.read_text(encoding="utf-8")).encode("utf-8"))
    # MyST-NB has copied its own sheet, nine tenths of which are the colours of terminals.
    for sheet in target.parents[1].glob("mystnb.*.css"):
        sheet.write_bytes(slim(sheet.read_text(encoding="utf-8")).encode("utf-8"))
    for name in ("basic.css", SLIM_SHEET):
        app.add_css_file(name, priority=THEME_PRIORITY)
    app.add_css_file("icons.css")
    app.add_css_file("typography.css")
    app.add_js_file("scripts/pydata-sphinx-theme.js")


# After everybody who adds files.
@on("html-page-context", 900)
def choose(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    """Leave out of a page what it does not need; what is left runs when the page has been read."""
    if app.config.html_theme != THEME:
        return
    body = context.get("body") or ""
    context["css_files"] = [asset for asset in context["css_files"] if _needed(_name(asset), body)]
    scripts = [asset for asset in context["script_files"] if _name(asset) and _needed(_name(asset), body)]
    for script in scripts:
        if not {"async", "defer"} & set(script.attributes):
            script.attributes["defer"] = "defer"
    context["script_files"] = scripts
    # Before the style sheets, at once: see layout.html.
    context["mode_script"] = _JavaScript("_static/mode.js")
    context["noscript_sheet"] = _CascadingStyleSheet("_static/noscript.css")


@after_html(950)
def sweep(app: Sphinx) -> None:
    """Remove from ``_static`` what no page and no style sheet names."""
    if not _ours(app):
        return
    out = Path(app.outdir)
    static = out / "_static"
    named = {name for page in out.rglob("*.html") if static not in page.parents
             for name in NAMED.findall(page.read_text(encoding="utf-8"))}
    wanted = {(static / name).resolve() for name in named}
    for sheet in [path for path in wanted if path.suffix == ".css" and path.is_file()]:
        wanted |= {(sheet.parent / address).resolve() for address in URL.findall(sheet.read_text(encoding="utf-8"))}
    # The project's own static files: all of them stay, some are loaded by scripts.
    folders = [Path(app.srcdir) / name for name in app.config.html_static_path]
    folders = [folder for folder in folders if folder.is_relative_to(app.srcdir)]
    own = {(static / path.relative_to(folder)).resolve() for folder in folders for path in folder.rglob("*")}
    own |= {(static / name).resolve() for name in own_files()}
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.resolve() not in wanted | own:
            path.unlink()


def _name(asset) -> str:
    return str(getattr(asset, "filename", asset) or "").removeprefix("_static/")


def _needed(name: str, body: str) -> bool:
    return name not in LEFT_OUT and all(mark in body for names, mark in ON_DEMAND if name.startswith(names))


def setup(app: Sphinx) -> None:
    """Register the sheets of colours and of paper, which the PDF uses too."""
    # The colours, named once, between the theme's sheets and all others; the sheet for paper after all of them.
    app.add_css_file("tokens.css", priority=COLOURS_PRIORITY)
    app.add_css_file("print.css", priority=PAPER_PRIORITY)
