"""The Sphinx extension: shows what the cells reported, wherever the book asks for it. ``setup`` only wires."""

import os
from pathlib import Path

from sphinx.application import Sphinx

from liandong.sphinx_ext import data_nodes, places, store
from liandong.sphinx_ext.course import deadlines, examination, glossary, proof_rules, questions, templates
from liandong.sphinx_ext.furniture import accessibility, appearance, assets, downloads, line_breaks, not_found, notice, offline, page_head, search, wording
from liandong.sphinx_ext.incremental import executor, page_inputs, page_writing
from liandong.sphinx_ext.machines import discovery, download_page, export, machines, releases
from liandong.sphinx_ext.origins import codes, dictionary, discrepancies, law, marks, privacy, quotations, references, source_page, untraced, word_cards
from liandong.sphinx_ext.statistics import (
    bases,
    calculations,
    cards,
    catalogue,
    charts,
    comparison,
    consistency,
    domain,
    front,
    index_page,
    outputs,
    printed,
    roles,
    tables,
)

# The stores first: what the others note goes there. What stops the build comes after all that reads.
COMPONENTS = (
    store, places, executor, page_inputs, page_writing, data_nodes, outputs, bases, catalogue, printed, charts, calculations, roles, law, marks, word_cards, tables, index_page,
    domain, comparison, quotations, source_page, references, dictionary, discrepancies, codes, proof_rules, releases, download_page, glossary, questions, examination, consistency, cards, export, downloads, discovery, templates, deadlines, notice,
    machines, untraced, privacy, line_breaks, wording, search, assets, offline,
    appearance,
    page_head, not_found, front, accessibility,
)

SCRIPTS = Path(__file__).resolve().parents[2]
VERSION = "1"


def setup(app: Sphinx) -> dict:
    """Register the components; each module has its own ``setup``."""
    # The kernels that execute the pages are other processes: they find the package through the environment.
    paths = [str(SCRIPTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(os.pathsep.join(paths).split(os.pathsep)))
    app.add_config_value("liandong_bulletin", "", "env", str)
    for component in COMPONENTS:
        component.setup(app)
    return {"version": VERSION, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
