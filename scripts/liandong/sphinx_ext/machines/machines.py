"""For machines and for those who cite: the data package on the site, JSON-LD in the head, and the line at the foot of every page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from liandong.course.training.ledger import SLUG as TRAINING
from liandong.course.training.ledger import has_ledger, open_ledger
from liandong.model import Verdict
from liandong.model.bulletin import bulletin_slugs, open_bulletin
from liandong.releases.release import RELEASES, list_versions, read_release
from liandong.releases.snapshot import newest_dates
from liandong.run.inputs import data_sha256
from liandong.sphinx_ext import store
from liandong.sphinx_ext.furniture.notice import ABOUT, CITATION, notice_words
from liandong.sphinx_ext.furniture.notice import LABELS as NOTICE_LABELS
from liandong.sphinx_ext.machines.dataset import describe_dataset, link_element, script_element
from liandong.sphinx_ext.machines.public_package import DESCRIPTION, public_files
from liandong.sphinx_ext.statistics.cards import DATA
from liandong.sphinx_ext.statistics.catalogue import catalogue

# The defects planted in the teaching ledger are what learners are to find.
NOT_PUBLISHED = ("defects",)
NOTICE = '<p class="site-notice">{}。</p>'
FOOTER = '<p class="data-version"><span>{}。</span> <span>{}。</span> <span>{}。</span>'
LABELS = {
    "data": "数据：{bulletins}",
    "bulletin": "{place}《{document}》{number}（{date}）",
    "joined": "、",
    "package": "数据包 {version} 版，数据截至 {date}，尚未发布",
    "release": "数据版本 {version}，{date} 发布",
    "changed": "数据在版本 {version} 之后有改动，截至 {date}，尚未发布",
    "counts": "统计数 {total} 个：{verdicts}",
    "verdict": "{label} {count} 个",
    "index": "全部统计数",
    "cite": "怎样引用",
}


def footer_words(app: Sphinx) -> tuple[str, str, str]:
    """Returns what the foot of every page says: the bulletins, the data's version and date, how many statistics have which verdict.

    All of it is from the data and the releases; nothing is from the clock.
    """
    root = Path(app.srcdir)
    slugs = bulletin_slugs(root)
    bulletins = [open_bulletin(slug, root) for slug in slugs]
    words = [
        LABELS["bulletin"].format(**{"place": "", "document": "", "number": ""} | b.info | {"date": b.published.isoformat()}) for b in bulletins
    ]
    verdicts = [statistic.verdict for statistic in catalogue(app).statistics.values() if statistic.verdict]
    counts = LABELS["joined"].join(
        LABELS["verdict"].format(label=verdict.label, count=verdicts.count(verdict)) for verdict in Verdict
    )
    version = LABELS["joined"].join(dict.fromkeys(bulletin.package.get("version", "") for bulletin in bulletins))
    return (
        LABELS["data"].format(bulletins=LABELS["joined"].join(words)), version_words(root, version),
        LABELS["counts"].format(total=len(verdicts), verdicts=counts),
    )


def version_words(root: Path, package_version: str) -> str:
    """Returns the data's version and date: the last release's, unless nothing was released or the data has changed since."""
    newest = max(newest_dates(root).values(), default="")
    versions = list_versions(root)
    if not versions:
        return LABELS["package"].format(version=package_version, date=newest)
    release = read_release(root / RELEASES / versions[-1], root)
    if release.data_sha256 != data_sha256(root):
        return LABELS["changed"].format(version=release.version, date=newest)
    return LABELS["release"].format(version=release.version, date=release.date)


def footer(app: Sphinx) -> tuple[str, str, str]:
    """Returns the words of the foot, made once a build."""
    if getattr(app, "liandong_footer", None) is None:
        app.liandong_footer = footer_words(app)
    return app.liandong_footer


def footer_start(app: Sphinx) -> str:
    """Returns the foot as far as it is the same on every page; with newer data a page that shows nothing else of it gets just that."""
    return NOTICE.format("。".join(map(escape, notice_words(Path(app.srcdir))))) + FOOTER.format(*map(escape, footer(app)))


def has_citation(app: Sphinx) -> bool:
    """Tells whether the foot leads to a citation file."""
    return (Path(app.srcdir) / CITATION).is_file()


def shown(app: Sphinx) -> dict[str, str]:
    """Returns what the heads of pages say of the data, for the incremental build."""
    return {page: "".join(_heads(app, page)) for page in app.env.found_docs if any(True for _ in _described_on(app, page))}


def add_to_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Puts the foot on every page, and the description of the data into the head of those that are about all of it."""
    here = app.builder.get_target_uri(pagename)
    links = [
        f'<a href="{escape(relative_uri(here, app.builder.get_target_uri(page)), quote=True)}">{LABELS["index"]}</a>'
        for page in dict.fromkeys(store.indexes(app.env).values())
    ]
    if ABOUT in app.env.found_docs:
        links.append(f'<a href="{escape(relative_uri(here, app.builder.get_target_uri(ABOUT)), quote=True)}">{NOTICE_LABELS["about"]}</a>')
    if has_citation(app):
        links.append(f'<a href="{escape(relative_uri(here, CITATION), quote=True)}">{LABELS["cite"]}</a>')
    context["theme_extra_footer"] = f"{context.get('theme_extra_footer') or ''}{footer_start(app)} {' '.join(links)}</p>"
    context["metatags"] = "".join([context.get("metatags") or "", *_heads(app, pagename)])


