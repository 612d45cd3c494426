"""The directive ``{template}``: offers an office template to download; the files are made when the site has been written."""

from __future__ import annotations

import hashlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from liandong.course.training.ledger import PLACE, SLUG, has_ledger, open_ledger
from liandong.findings import Finding, messages
from liandong.office import FOLDER, TEMPLATES
from liandong.sphinx_ext import store
from liandong.sphinx_ext.furniture.downloads import download_link
from liandong.sphinx_ext.kept import keep, read_kept

STATE = "liandong-templates.json"
MESSAGES = messages(__name__)


class TemplateDirective(SphinxDirective):
    """Lists the files of one template: empty and filled, or the practice ledger."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the list of links."""
        # Here and below: it needs pandas and python-docx, and most builds make no template.
        from liandong.office.catalogue import LABELS, PRACTICE, read_templates

        name = self.arguments[0]
        practice = Path(PRACTICE).stem
        root = Path(self.env.srcdir)
        ledger, templates = open_ledger(root), read_templates(root)
        if name == practice:
            links = [(PRACTICE, LABELS["practice"], "xlsx")]
        elif name in templates:
            template = templates[name]
            links = [(template.file(filled), template.download(filled, ledger.info), template.suffix) for filled in (False, True)]
        else:
            known = MESSAGES["joined"].join([*templates, practice])
            finding = Finding("E506", f"{self.env.docname}.md", self.lineno, found=MESSAGES["unknown"].format(name=name),
                              expected=MESSAGES["known"].format(names=known))
            store.add(self.env, store.PROBLEMS, self.env.docname, finding)
            return []
        items = nodes.bullet_list(classes=["template-files", "no-terms"])
        for file, save_as, suffix in links:
            paragraph = nodes.paragraph(support_smartquotes=False)
            paragraph += download_link(save_as, save_as, file=f"{FOLDER}/{file}", save_as=save_as)
            paragraph += nodes.Text(f"　{LABELS[suffix]}")
            item = nodes.list_item()
            item += paragraph
            items += item
        return [items]


class PartsDirective(SphinxDirective):
    """Lists what a document must contain, one part a line; the argument is the template's name, which `office.template_check` compares."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        items = nodes.bullet_list(classes=["document-parts"])
        for line in filter(None, (line.strip() for line in self.content)):
            items += nodes.list_item("", nodes.paragraph("", line))
        return [items]


def write(app: Sphinx, exception: Exception | None) -> None:
    """Make the files of a successful HTML build, unless what they are made from is what it was."""
    root = Path(app.srcdir)
    if exception or app.builder.format != "html" or not has_ledger(root):
        return
    figures = {figure.id: figure for figure in store.statistics(app.env).values() if figure.bulletin == SLUG}
    digest = hashlib.sha256(app.config.liandong_package.encode())
    for path in sorted(file for place in (PLACE, TEMPLATES) for file in (root / place).rglob("*") if file.is_file()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(repr(sorted(figures.items())).encode())
    folder, before = Path(app.outdir) / FOLDER, read_kept(app, STATE)
    made = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*")} if folder.is_dir() else {}
    if before == {"inputs": digest.hexdigest(), "files": made}:
        return
    from liandong.office.catalogue import make_files

    files = make_files(open_ledger(root), figures)
    folder.mkdir(parents=True, exist_ok=True)
    for name in set(made) - set(files):
        (folder / name).unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    keep(app, STATE, {"inputs": digest.hexdigest(), "files": hashes})


def setup(app: Sphinx) -> None:
    """Register the directives and connect the writer."""
    app.add_directive("template", TemplateDirective)
    app.add_directive("parts", PartsDirective)
    app.connect("build-finished", write)
