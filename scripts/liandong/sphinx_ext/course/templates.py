"""``{template}`` offers an office template to download; the files are made beside the pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from liandong.course.training.ledger import PLACE, SLUG, has_ledger, open_ledger
from liandong.findings import messages
from liandong.office import FOLDER, TEMPLATES
from liandong.office.catalogue import LABELS, PRACTICE, make_files, read_templates
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import beside_html, keep, read_kept
from liandong.sphinx_ext.directives import BookDirective, directive
from liandong.sphinx_ext.elements import download_link
from liandong.sphinx_ext.statistics.build import bullets

STATE = "liandong-templates.json"
MESSAGES = messages(__name__)


@directive("template", arguments=1)
def show_template(page: BookDirective) -> list[nodes.Node]:
    """Return the links to the files of one template, empty and filled, or to the practice ledger."""
    name, practice = page.arguments[0], Path(PRACTICE).stem
    ledger, templates = open_ledger(page.root), read_templates(page.root)
    if name == practice:
        links = [(PRACTICE, LABELS["practice"], "xlsx")]
    elif name in templates:
        template = templates[name]
        links = [(template.file(filled), template.download(filled, ledger.info), template.suffix)
                 for filled in (False, True)]
    else:
        known = MESSAGES["known"].format(names=MESSAGES["joined"].join([*templates, practice]))
        page.note_problem("E506", MESSAGES["unknown"].format(name=name), known)
        return []
    return [bullets([
        nodes.paragraph("", "", download_link(page.env.docname, f"{FOLDER}/{file}", save_as),
                        nodes.Text(f"　{LABELS[suffix]}"), support_smartquotes=False)
        for file, save_as, suffix in links
    ], ["template-files", "no-terms"])]


@directive("parts", arguments=1, content=True)
def show_parts(page: BookDirective) -> nodes.bullet_list:
    """Return what a document must contain, a part a line; `office.template_check` compares the template it names."""
    return bullets([nodes.paragraph("", line.strip()) for line in page.content if line.strip()], ["document-parts"])


@beside_html
def make(app: Sphinx) -> None:
    """Make the files, unless what they are made from is what it was."""
    root = Path(app.srcdir)
    if not has_ledger(root):
        return
    figures = {figure.id: figure for figure in store.statistics(app.env).values() if figure.bulletin == SLUG}
    digest = hashlib.sha256(app.config.liandong_package.encode())
    for path in sorted(file for place in (PLACE, TEMPLATES) for file in (root / place).rglob("*") if file.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(repr(sorted(figures.items())).encode())
    folder, before = Path(app.outdir) / FOLDER, read_kept(app, STATE)
    made = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*")}
    if before == {"inputs": digest.hexdigest(), "files": made}:
        return
    files = make_files(open_ledger(root), figures)
    folder.mkdir(parents=True, exist_ok=True)
    for name in set(made) - set(files):
        (folder / name).unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    keep(app, STATE, {"inputs": digest.hexdigest(), "files": hashes})
