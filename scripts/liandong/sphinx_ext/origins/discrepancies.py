"""The directive ``{discrepancies}``: what is listed as not reproducing, with its status, from discrepancies.yml."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.bulletin import BULLETINS, Bulletin
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import FILE
from liandong.sphinx_ext.statistics import build

HEADINGS = ["事项", "指标", "对不上在哪里", "状态"]
NONE = "目前没有登记对不上的数字。"


class DiscrepanciesDirective(SphinxDirective):
    """Lists the entries of the page's bulletin."""

    def run(self) -> list[nodes.Node]:
        """Returns a table with one row an entry."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        entries = {entry["id"]: entry for entry in bulletin.discrepancies.values()}
        if not entries:
            return [nodes.paragraph("", NONE)]
        rows = [
            [entry["title"], "、".join(_name(bulletin, name) for name in entry["statistics"]), entry["fails"], entry["status"]]
            for entry in entries.values()
        ]
        source = (BULLETINS / bulletin.slug / "discrepancies.yml").as_posix()
        return [build.table(HEADINGS, rows, FILE, source, classes=["discrepancies"])]


def _name(bulletin: Bulletin, statistic: str) -> str:
    # An unknown id is named by the check after reading; until then it stands for itself.
    return bulletin.statistics.get(statistic, {}).get("name_zh", statistic)


def setup(app: Sphinx) -> None:
    """Registers the directive."""
    app.add_directive("discrepancies", DiscrepanciesDirective)
