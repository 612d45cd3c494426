"""The words around the text in Chinese: what the theme and its relatives leave in English or call by another name."""

from gettext import NullTranslations
from pathlib import Path

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

THEME = "sphinx_book_theme"
TEMPLATES = Path(__file__).resolve().parent / "templates"
# The theme's words and ours.
MESSAGES = {
    "Back to top": "回到顶部",
    "Color mode": "切换亮色、暗色",
    "Copyright": "版权",
    "Dark": "暗色",
    "Index": "索引",
    "Light": "亮色",
    "Main": "全书目录",
    "Home": "首页",
    "On this page": "本页目录",
    "Pages below": "下级各页",
    "Search": "搜索",
    "Site navigation": "全书目录",
    "Skip to main content": "跳到正文",
    "System Settings": "跟随系统",
    "next page": "下一页",
    "previous page": "上一页",
}


class Wording(NullTranslations):
    """Our words first, then those of Sphinx and the theme."""

    def __init__(self, fallback: NullTranslations) -> None:
        """Takes the catalogue that knows the other messages."""
        super().__init__()
        self.add_fallback(fallback)

    def gettext(self, message: str) -> str:
        """Returns the Chinese words for a message."""
        return MESSAGES.get(message) or super().gettext(message)


def use_wording(app: Sphinx, config: Config) -> None:
    """Makes our words those of the pages, and our templates stand before the theme's."""
    if not (config.language or "").startswith("zh"):
        return
    app.translator = locale.translators["general", "sphinx"] = Wording(app.translator)


def use_templates(app: Sphinx, config: Config) -> None:
    """Lets our templates stand before the theme's, for which they are written."""
    if config.html_theme == THEME:
        config.templates_path.insert(0, str(TEMPLATES))


def setup(app: Sphinx) -> None:
    """Connects before the theme is set up."""
    app.connect("config-inited", use_wording)
    app.connect("config-inited", use_templates, priority=900)
