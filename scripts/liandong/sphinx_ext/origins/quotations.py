"""Quotes the bulletin: ``{quote-source}`` shows a passage, checked to be verbatim."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.findings import Finding, quote
from liandong.sphinx_ext import store

ATTRIBUTION = "《{document}》{number}"
VERBATIM = "source.txt 中的原文照录（空格和换行不计）"
BLANK = re.compile(r"\s+")


class QuoteDirective(SphinxDirective):
    """Quotes a passage of the page's bulletin; a word that differs from the source stops the build."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the quotation with its attribution."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        text = "".join(line.strip() for line in self.content)
        # Page breaks of the source cut sentences, so blanks do not count in the comparison.
        if not text or BLANK.sub("", text) not in BLANK.sub("", bulletin.source):
            finding = Finding("E501", f"{self.env.docname}.md", self.lineno, found=quote(text), expected=VERBATIM)
            store.add(self.env, store.PROBLEMS, self.env.docname, finding)
        # Verbatim: no quotation mark or hyphen is made prettier.
        quotation = nodes.block_quote(classes=["source-quotation"], support_smartquotes=False)
        quotation += nodes.paragraph("", text)
        quotation += nodes.attribution("", ATTRIBUTION.format(**bulletin.info))
        return [quotation]


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("quote-source", QuoteDirective)
