"""What discrepancies.yml lists, on pages.

``{discrepancies}`` shows all that cannot be right together and the letter that asks about it, ``{hypotheses}`` the hypotheses of an
entry, ``{inquiry}`` what to ask about an entry and what was answered.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.data.bulletins import BULLETINS, bulletin_slugs
from liandong.findings import Finding, messages
from liandong.model.bulletin import Bulletin, open_bulletin
from liandong.model.inquiries import figures_of, state_words
from liandong.sphinx_ext import store
from liandong.sphinx_ext.data_nodes import FILE, printed
from liandong.sphinx_ext.furniture.downloads import download_link
from liandong.sphinx_ext.kept import keep, read_kept
from liandong.sphinx_ext.statistics import build

FOLDER, STATE = "inquiries", "liandong-inquiries.json"
HEADINGS = ["事项", "指标", "对不上在哪里", "状态"]
HYPOTHESES = ["假设", "意思"]
LABELS = messages(__name__, "labels")


class DiscrepanciesDirective(SphinxDirective):
    """Lists the entries of the page's bulletin that doubt a figure, and offers the letter."""

    def run(self) -> list[nodes.Node]:
        """Return a table with one row an entry, and the link to the letter where there is something to ask."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        entries = [entry for entry in bulletin.inquiries if entry.get("statistics")]
        rows = [[entry["title"], LABELS["joined"].join(_name(bulletin, name) for name in figures_of(entry)), entry["fails"], state_words(entry)]
                for entry in entries]
        found = [build.table(HEADINGS, rows, FILE, _source(bulletin), classes=["discrepancies"])] if rows else [nodes.paragraph("", LABELS["none"])]
        if bulletin.inquiries:
            save_as = LABELS["save_as"].format(number=bulletin.info.get("number", ""))
            link = download_link(LABELS["letter"], LABELS["letter"], file=f"{FOLDER}/{bulletin.slug}.docx", save_as=save_as)
            found.append(build.paragraph(link, nodes.Text(LABELS["form"])))
        return found


class EntryDirective(SphinxDirective):
    """Shows a part of one entry; the argument is its id."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the part, or note that there is no such entry (E407)."""
        bulletin = store.page_bulletin(self.env, self.env.docname)
        entries = {entry["id"]: entry for entry in bulletin.inquiries}
        name = self.arguments[0]
        if name in entries:
            return self.show(bulletin, entries[name])
        finding = Finding("E407", f"{self.env.docname}.md", self.lineno, found=LABELS["unknown"].format(name=name),
                          expected=LABELS["known"].format(names=LABELS["joined"].join(entries)))
        store.add(self.env, store.PROBLEMS, self.env.docname, finding)
        return []

    @abstractmethod
    def show(self, bulletin: Bulletin, entry: dict) -> list[nodes.Node]:
        """Return what the page shows of the entry."""


class HypothesesDirective(EntryDirective):
    """Lists the hypotheses of an entry whose numbers nobody can search for solutions."""

    def show(self, bulletin: Bulletin, entry: dict) -> list[nodes.Node]:
        """Return a table with one row a hypothesis."""
        rows = [[one["title"], one["meaning"]] for one in entry.get("hypotheses", [])]
        return [build.table(HYPOTHESES, rows, FILE, _source(bulletin), classes=["hypotheses"])]


class InquiryDirective(EntryDirective):
    """Asks what an entry asks the contributor."""

    def show(self, bulletin: Bulletin, entry: dict) -> list[nodes.Node]:
        """Return a box of the questions, how far the entry has come, and the answer."""
        def text(words: str) -> nodes.Node:
            return printed(words, FILE, _source(bulletin))

        box = nodes.admonition("", nodes.title("", LABELS["ask"]), classes=["inquiry"])
        box += nodes.bullet_list("", *(nodes.list_item("", build.paragraph(text(question))) for question in entry.get("questions", [])))
        box += build.paragraph(text(LABELS["state"].format(title=entry["title"], state=state_words(entry))))
        if entry.get("answer"):
            box += build.paragraph(text(LABELS["answer"].format(answer=entry["answer"])))
        return [box]


def _source(bulletin: Bulletin) -> str:
    return (BULLETINS / bulletin.slug / "discrepancies.yml").as_posix()


def _name(bulletin: Bulletin, statistic: str) -> str:
    # An unknown id is named by the check after reading; until then it stands for itself.
    return bulletin.statistics.get(statistic, {}).get("name_zh", statistic)


def write_letters(app: Sphinx, exception: Exception | None) -> None:
    """Make the letters of a successful HTML build, each unless what it is made from is what it was."""
    if exception or app.builder.format != "html":
        return
    folder, before, now = Path(app.outdir) / FOLDER, read_kept(app, STATE), {}
    for slug in bulletin_slugs(Path(app.srcdir)):
        bulletin = open_bulletin(slug, Path(app.srcdir))
        if not bulletin.inquiries:
            continue
        statistics = {one.id: one for one in store.statistics(app.env).values() if one.bulletin == slug}
        told = repr((app.config.liandong_package, bulletin.info, bulletin.inquiries, sorted(statistics.items())))
        now[slug] = hashlib.sha256(told.encode()).hexdigest()
        path = folder / f"{slug}.docx"
        if before.get(slug) != now[slug] or not path.is_file():
            # It needs docxtpl, and most builds make no letter.
            from liandong.office.inquiry_letter import inquiry_letter

            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(inquiry_letter(bulletin, statistics))
    keep(app, STATE, now)


def setup(app: Sphinx) -> None:
    """Register the directives, and connect the writer of letters."""
    app.add_directive("discrepancies", DiscrepanciesDirective)
    app.add_directive("hypotheses", HypothesesDirective)
    app.add_directive("inquiry", InquiryDirective)
    app.connect("build-finished", write_letters)
