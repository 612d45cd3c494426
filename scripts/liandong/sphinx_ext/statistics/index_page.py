"""The directive ``{statistics-index}``: all statistics of a bulletin in one table with totals, then the entry of each.

The table and the entries are sorted and filtered by the page's script; without it, they stand in the order of the
bulletin. What opens a value's card there is the pointer: for the keyboard a row has one stop, which leads to the entry,
where the links are.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.osutil import relative_uri

from liandong.findings import messages
from liandong.model import Statistic, plain
from liandong.model.reporting import NO_VALUE
from liandong.releases.edition import read_edition
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import load_where
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.elements import macros, printed, written
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.cards import make_card, print_anchor, statistic_entry
from liandong.sphinx_ext.statistics.catalogue import catalogue, printing_pages
from liandong.sphinx_ext.statistics.citing import citing_html, refer
from liandong.sphinx_ext.statistics.tables import totals_table

DIRECTIVE = "statistics-index"
LABELS = messages(__name__, "labels")
# What is filtered by, with its heading: the names stand in addresses that readers keep.
FILTERS = {"section": 1, "verdict": 5, "unit": 4}
DOWNLOADS = {"CSV": "statistics.csv", "JSON": "statistics.json", "XLSX": "statistics.xlsx"}
load_where('class="index-filters', "statistics-index.css", "statistics-index.js")


@directive(DIRECTIVE)
def show_index(page: BookDirective) -> list[nodes.Node]:
    """Return the places of overview and entries of the page's bulletin, section by section."""
    bulletin = page.bulletin
    store.add(page.env, store.INDEXES, page.slug)
    titles = bulletin.labels("statistics", "section")
    names = [*bulletin.statistics, *bulletin.derived]
    for name in names:
        page.note_use("statistic", page.slug, name)
    parts = {section: [key for key, row in bulletin.statistics.items() if row["section"] == section]
             for section in titles}
    result: list[nodes.Node] = [place(fill=fill_overview, keys=[(page.slug, name) for name in names], sections=titles)]
    for section, listed in (parts | {"derived": list(bulletin.derived)}).items():
        # The title comes from the data dictionary, numerals and all.
        heading = nodes.title("", "", printed(titles.get(section, LABELS["derived"]), "computed", "datapackage.json"))
        entries = [place(fill=fill_entry, key=(page.slug, name)) for name in listed]
        result += [nodes.section("", heading, *entries, ids=[f"section-{section}"])] if listed else []
    return result


def fill_overview(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return totals, downloads and the table of all statistics."""
    known, sections = catalogue(at.app).statistics, here["sections"]
    statistics = [known[key] for key in here["keys"] if key in known]
    rows = [[
        build.paragraph(build.link(one.name_zh, f"#{one.anchor}")), sections.get(one.section, one.section),
        *build.reported_and_computed(*at.page, one, link=False),
        one.unit, build.badge(one), build.paragraph(build.formula(*at.page, one, link=False)),
    ] for one in statistics]
    table = build.table(LABELS["headings"], rows, "statistic", build.STATISTICS,
                        classes=["statistics", "statistics-index"])
    # The form above the table stands in the page, so that nothing moves when the script takes it.
    values = {
        "section": [sections.get(one.section, one.section) for one in statistics],
        "verdict": [one.label for one in statistics],
        "unit": [one.unit for one in statistics],
    }
    groups = [(name, LABELS["headings"][column], list(filter(None, dict.fromkeys(values[name]))))
              for name, column in FILTERS.items()]
    filters = macros("statistics/statistics-index.html", LABELS).filters(groups)
    return [totals_table(statistics), _downloads(at), written(filters), table]


def _downloads(at: FillPlaces) -> nodes.paragraph:
    """Return the links to the files of all statistics, which lie beside the home page."""
    html = at.app.builder.format == "html"
    result = nodes.paragraph("", LABELS["download"], classes=["downloads"])
    for label, file in DOWNLOADS.items():
        address = relative_uri(at.app.builder.get_target_uri(at.env.docname), file) if html else file
        result += [nodes.Text(" "), nodes.reference("", label, internal=False, refuri=address)]
    return result


def fill_entry(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the entry of a statistic, which the page's cards number; one that no cell reports is taken out."""
    statistic = catalogue(at.app).statistics.get(here["key"])
    if statistic is None:
        return []
    card, edition = make_card(*at.page, statistic), read_edition(Path(at.env.srcdir))
    citing = citing_html(refer(edition, statistic, card.address.citation(statistic))) if edition.authors else ""
    return [statistic_entry(shown=card, parts=(entry_facts(statistic), _pages(at, statistic), citing))]


def _pages(at: FillPlaces, statistic: Statistic) -> list[tuple[str, str]]:
    """Return title and address of the other pages that print a statistic."""
    builder, docname = at.page
    own = (docname, store.sources(at.env).get(statistic.bulletin))
    pages = [page for page in printing_pages(at.app).get(statistic.key, ()) if page not in own]
    return [(at.env.titles[page].astext(), f"{builder.get_relative_uri(docname, page)}#{print_anchor(statistic.key)}")
            for page in pages]


def entry_facts(statistic: Statistic) -> list[tuple[str, str]]:
    """Return what an entry says beside its card: label and words."""
    computed, verdict = statistic.computed, statistic.verdict
    if isinstance(computed.value, tuple):
        exact = LABELS["interval"].format(**dict(zip(("lower", "upper"), map(plain, computed.value), strict=True)))
    else:
        exact = "" if computed.value is None else plain(computed.value)
    words = statistic.computed_text or NO_VALUE
    if exact and not statistic.copied and exact != computed.printed:
        words = LABELS["exact"].format(printed=words, exact=exact)
    meaning = LABELS["verdict"].format(label=verdict.label, meaning=verdict.meaning) if verdict else ""
    facts = (statistic.definition_zh, statistic.reported_text, words, meaning, statistic.id, statistic.name_en)
    return [(label, words) for label, words in zip(LABELS["facts"], facts, strict=True) if words]