def _described_on(app: Sphinx, pagename: str) -> Iterator[tuple[str, str]]:
    """Yields the bulletins whose data a page's head describes, each with the page of its index."""
    for slug, page in store.indexes(app.env).items():
        if pagename in (page, app.config.root_doc, f"{page.rpartition('/')[0]}/index"):
            yield slug, page


def _heads(app: Sphinx, pagename: str) -> list[str]:
    here = app.builder.get_target_uri(pagename)
    return [_head(app, slug, page, here, full=pagename == page) for slug, page in _described_on(app, pagename)]


def _head(app: Sphinx, slug: str, page: str, here: str, *, full: bool) -> str:
    """Returns the elements of a page's head that describe a bulletin's data; ``full`` names every statistic."""
    root = Path(app.srcdir)
    bulletin = open_bulletin(slug, root)
    files = {name: relative_uri(here, name) for name in ("statistics.csv", "statistics.json", "statistics.xlsx")}
    files[DESCRIPTION] = relative_uri(here, f"{DATA}/{slug}/{DESCRIPTION}")
    index = relative_uri(here, app.builder.get_target_uri(page)) or "#"
    known = catalogue(app).statistics
    statistics = [known[slug, name] for name in bulletin.statistics if (slug, name) in known] if full else []
    dates = [day for path, day in newest_dates(root).items() if f"/{slug}/" in path]
    dataset = describe_dataset(bulletin, files, index, max(dates), statistics)
    return "\n" + link_element("describedby", files[DESCRIPTION], "application/json") + "\n" + script_element(dataset) + "\n"


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Writes the data packages and the citation file of a successful HTML build."""
    if exception or app.builder.format != "html":
        return
    root, out = Path(app.srcdir), Path(app.outdir)
    packages = {slug: open_bulletin(slug, root) for slug in bulletin_slugs(root)}
    if has_ledger(root):
        packages[TRAINING] = open_ledger(root)
    for folder in (out / DATA).glob("*/"):
        # A package that is no more, or one of its tables.
        if (folder / DESCRIPTION).is_file():
            shutil.rmtree(folder)
    for slug, package in packages.items():
        for name, content in public_files(package, NOT_PUBLISHED).items():
            path = out / DATA / slug / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    if (root / CITATION).is_file():
        (out / CITATION).write_bytes((root / CITATION).read_bytes())


def forget(app: Sphinx, *_args) -> None:
    """Drops the words of the foot when pages are read."""
    app.liandong_footer = None


def setup(app: Sphinx) -> None:
    """Connects the parts."""
    store.SHOWN["machines"] = shown
    app.connect("env-before-read-docs", forget)
    app.connect("env-updated", forget, priority=50)
    app.connect("html-page-context", add_to_page)
    app.connect("build-finished", write_files)
