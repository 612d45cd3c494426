"""The Sphinx extension: shows what the cells reported, wherever the book asks for it. ``setup`` only wires."""

import os
from pathlib import Path

from sphinx.application import Sphinx

from liandong.sphinx_ext import building, checks, directives, elements, store
from liandong.sphinx_ext.course import deadlines, glossary, questions, templates
from liandong.sphinx_ext.furniture import (
    accessibility,
    assets,
    line_breaks,
    not_found,
    notice,
    page_head,
    search,
    wording,
)
from liandong.sphinx_ext.incremental import executor, page_inputs, page_writing
from liandong.sphinx_ext.machines import discovery, download_page, export, machines, releases
from liandong.sphinx_ext.origins import codes, dictionary, discrepancies, law, marks, source_page, word_cards
from liandong.sphinx_ext.statistics import bases, cards, charts, comparison, domain, index_page, outputs, tables

# These say all of themselves by decorators; `building` and `directives` register it.
DECLARED = (
    accessibility, bases, charts, checks, codes, comparison, deadlines, dictionary, discovery, discrepancies,
    download_page, export, index_page,
    law, line_breaks, machines, not_found, notice, questions, releases, search, tables, templates, word_cards,
)
COMPONENTS = (
    store, executor, page_inputs, page_writing, directives, elements, outputs, marks, domain, source_page, glossary,
    cards, wording, assets, page_head,
    building,
)

SCRIPTS = Path(__file__).resolve().parents[2]
VERSION = "1"


def setup(app: Sphinx) -> dict:
    """Register the components."""
    # The kernels that execute the pages are other processes: they find the package through the environment.
    paths = [str(SCRIPTS), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(os.pathsep.join(paths).split(os.pathsep)))
    app.add_config_value("liandong_bulletin", "", "env", str)
    for component in COMPONENTS:
        component.setup(app)
    return {"version": VERSION, "env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
