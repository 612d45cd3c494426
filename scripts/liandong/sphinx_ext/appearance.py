"""How pages look on paper: the style sheet for printing, which the PDF of the whole book uses too."""

from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Registers the style sheet; it comes after the others, so that paper has the last word."""
    app.add_css_file("print.css", priority=900)
