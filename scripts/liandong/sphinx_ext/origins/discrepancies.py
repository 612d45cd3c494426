"""What discrepancies.yml lists, on pages.

``{discrepancies}`` shows all that cannot be right together and the letter that asks about it, ``{hypotheses}`` the
hypotheses of an entry, ``{inquiry}`` what to ask about an entry and what was answered.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from liandong.data.bulletins import BULLETINS, bulletin_slugs
from liandong.findings import messages
from liandong.model.bulletin import Bulletin, open_bulletin
from liandong.model.inquiries import figures_of, state_words
from liandong.pages.tracing.html import FILE
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import beside_html, keep, read_kept
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.elements import download_link, printed
from liandong.sphinx_ext.statistics import build

FOLDER, STATE = "inquiries", "liandong-inquiries.json"
LABELS = messages(__name__, "labels")


@directive("discrepancies")
def show_discrepancies(page: BookDirective) -> list[nodes.Node]:
    """Return a row for each entry that doubts a figure, and the link to the letter where there is something to ask."""
    bulletin = page.bulletin
    rows = [
        [entry["title"], LABELS["joined"].join(_name(bulletin, name) for name in figures_of(entry)), entry["fails"],
         state_words(entry)]
        for entry in bulletin.inquiries if entry.get("statistics")
    ]
    found = [nodes.paragraph("", LABELS["none"])]
    if rows:
        found = [build.table(LABELS["headings"], rows, FILE, _source(bulletin), classes=["discrepancies"])]
    if bulletin.inquiries:
        save_as = LABELS["save_as"].format(number=bulletin.info.get("number", ""))
        link = download_link(page.env.docname, f"{FOLDER}/{bulletin.slug}.docx", save_as, LABELS["letter"])
        found.append(build.paragraph(link, nodes.Text(LABELS["form"])))
    return found


@directive("hypotheses", arguments=1)
@directive("inquiry", arguments=1)
def show_entry(page: BookDirective) -> list[nodes.Node]:
    """Return what the page shows of one entry; the argument is its id."""
    entries = {entry["id"]: entry for entry in page.bulletin.inquiries}
    name = page.arguments[0]
    if name in entries:
        show = _hypotheses if page.name == "hypotheses" else _inquiry
        return [show(_source(page.bulletin), entries[name])]
    page.note_problem("E407", LABELS["unknown"].format(name=name),
                      LABELS["known"].format(names=LABELS["joined"].join(entries)))
    return []


def _hypotheses(source: str, entry: dict) -> nodes.table:
    """Return a table with one row a hypothesis, of an entry whose numbers nobody can search for solutions."""
    rows = [[one["title"], one["meaning"]] for one in entry.get("hypotheses", [])]
    return build.table(LABELS["hypotheses"], rows, FILE, source, classes=["hypotheses"])


def _inquiry(source: str, entry: dict) -> nodes.admonition:
    """Return a box of what is asked, how far the entry has come, and the answer."""
    def text(words: str) -> nodes.paragraph:
        return build.paragraph(printed(words, FILE, source))

    answer = [text(LABELS["answer"].format(answer=entry["answer"]))] if entry.get("answer") else []
    return nodes.admonition(
        "", nodes.title("", LABELS["ask"]), build.bullets(list(map(text, entry.get("questions", []))), []),
        text(LABELS["state"].format(title=entry["title"], state=state_words(entry))), *answer, classes=["inquiry"],
    )


def _source(bulletin: Bulletin) -> str:
    return (BULLETINS / bulletin.slug / "discrepancies.yml").as_posix()


def _name(bulletin: Bulletin, statistic: str) -> str:
    # An unknown id is named by the check after reading; until then it stands for itself.
    return bulletin.statistics.get(statistic, {}).get("name_zh", statistic)


@beside_html
def write_letters(app: Sphinx) -> None:
    """Make the letters, each unless what it is made from is what it was."""
    folder, before, now = Path(app.outdir) / FOLDER, read_kept(app, STATE), {}
    for slug in bulletin_slugs(Path(app.srcdir)):
        bulletin = open_bulletin(slug, Path(app.srcdir))
        if not bulletin.inquiries:
            continue
        named = {name for entry in bulletin.inquiries for name in (*figures_of(entry), *entry.get("figures", []))}
        statistics = {one.id: one for one in store.statistics(app.env).values()
                      if one.bulletin == slug and one.id in named}
        told = repr((app.config.liandong_package, bulletin.info, bulletin.inquiries, sorted(statistics.items())))
        now[slug] = hashlib.sha256(told.encode()).hexdigest()
        path = folder / f"{slug}.docx"
        if before.get(slug) != now[slug] or not path.is_file():
            # It needs docxtpl, and most builds make no letter.
            from liandong.office.inquiry_letter import inquiry_letter

            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(inquiry_letter(bulletin, statistics))
    keep(app, STATE, now)
