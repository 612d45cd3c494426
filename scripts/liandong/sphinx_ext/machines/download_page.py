"""The directives of the page to download and to cite: ``{downloads}`` lists every file of the site's data, ``{site-citation}`` cites the site."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.course.training.ledger import NOT_PUBLISHED, has_ledger, open_ledger
from liandong.course.training.ledger import SLUG as TRAINING
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import messages
from liandong.model.bulletin import open_bulletin
from liandong.model.data_package import DESCRIPTION, DataPackage
from liandong.releases.assembly import PACKAGE_PLACE
from liandong.releases.edition import CITATION, read_edition
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED
from liandong.sphinx_ext.furniture.downloads import download_link
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.cards import DATA
from liandong.sphinx_ext.statistics.citing import PAGE, Reference, citing_html

LICENCE, LICENCE_FILE = "LICENSE", "LICENSE.txt"  # in the project, and on the site, where a double click opens it
LABELS = messages(__name__, "labels")
KEY = "liandong"


class downloads_place(nodes.General, nodes.Element):
    """The place of the list of files, until all pages are read."""


class citation_place(nodes.General, nodes.Element):
    """The place of the site's own reference."""


class DownloadsDirective(SphinxDirective):
    """Lists the files."""

    def run(self) -> list[nodes.Node]:
        """Return the place, and where a published folder offers the whole site as one file."""
        return [nodes.raw("", PACKAGE_PLACE, format="html"), downloads_place()]


class CitationDirective(SphinxDirective):
    """Shows how the site is cited."""

    def run(self) -> list[nodes.Node]:
        """Return the place."""
        return [citation_place()]


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
    rows = [(LABELS["package"].format(title=package.package["title"]), [f"{DATA}/{package_zip(slug)}"]) for slug, package in packages.items()]
    rows += [(LABELS["statistics"], ["statistics.csv", "statistics.json", "statistics.xlsx"]), (LABELS["derived"], ["derived.json"])]
    rows += [(LABELS["training"], ["training.json"])] if has_ledger(root) else []
    for slug, package in packages.items():
        rows.append((LABELS["description"].format(title=package.package["title"]), [f"{DATA}/{slug}/{DESCRIPTION}"]))
        tables = [resource for resource in package.package["resources"] if resource["name"] not in NOT_PUBLISHED]
        rows += [(resource["title"], [f"{DATA}/{slug}/{resource['path']}"]) for resource in tables]
    edition = read_edition(root)
    rows += [(LABELS["licence"], [LICENCE_FILE])] if (root / LICENCE).is_file() else []
    return rows + ([(LABELS["citation"].format(version=edition.version, day=edition.day), [CITATION])] if edition.title else [])


def fill_downloads(at: FillPlaces, place: downloads_place) -> nodes.Node:
    """Return the table of files."""
    rows = []
    for words, files in listed_files(Path(at.env.srcdir)):
        links = [node for file in files for node in (nodes.Text(LABELS["joined"]), _link(file))]
        rows.append([words, build.paragraph(*links[1:])])
    for slug, page in store.sources(at.env).items():
        link = nodes.reference("", at.env.titles[page].astext(), internal=True, refuri=at.app.builder.get_relative_uri(at.env.docname, page))
        rows.append([LABELS["text"], build.paragraph(link)])
    return build.table(LABELS["headings"], rows, COMPUTED, DATA, classes=["downloads-list", "no-terms"])


def fill_citation(at: FillPlaces, place: citation_place) -> list[nodes.Node]:
    """Return the site's reference; nothing where nobody wrote a citation file."""
    root, config = Path(at.env.srcdir), at.app.config
    edition = read_edition(root)
    address = f"{config.html_baseurl.rstrip('/')}/{at.app.builder.get_target_uri(config.root_doc)}".lstrip("/")
    return [nodes.raw("", citing_html(Reference(edition, "", KEY, address), opened=True), format="html")] if edition.authors else []


def _link(file: str) -> download_link:
    name = file.rpartition("/")[2]
    return download_link("", name, file=file, save_as=name)


def shown(app: Sphinx) -> dict[str, str]:
    """Return what the page shows of the data and of releases, for the incremental build."""
    root = Path(app.srcdir)
    return {PAGE: repr((listed_files(root), read_edition(root), store.sources(app.env)))} if PAGE in app.env.found_docs else {}


def setup(app: Sphinx) -> None:
    """Register directives and places."""
    store.SHOWN["downloads"] = shown
    add_place(app, downloads_place, fill_downloads)
    add_place(app, citation_place, fill_citation)
    app.add_directive("downloads", DownloadsDirective)
    app.add_directive("site-citation", CitationDirective)
