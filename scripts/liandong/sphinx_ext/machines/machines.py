"""For machines and for those who cite: data packages on the site, JSON-LD in the head, the foot of every page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from liandong.course.training.ledger import NOT_PUBLISHED
from liandong.data.archives import zip_bytes
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import messages
from liandong.model import Verdict
from liandong.model.bulletin import open_bulletin
from liandong.releases.edition import CITATION, citation_file, read_edition
from liandong.releases.release import RELEASES, read_release
from liandong.releases.snapshot import newest_dates
from liandong.run.inputs import data_sha256
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import beside_html, on, once, shows
from liandong.sphinx_ext.furniture.notice import ABOUT, notice_words
from liandong.sphinx_ext.furniture.notice import LABELS as NOTICE_LABELS
from liandong.sphinx_ext.machines.dataset import (
    DESCRIPTION,
    describe_dataset,
    link_element,
    public_files,
    script_element,
)
from liandong.sphinx_ext.machines.download_page import LICENCE, LICENCE_FILE, package_zip, published_packages
from liandong.sphinx_ext.statistics.cards import DATA
from liandong.sphinx_ext.statistics.catalogue import catalogue
from liandong.sphinx_ext.statistics.citing import PAGE, CitedEdition, cite

NOTICE = '<p class="site-notice">{}。</p>'
# A card's reference is made from the one in the foot, where name, address and the reader's day are put in.
FOOTER = '<p class="data-version" data-cite="{}"><span>{}。</span> <span>{}。</span> <span>{}。</span>'
PLACES = ("{title}", "{address}", "{day}")
LABELS = messages(__name__, "labels")
# The pages that every page leads to at its foot.
FOOT_PAGES = {PAGE: "下载和引用", ABOUT: NOTICE_LABELS["about"], "book/upkeep/accessibility": "无障碍说明"}
REPORT = "report-error"
# What a bulletin need not say of itself.
UNNAMED = {"place": "", "document": "", "number": ""}


def footer_words(app: Sphinx) -> tuple[str, str, str]:
    """Return what the foot of every page says: bulletins, version and date of the data, statistics by verdict.

    All of it is from the data and the releases; nothing is from the clock.
    """
    root = Path(app.srcdir)
    bulletins = [open_bulletin(slug, root) for slug in bulletin_slugs(root)]
    words = [
        LABELS["bulletin"].format(**UNNAMED | bulletin.info | {"date": bulletin.published.isoformat()})
        for bulletin in bulletins
    ]
    verdicts = [statistic.verdict for statistic in catalogue(app).statistics.values() if statistic.verdict]
    counts = LABELS["joined"].join(
        LABELS["verdict"].format(label=verdict.label, count=verdicts.count(verdict)) for verdict in Verdict)
    version = LABELS["joined"].join(dict.fromkeys(bulletin.package.get("version", "") for bulletin in bulletins))
    return (
        LABELS["data"].format(bulletins=LABELS["joined"].join(words)), version_words(root, version),
        LABELS["counts"].format(total=len(verdicts), verdicts=counts),
    )


def version_words(root: Path, package_version: str) -> str:
    """Return version and date: the last release's, unless nothing was released or the data has changed since."""
    newest = max(newest_dates(root).values(), default="")
    edition = read_edition(root)
    if not edition.released:
        return LABELS["package"].format(version=edition.version or package_version, date=newest)
    release = read_release(root / RELEASES / edition.version, root)
    if release.data_sha256 != data_sha256(root):
        return LABELS["changed"].format(version=release.version, date=newest)
    return LABELS["release"].format(version=release.version, date=release.date)


@once
def footer_start(app: Sphinx) -> str:
    """Return the part of the foot that all pages share; a page that shows nothing else of newer data gets just that."""
    root = Path(app.srcdir)
    edition, (title, address, day) = read_edition(root), PLACES
    reference = cite(CitedEdition(edition, title, "", address, day)) if edition.authors else ""
    notice = NOTICE.format("。".join(map(escape, notice_words(root))))
    return notice + FOOTER.format(reference, *map(escape, footer_words(app)))


@shows
def shown(app: Sphinx) -> dict[str, str]:
    """Return what the heads of pages say of the data, for the incremental build."""
    return {page: "".join(_heads(app, page)) for page in app.env.found_docs
            if any(True for _ in _described_on(app, page))}


@on("html-page-context", 510)
def add_to_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Put the foot on every page, and the description of the data into the head of those that are about all of it."""
    here = app.builder.get_target_uri(pagename)
    links = [(page, "", LABELS["index"]) for page in dict.fromkeys(store.indexes(app.env).values())]
    for page, label in FOOT_PAGES.items():
        if page in app.env.found_docs:
            # Where the page on the site says how an error is told, the link leads to that place.
            place = f"#{REPORT}" if app.env.domaindata["std"]["anonlabels"].get(REPORT, ("",))[0] == page else ""
            links.append((page, place, label))
    words = " ".join(
        f'<a href="{escape(relative_uri(here, app.builder.get_target_uri(page)) + place)}">{label}</a>'
        for page, place, label in links)
    context["theme_extra_footer"] = f"{context.get('theme_extra_footer') or ''}{footer_start(app)} {words}</p>"
    context["metatags"] = "".join([context.get("metatags") or "", *_heads(app, pagename)])


def _described_on(app: Sphinx, pagename: str) -> Iterator[tuple[str, str]]:
    """Yield the bulletins whose data a page's head describes, each with the page of its index."""
    for slug, page in store.indexes(app.env).items():
        if pagename in (page, app.config.root_doc, f"{page.rpartition('/')[0]}/index"):
            yield slug, page


def _heads(app: Sphinx, pagename: str) -> list[str]:
    here = app.builder.get_target_uri(pagename)
    return [_head(app, slug, page, here, full=pagename == page) for slug, page in _described_on(app, pagename)]


def _head(app: Sphinx, slug: str, page: str, here: str, *, full: bool) -> str:
    """Return the elements of a page's head that describe a bulletin's data; ``full`` names every statistic."""
    root = Path(app.srcdir)
    bulletin = open_bulletin(slug, root)
    files = {name: relative_uri(here, name) for name in ("statistics.csv", "statistics.json", "statistics.xlsx")}
    files[DESCRIPTION] = relative_uri(here, f"{DATA}/{slug}/{DESCRIPTION}")
    index = relative_uri(here, app.builder.get_target_uri(page)) or "#"
    known = catalogue(app).statistics
    statistics = [known[slug, name] for name in bulletin.statistics if (slug, name) in known] if full else []
    dates = [day for path, day in newest_dates(root).items() if f"/{slug}/" in path]
    dataset = describe_dataset(bulletin, read_edition(root), files, index, max(dates), statistics)
    return f'\n{link_element("describedby", files[DESCRIPTION], "application/json")}\n{script_element(dataset)}\n'


@beside_html
def write_files(app: Sphinx) -> None:
    """Write the data packages, the citation file and the licence."""
    root, out = Path(app.srcdir), Path(app.outdir)
    edition = read_edition(root)
    # A package that is no more, or one of its tables, goes.
    if (out / DATA).is_dir():
        shutil.rmtree(out / DATA)
    for slug, package in published_packages(root).items():
        files = public_files(package, edition, NOT_PUBLISHED)
        for name, content in files.items():
            path = out / DATA / slug / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (out / DATA / package_zip(slug)).write_bytes(zip_bytes(files))
    if (root / CITATION).is_file():
        (out / CITATION).write_bytes(citation_file(root))
    if (root / LICENCE).is_file():
        (out / LICENCE_FILE).write_bytes((root / LICENCE).read_bytes())
