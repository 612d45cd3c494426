"""The page to download and to cite: ``{downloads}`` lists every file of data, ``{site-citation}`` cites the site."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from liandong.course.training.ledger import NOT_PUBLISHED, has_ledger, open_ledger
from liandong.course.training.ledger import SLUG as TRAINING
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import messages
from liandong.model.bulletin import open_bulletin
from liandong.model.data_package import DESCRIPTION, DataPackage
from liandong.pages.tracing.html import COMPUTED
from liandong.releases.assembly import PACKAGE_PLACE
from liandong.releases.edition import CITATION, read_edition
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import shows
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place
from liandong.sphinx_ext.elements import download_link, written
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.cards import DATA
from liandong.sphinx_ext.statistics.citing import PAGE, CitedEdition, citing_html

LICENCE, LICENCE_FILE = "LICENSE", "LICENSE.txt"  # in the project, and on the site, where a double click opens it
LABELS = messages(__name__, "labels")
KEY = "liandong"


@directive("downloads")
def show_downloads(page: BookDirective) -> list[nodes.Node]:
    """Return the place of the list of files, and where a published folder offers the whole site as one file."""
    return [written(PACKAGE_PLACE), place(fill=fill_downloads)]


@directive("site-citation")
def show_citation(page: BookDirective) -> place:
    """Return the place of the site's own reference."""
    return place(fill=fill_citation)


def published_packages(root: Path) -> dict[str, DataPackage]:
    """Return the data packages of the site by their folder: those of the bulletins, then the teaching ledger."""
    packages: dict[str, DataPackage] = {slug: open_bulletin(slug, root) for slug in bulletin_slugs(root)}
    return packages | ({TRAINING: open_ledger(root)} if has_ledger(root) else {})


def package_zip(slug: str) -> str:
    """Return the name of a data package as one file."""
    return f"{slug}.zip"


def listed_files(root: Path) -> list[tuple[str, list[str]]]:
    """Return the rows of the list: what it is, and the files below the site's root, one for each form."""
    packages = published_packages(root)
    rows = [(LABELS["package"].format(title=package.package["title"]), [f"{DATA}/{package_zip(slug)}"])
            for slug, package in packages.items()]
    rows += [(LABELS["statistics"], ["statistics.csv", "statistics.json", "statistics.xlsx"]),
             (LABELS["derived"], ["derived.json"])]
    rows += [(LABELS["training"], ["training.json"])] if has_ledger(root) else []
    for slug, package in packages.items():
        rows.append((LABELS["description"].format(title=package.package["title"]), [f"{DATA}/{slug}/{DESCRIPTION}"]))
        tables = [resource for resource in package.package["resources"] if resource["name"] not in NOT_PUBLISHED]
        rows += [(resource["title"], [f"{DATA}/{slug}/{resource['path']}"]) for resource in tables]
    edition = read_edition(root)
    rows += [(LABELS["licence"], [LICENCE_FILE])] if (root / LICENCE).is_file() else []
    citation = LABELS["citation"].format(version=edition.version, day=edition.day)
    return rows + ([(citation, [CITATION])] if edition.title else [])


def fill_downloads(at: FillPlaces, here: place) -> nodes.Node:
    """Return the table of files."""
    rows = []
    for words, files in listed_files(Path(at.env.srcdir)):
        links = [download_link(at.env.docname, file, file.rpartition("/")[2]) for file in files]
        joined = (node for link in links for node in (nodes.Text(LABELS["joined"]), link))
        rows.append([words, build.paragraph(*list(joined)[1:])])
    for page in store.sources(at.env).values():
        link = build.link(at.env.titles[page].astext(), at.app.builder.get_relative_uri(at.env.docname, page))
        rows.append([LABELS["text"], build.paragraph(link)])
    return build.table(LABELS["headings"], rows, COMPUTED, DATA, classes=["downloads-list", "no-terms"])


def fill_citation(at: FillPlaces, here: place) -> list[nodes.Node]:
    """Return the site's reference; nothing where nobody wrote a citation file."""
    root, config = Path(at.env.srcdir), at.app.config
    edition = read_edition(root)
    address = f"{config.html_baseurl.rstrip('/')}/{at.app.builder.get_target_uri(config.root_doc)}".lstrip("/")
    return [written(citing_html(CitedEdition(edition, "", KEY, address), opened=True))] if edition.authors else []


@shows
def shown(app: Sphinx) -> dict[str, str]:
    """Return what the page shows of the data and of releases, for the incremental build."""
    root = Path(app.srcdir)
    if PAGE not in app.env.found_docs:
        return {}
    return {PAGE: repr((listed_files(root), read_edition(root), store.sources(app.env)))}
