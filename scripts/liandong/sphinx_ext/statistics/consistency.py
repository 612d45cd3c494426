"""Stops the build where the book and its data do not fit together, naming every place at once."""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.checks.book import check_data
from liandong.checks.calculations import check_statistics
from liandong.course.training.ledger import SLUG as TRAINING
from liandong.course.training.ledger import has_ledger, open_ledger
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import Finding, checked_beside, messages
from liandong.model.bulletin import open_bulletin
from liandong.sphinx_ext import store
from liandong.sphinx_ext.statistics.roles import statistic_reference
from liandong.sphinx_ext.stopping import stop_if_any

MESSAGES = messages(__name__)


def check_before(app: Sphinx) -> None:
    """Check the data before anything is read; with an error no page is built.

    Not where all checks run beside this build, whose result nobody sees before they are done.
    """
    if checked_beside():
        return
    stop_if_any([finding for finding in check_data(Path(app.srcdir)) if finding.severity == "error"])


def check_after(app: Sphinx, env: BuildEnvironment) -> None:
    """Check, when all pages are read, that every use has its report, and every statistic exactly one."""
    root = Path(app.srcdir)
    found_in_reports = [] if checked_beside() else check_statistics(root, store.reported(env))
    found_while_reading = [finding for findings in store.entries(env, store.PROBLEMS).values() for finding in findings]
    found_by_others = [finding for check in store.CHECKS.values() for finding in check(env)]
    stop_if_any([*found_while_reading, *found_in_reports, *_unresolved(env, root), *_drawn_twice(env), *found_by_others])


def check_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse statistics in headings: they would stand unresolved in every table of contents."""
    for title in doctree.findall(nodes.title):
        if any(True for _ in title.findall(statistic_reference)):
            finding = Finding("E504", f"{app.env.docname}.md", title.line, found=MESSAGES["title"], expected=MESSAGES["no_title"])
            # Kept until all pages are read, so that everything is named at once.
            store.add(app.env, store.PROBLEMS, app.env.docname, finding)


def _unresolved(env: BuildEnvironment, root: Path) -> list[Finding]:
    """Return a finding for each use of something that no cell reports or draw."""
    reported, drawn, switches = store.statistics(env), store.figures(env), store.bases(env)
    known = {slug: {*open_bulletin(slug, root).statistics, *open_bulletin(slug, root).derived} for slug in bulletin_slugs(root)}
    if has_ledger(root):
        known[TRAINING] = set(open_ledger(root).figure_ids())
    findings = []
    for uses in store.entries(env, store.USES).values():
        for use in uses:
            place = {"file": f"{use.docname}.md", "row": use.line}
            key = (use.bulletin, use.name)
            if use.kind == "basis" and key not in switches:
                names = "、".join(name for slug, name in switches if slug == use.bulletin) or "（无）"
                findings.append(Finding("E507", **place, found=MESSAGES["no_basis"].format(name=use.name),
                                        expected=MESSAGES["no_figure_expected"].format(names=names)))
            if use.kind == "figure" and key not in drawn:
                names = "、".join(name for slug, name in drawn if slug == use.bulletin) or "（无）"
                findings.append(Finding("E503", **place, found=MESSAGES["no_figure"].format(name=use.name),
                                        expected=MESSAGES["no_figure_expected"].format(names=names)))
            if use.kind == "statistic" and key not in reported:
                kind = "unreported" if use.name in known.get(use.bulletin, ()) else "unknown"
                # With another bulletin's name before it, that name may be what is wrong.
                name = use.name if use.bulletin in known else f"{use.bulletin}:{use.name}"
                findings.append(Finding("E502", **place, found=MESSAGES[kind].format(name=name),
                                        expected=MESSAGES[f"{kind}_expected"], statistic=use.name))
            elif use.kind == "statistic" and use.part == "reported" and reported[key].reported is None:
                findings.append(Finding("E502", **place, found=MESSAGES["not_stated"].format(name=use.name),
                                        expected=MESSAGES["stated"], statistic=use.name))
    return findings


def _drawn_twice(env: BuildEnvironment) -> list[Finding]:
    """Return a finding for each figure whose name is taken already."""
    seen: dict[tuple[str, str], str] = {}
    findings = []
    for docname in sorted(store.entries(env, store.FIGURES)):
        for figure in store.entries(env, store.FIGURES)[docname]:
            key = (store.bulletin_of(env, docname), figure["name"])
            if key in seen:
                found = MESSAGES["twice"].format(name=figure["name"], other=f"{seen[key]}.md")
                findings.append(Finding("E505", file=f"{docname}.md", found=found, expected=MESSAGES["once"]))
            seen.setdefault(key, docname)
    return findings


def setup(app: Sphinx) -> None:
    """Connect the checks."""
    app.connect("builder-inited", check_before)
    app.connect("doctree-read", check_titles)
    # Before anything is made of what all pages reported.
    app.connect("env-updated", check_after, priority=400)
