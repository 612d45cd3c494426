"""The words around the text in Chinese: what the theme and its relatives leave in English or call by another name."""

from gettext import NullTranslations
from html import escape
from pathlib import Path

from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from liandong.findings import messages
from liandong.sphinx_ext.building import on

THEME = "sphinx_book_theme"
TEMPLATES = Path(__file__).resolve().parent / "templates"
MESSAGES = messages(__name__)


class Wording(NullTranslations):
    """Our words first, then those of Sphinx and the theme."""

    def __init__(self, fallback: NullTranslations) -> None:
        """Take the catalogue that knows the other messages."""
        super().__init__()
        self.add_fallback(fallback)

    def gettext(self, message: str) -> str:
        """Return the Chinese words for a message."""
        return MESSAGES.get(message) or super().gettext(message)


@on("config-inited")
def use_wording(app: Sphinx, config: Config) -> None:
    """Make our words those of the pages, and our templates stand before the theme's."""
    if not (config.language or "").startswith("zh"):
        return
    app.translator = locale.translators["general", "sphinx"] = Wording(app.translator)


@on("config-inited", 900)
def use_templates(app: Sphinx, config: Config) -> None:
    """Let our templates stand before the theme's, for which they are written."""
    if config.html_theme == THEME:
        config.templates_path.insert(0, str(TEMPLATES))


def visit_fold(self, node: HideCodeCellNode) -> None:
    """Begin a folded cell: its words are its name; myst-nb would give it an English one."""
    classes = escape(" ".join(node["classes"]), quote=True)
    self.body.append(
        f'<details class="admonition hide {classes}">\n<summary>\n'
        f'<span class="collapsed admonition-title">{escape(node["prompt_show"])}</span>\n'
        f'<span class="expanded admonition-title">{escape(node["prompt_hide"])}</span>\n</summary>\n'
    )


def setup(app: Sphinx) -> None:
    """Register the form of folded cells."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_fold, depart_HideCellInput))
