"""The directive ``{statistics-index}``: all statistics of a bulletin in one table with totals, then the entry of each.

The table and the entries are sorted and filtered by the page's script; without it, they stand in the order of the bulletin. What opens a
value's card there is the pointer: for the keyboard a row has one stop, which leads to the entry, where the links are.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from liandong.findings import messages
from liandong.model import Statistic, plain
from liandong.releases.edition import read_edition
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED, STATISTIC, printed
from liandong.sphinx_ext.markup import macros
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.card import entry_html
from liandong.sphinx_ext.statistics.cards import make_card, print_anchor
from liandong.sphinx_ext.statistics.catalogue import catalogue, printing_pages
from liandong.sphinx_ext.statistics.citing import citing_html, refer
from liandong.sphinx_ext.statistics.tables import totals_table

HEADINGS = ["指标", "部分", "简报", "复算", "单位", "结论", "算式"]
LABELS = messages(__name__, "labels")
# What is filtered by, with its heading: the names stand in addresses that readers keep.
FILTERS = {"section": 1, "verdict": 5, "unit": 4}
FACTS = {"definition": "口径", "reported": "简报印出", "computed": "复算", "verdict": "结论", "id": "编号", "name_en": "英文名"}
DOWNLOADS = {"CSV": "statistics.csv", "JSON": "statistics.json", "XLSX": "statistics.xlsx"}
STYLE, SCRIPT = "statistics-index.css", "statistics-index.js"


class index_overview(nodes.General, nodes.Element):
    """The place of totals, downloads and table, until all pages are read: ``bulletin``, ``statistics``, ``sections`` with their titles."""


class statistic_entry(nodes.General, nodes.Element):
    """The place of an entry: ``key``, ``section`` (its title); then also ``entry`` (card, facts, pages, how it is cited), and ``note``, the number of its card."""


class StatisticsIndexDirective(SphinxDirective):
    """Lists all statistics of the page's bulletin, and gives each its entry."""

    def run(self) -> list[nodes.Node]:
        """Return the places of overview and entries, section by section; they are filled when all pages are read."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        store.add(self.env, store.INDEXES, self.env.docname, bulletin.slug)
        titles = bulletin.labels("statistics", "section")
        names = [*bulletin.statistics, *bulletin.derived]
        for name in names:
            use = store.Use("statistic", bulletin.slug, name, self.env.docname, self.lineno)
            store.add(self.env, store.USES, self.env.docname, use)
        result: list[nodes.Node] = [index_overview(bulletin=bulletin.slug, statistics=names, sections=titles)]
        for section, title in titles.items():
            result += self._section(bulletin.slug, section, title, [k for k, row in bulletin.statistics.items() if row["section"] == section])
        return result + self._section(bulletin.slug, "derived", LABELS["derived"], list(bulletin.derived))

    def _section(self, slug: str, section: str, title: str, names: list[str]) -> list[nodes.Node]:
        entries = [statistic_entry(key=(slug, name)) for name in names]
        # The title comes from the data dictionary, numerals and all.
        heading = nodes.title("", "", printed(title, COMPUTED, "datapackage.json"))
        return [nodes.section("", heading, *entries, ids=[f"section-{section}"])] if names else []


def fill_overview(at: FillPlaces, place: index_overview) -> list[nodes.Node]:
    """Return totals, downloads and the table of all statistics."""
    known, sections = catalogue(at.app).statistics, place["sections"]
    statistics = [known[place["bulletin"], name] for name in place["statistics"] if (place["bulletin"], name) in known]
    rows = []
    for statistic in statistics:
        name = nodes.reference("", statistic.name_zh, internal=True, refuri=f"#{statistic.anchor}")
        rows.append([
            build.paragraph(name), sections.get(statistic.section, statistic.section), *build.reported_and_computed(*at.page, statistic, link=False),
            statistic.unit, build.badge(statistic), build.paragraph(build.formula(*at.page, statistic, link=False)),
        ])
    table = build.table(HEADINGS, rows, STATISTIC, "statistics.json", classes=["statistics", "statistics-index"])
    return [totals_table(statistics), _downloads(at), _filters(statistics, sections), table]


def _filters(statistics: list[Statistic], sections: dict[str, str]) -> nodes.raw:
    """Return the form above the table; it stands in the page, so that nothing moves when the script takes it."""
    values = {
        "section": [sections.get(one.section, one.section) for one in statistics],
        "verdict": [one.label for one in statistics],
        "unit": [one.unit for one in statistics],
    }
    groups = [(name, HEADINGS[column], list(filter(None, dict.fromkeys(values[name])))) for name, column in FILTERS.items()]
    return nodes.raw("", macros("statistics/statistics-index.html", LABELS).filters(groups), format="html")


def fill_entry(at: FillPlaces, node: statistic_entry) -> list[nodes.Node] | None:
    """Give an entry its content; one that no cell reports is taken out."""
    statistic = catalogue(at.app).statistics.get(tuple(node["key"]))
    if statistic is None:
        return []
    card, edition = make_card(*at.page, statistic), read_edition(Path(at.env.srcdir))
    citing = citing_html(refer(edition, statistic, card.address.citation(statistic))) if edition.authors else ""
    node["entry"] = card, entry_facts(statistic), _pages(at, statistic), citing
    return None


def _downloads(at: FillPlaces) -> nodes.paragraph:
    """Return the links to the files of all statistics, which lie beside the home page."""
    html = at.app.builder.format == "html"
    result = nodes.paragraph("", LABELS["download"], classes=["downloads"])
    for label, file in DOWNLOADS.items():
        address = relative_uri(at.app.builder.get_target_uri(at.env.docname), file) if html else file
        result += [nodes.Text(" "), nodes.reference("", label, internal=False, refuri=address)]
    return result


def _pages(at: FillPlaces, statistic: Statistic) -> list[tuple[str, str]]:
    """Return title and address of the other pages that print a statistic."""
    builder, docname = at.page
    own = (docname, store.sources(at.env).get(statistic.bulletin))
    pages = [page for page in printing_pages(at.app).get(statistic.key, ()) if page not in own]
    return [(at.env.titles[page].astext(), f"{builder.get_relative_uri(docname, page)}#{print_anchor(statistic.key)}") for page in pages]


def entry_facts(statistic: Statistic) -> list[tuple[str, str]]:
    """Return what an entry says beside its card: label and words."""
    computed, verdict = statistic.computed, statistic.verdict
    if isinstance(computed.value, tuple):
        exact = LABELS["interval"].format(**dict(zip(("lower", "upper"), map(plain, computed.value), strict=True)))
    else:
        exact = "" if computed.value is None else plain(computed.value)
    words = statistic.computed_text or build.NO_VALUE
    if exact and not statistic.copied and exact != computed.printed:
        words = LABELS["exact"].format(printed=words, exact=exact)
    facts = [
        ("definition", statistic.definition_zh),
        ("reported", statistic.reported_text),
        ("computed", words),
        ("verdict", LABELS["verdict"].format(label=verdict.label, meaning=verdict.meaning) if verdict else ""),
        ("id", statistic.id),
        ("name_en", statistic.name_en),
    ]
    return [(FACTS[label], words) for label, words in facts if words]


def visit_html(self, node: statistic_entry) -> None:
    """Write an entry."""
    card, *rest = node["entry"]
    self.body.append(entry_html(card, node.get("note"), *rest) + "\n")
    raise nodes.SkipNode


def add_script(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Put style and script on pages with an index only."""
    if pagename in store.indexes(app.env).values():
        app.add_css_file(STYLE)
        app.add_js_file(SCRIPT, loading_method="defer")


def setup(app: Sphinx) -> None:
    """Register the places; the domain registers the directive."""
    add_place(app, index_overview, fill_overview)
    add_place(app, statistic_entry, fill_entry, html=(visit_html, None))
    app.connect("html-page-context", add_script)
