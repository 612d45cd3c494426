"""How pages look: the colours, named once, before every other sheet; the sheet for paper, which the PDF uses too, after all of them."""

from sphinx.application import Sphinx

COLOURS, PAPER = "tokens.css", "print.css"
# Between the theme's sheets and everybody's own.
COLOURS_PRIORITY = 150
PAPER_PRIORITY = 900


def setup(app: Sphinx) -> None:
    """Register both sheets."""
    app.add_css_file(COLOURS, priority=COLOURS_PRIORITY)
    app.add_css_file(PAPER, priority=PAPER_PRIORITY)
