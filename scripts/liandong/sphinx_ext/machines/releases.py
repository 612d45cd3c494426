"""The directive ``{releases}``: all releases, newest first, what each changed, and the history of each statistic that changed."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.data.bulletins import bulletin_slugs
from liandong.findings import DataError, messages
from liandong.model import Statistic
from liandong.model.bulletin import open_bulletin
from liandong.releases.compare import StatisticChange, compare_statistics
from liandong.releases.release import RELEASES, Release, list_versions, read_release, read_statistics
from liandong.releases.render import HEADINGS, other_fields, reported_text, statistic_row, value_text, verdict_text
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import COMPUTED, FILE, printed
from liandong.sphinx_ext.places import FillPlaces, add_place
from liandong.sphinx_ext.statistics import build
from liandong.sphinx_ext.statistics.catalogue import catalogue

LIST_HEADINGS = ["版本", "日期", "性质", "理由", "统计数的变化"]
HISTORY_HEADINGS = ["指标", "版本", "日期", "简报", "复算", "结论"]
MESSAGES = messages(__name__)


class statistic_link(nodes.Inline, nodes.TextElement):
    """The name of a statistic, until all pages are read and it is known where its row stands."""


class ReleasesDirective(SphinxDirective):
    """Lists the releases that the project keeps."""

    def run(self) -> list[nodes.Node]:
        """Return the list, a table of changes for each release, and the histories."""
        root = Path(self.env.srcdir)
        try:
            releases = read_releases(root)
        except DataError as error:
            # Kept until all pages are read, so that everything is named at once.
            for finding in error.findings:
                store.add(self.env, store.PROBLEMS, self.env.docname, finding)
            return []
        if not releases:
            return [nodes.paragraph("", MESSAGES["none"])]
        changes = changes_by_release(releases)
        self._note_uses(root, {change.key for found in changes.values() for change in found})
        result: list[nodes.Node] = [build.table(LIST_HEADINGS, release_rows(releases, changes), COMPUTED, RELEASES.as_posix(), classes=["releases"])]
        for number, (release, _) in reversed(list(enumerate(releases))):
            title = MESSAGES["release"].format(version=release.version, kind=release.kind_label)
            heading = nodes.rubric(ids=[release_anchor(release.version)])
            heading += printed(title, FILE, RELEASES.as_posix())
            result.append(heading)
            if not number:
                result.append(nodes.paragraph("", MESSAGES["first_list"]))
            elif not changes[release.version]:
                result.append(nodes.paragraph("", MESSAGES["same_list"]))
            else:
                rows = [[_name(change), *statistic_row(change)[1:]] for change in changes[release.version]]
                result.append(build.table(HEADINGS, rows, COMPUTED, RELEASES.as_posix(), classes=["release-changes"]))
        result.append(nodes.rubric("", MESSAGES["history"], ids=["statistics-history"]))
        histories = statistic_histories(releases, changes)
        if not histories:
            return [*result, nodes.paragraph("", MESSAGES["no_history"])]
        rows = [[_link(key, name) if not number else "", *row]
                for key, name, history in histories for number, row in enumerate(history)]
        return [*result, build.table(HISTORY_HEADINGS, rows, FILE, RELEASES.as_posix(), classes=["history"])]

    def _note_uses(self, root: Path, keys: set[str]) -> None:
        """Note the statistics that the page links to, so that it is written again when one moves to another page."""
        for slug in bulletin_slugs(root):
            bulletin = open_bulletin(slug, root)
            for name in [*bulletin.statistics, *bulletin.derived]:
                if f"{slug}:{name}" in keys:
                    use = store.Use("statistic", slug, name, self.env.docname, self.lineno)
                    store.add(self.env, store.USES, self.env.docname, use)


def release_anchor(version: str) -> str:
    """Return the anchor of a release on the page."""
    return f"release-{version.replace('.', '-')}"


def link_statistic(at: FillPlaces, place: statistic_link) -> nodes.TextElement:
    """Return a statistic's name as a link to its entry; one that is no more stays a name."""
    slug, _, name = place["statistic"].partition(":")
    statistic, text = catalogue(at.app).statistics.get((slug, name)), place.astext()
    if statistic is None:
        return nodes.inline("", text, support_smartquotes=False)
    return nodes.reference("", text, internal=True, refuri=build.uri(*at.page, statistic))


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


def release_rows(releases: list[tuple[Release, dict[str, Statistic]]], changes: dict[str, list[StatisticChange]]) -> list[list[str]]:
    """Return the rows of the list of releases, newest first."""
    rows = []
    for number, (release, statistics) in enumerate(releases):
        count = len(changes[release.version])
        words = MESSAGES["count"].format(count=count) if count else MESSAGES["no_change"]
        if not number:
            words = MESSAGES["all"].format(count=len(statistics))
        rows.append([release.version, release.date, release.kind_label, release.reason, words])
    return rows[::-1]


def statistic_histories(
    releases: list[tuple[Release, dict[str, Statistic]]], changes: dict[str, list[StatisticChange]]
) -> list[tuple[str, str, list[list[str]]]]:
    """Return for each statistic whose figure or verdict ever changed its key, its name and the rows of its history, oldest first."""
    keys = dict.fromkeys(change.key for release, _ in releases for change in changes[release.version])
    histories = []
    for key in keys:
        rows, name, last = [], key, None
        for release, statistics in releases:
            entry = statistics.get(key)
            if entry is not None:
                name = entry.name_zh
            if entry is None and last is None:
                continue
            cells = [MESSAGES["gone"], "", ""] if entry is None else [reported_text(entry), value_text(entry), verdict_text(entry)]
            if cells != last:
                rows.append([release.version, release.date, *cells])
            last = cells
        # Where only a formula changed the figure has no history.
        if len(rows) > 1:
            histories.append((key, name, rows))
    return histories


def _link(key: str, name: str) -> nodes.paragraph:
    paragraph = nodes.paragraph()
    paragraph += statistic_link("", name, statistic=key)
    return paragraph


def _name(change: StatisticChange) -> nodes.paragraph:
    """Return a changed statistic's name with what else of it differs."""
    paragraph = _link(change.key, change.newer.name_zh)
    for name, old, new in other_fields(change):
        paragraph += nodes.inline("", " " + MESSAGES["field"].format(name=name, old=old, new=new), classes=["change-detail"])
    return paragraph


def setup(app: Sphinx) -> None:
    """Register directive and place."""
    add_place(app, statistic_link, link_statistic)
    app.add_directive("releases", ReleasesDirective)
