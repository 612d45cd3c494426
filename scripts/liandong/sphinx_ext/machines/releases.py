"""``{releases}``: all releases, newest first, what each changed, the history of each statistic that changed."""

from collections.abc import Iterator
from pathlib import Path

from docutils import nodes

from liandong.data.bulletins import bulletin_slugs
from liandong.findings import DataError, messages
from liandong.model import Statistic
from liandong.model.bulletin import open_bulletin
from liandong.pages.tracing.html import COMPUTED, FILE
from liandong.releases.compare import StatisticChange, compare_statistics
from liandong.releases.release import RELEASES, Release, list_versions, read_release, read_statistics
from liandong.releases.render import HEADINGS, other_fields, stated, statistic_cells
from liandong.sphinx_ext import store
from liandong.sphinx_ext.directives import BookDirective, FillPlaces, directive, place_in_text
from liandong.sphinx_ext.elements import printed
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

LIST_HEADINGS = ["版本", "日期", "性质", "理由", "统计数的变化"]
HISTORY_HEADINGS = ["指标", "版本", "日期", "简报", "复算", "结论"]
MESSAGES = messages(__name__)


@directive("releases")
def show_releases(page: BookDirective) -> list[nodes.Node]:
    """Return the list of releases, a table of changes for each, and the histories."""
    try:
        releases = read_releases(page.root)
    except DataError as error:
        # Kept until all pages are read, so that everything is named at once.
        for finding in error.findings:
            store.add(page.env, store.PROBLEMS, finding)
        return []
    if not releases:
        return [nodes.paragraph("", MESSAGES["none"])]
    changes = changes_by_release(releases)
    _note_uses(page, {change.key for found in changes.values() for change in found})
    result: list[nodes.Node] = [_table(LIST_HEADINGS, release_rows(releases, changes), COMPUTED, "releases")]
    for number, (release, _) in reversed(list(enumerate(releases))):
        title = MESSAGES["release"].format(version=release.version, kind=release.kind_label)
        result.append(nodes.rubric("", "", printed(title, FILE, RELEASES.as_posix()),
                                   ids=[release_anchor(release.version)]))
        if number and changes[release.version]:
            rows = [[_name(change), *statistic_cells(change)] for change in changes[release.version]]
            result.append(_table(HEADINGS, rows, COMPUTED, "release-changes"))
        else:
            result.append(nodes.paragraph("", MESSAGES["same_list" if number else "first_list"]))
    result.append(nodes.rubric("", MESSAGES["history"], ids=["statistics-history"]))
    histories = list(statistic_histories(releases, changes))
    if not histories:
        return [*result, nodes.paragraph("", MESSAGES["no_history"])]
    rows = [[build.paragraph(_link(key, name)) if not number else "", *row] for key, name, history in histories
            for number, row in enumerate(history)]
    return [*result, _table(HISTORY_HEADINGS, rows, FILE, "history")]


def _table(headings: list[str], rows: list[list], kind: str, name: str) -> nodes.table:
    return build.table(headings, rows, kind, RELEASES.as_posix(), classes=[name])


def _note_uses(page: BookDirective, keys: set[str]) -> None:
    """Note the statistics that the page links to, so that it is written again when one moves to another page."""
    for slug in bulletin_slugs(page.root):
        bulletin = open_bulletin(slug, page.root)
        for name in [*bulletin.statistics, *bulletin.derived]:
            if f"{slug}:{name}" in keys:
                page.note_use("statistic", slug, name)


def release_anchor(version: str) -> str:
    """Return the anchor of a release on the page."""
    return f"release-{version.replace('.', '-')}"


def fill_link(at: FillPlaces, here: place_in_text) -> nodes.TextElement:
    """Return a statistic's name as a link to its entry; one that is no more stays a name."""
    slug, _, name = here["statistic"].partition(":")
    statistic, text = catalogue(at.app).statistics.get((slug, name)), here.astext()
    if statistic is None:
        return nodes.inline("", text, support_smartquotes=False)
    return build.link(text, build.uri(*at.page, statistic))


def read_releases(root: Path) -> list[tuple[Release, dict[str, Statistic]]]:
    """Return all releases with their statistics, oldest first; each file read is known to the incremental build."""
    folders = [root / RELEASES / version for version in list_versions(root)]
    return [(read_release(folder, root), read_statistics(folder, root)) for folder in folders]


def changes_by_release(releases: list[tuple[Release, dict[str, Statistic]]]) -> dict[str, list[StatisticChange]]:
    """Return what each release changed against the one before, by version; the first one changes nothing."""
    changes = {release.version: [] for release, _ in releases[:1]}
    for (_, before), (release, after) in zip(releases, releases[1:], strict=False):
        changes[release.version] = compare_statistics(before, after)
    return changes


def release_rows(releases: list[tuple[Release, dict[str, Statistic]]],
                 changes: dict[str, list[StatisticChange]]) -> list[list[str]]:
    """Return the rows of the list of releases, newest first."""
    rows = []
    for number, (release, statistics) in enumerate(releases):
        count = len(changes[release.version]) if number else len(statistics)
        words = MESSAGES["all" if not number else "count" if count else "no_change"].format(count=count)
        rows.append([release.version, release.date, release.kind_label, release.reason, words])
    return rows[::-1]


def statistic_histories(
    releases: list[tuple[Release, dict[str, Statistic]]], changes: dict[str, list[StatisticChange]],
) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Yield key, name and rows of history, oldest first, of each statistic whose figure or verdict ever changed."""
    for key in dict.fromkeys(change.key for release, _ in releases for change in changes[release.version]):
        rows, name, last = [], key, None
        for release, statistics in releases:
            entry = statistics.get(key)
            name = entry.name_zh if entry else name
            cells = stated(entry) if entry else (MESSAGES["gone"], "", "")
            # Before it was first reported there is nothing to tell.
            if cells != last and (entry or last):
                rows.append([release.version, release.date, *cells])
                last = cells
        # Where only a formula changed the figure has no history.
        if len(rows) > 1:
            yield key, name, rows


def _link(key: str, name: str) -> place_in_text:
    return place_in_text("", name, fill=fill_link, statistic=key)


def _name(change: StatisticChange) -> nodes.paragraph:
    """Return a changed statistic's name with what else of it differs."""
    details = (nodes.inline("", f" {words}", classes=["change-detail"]) for words in other_fields(change))
    return build.paragraph(_link(change.key, change.newer.name_zh), *details)
