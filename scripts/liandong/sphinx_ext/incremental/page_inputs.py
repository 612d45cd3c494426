"""Reads again exactly the pages whose inputs changed.

Sphinx compares times of source files and knows nothing of data files. Here a page's inputs are its own text and the
data files that its cells and directives read, each by the sha256 of the bytes that were read; the package, with its
templates and the style sheet, is an input of every page.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors import EnvironmentCollector

from liandong.data.text_files import record_reads
from liandong.run.inputs import STYLE, file_digests, fingerprint, package_digest
from liandong.sphinx_ext import store
from liandong.sphinx_ext.incremental.executor import reads_of

INPUTS = "liandong_inputs"
_open_record: list = []


class PageInputs(EnvironmentCollector):
    """Keeps each page's inputs and names the pages whose inputs differ now."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page's inputs."""
        store.entries(env, INPUTS).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: set[str], other: BuildEnvironment) -> None:
        """Take over what another process noted."""
        for docname in docnames & set(store.entries(other, INPUTS)):
            store.entries(env, INPUTS)[docname] = store.entries(other, INPUTS)[docname]

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Note the inputs of the page that has just been read."""
        env = app.env
        reads = {_relative(path, app): digest for path, digest in _stop_recording()}
        path = Path(env.doc2path(env.docname))
        in_cells = reads_of(path)
        if in_cells is None and any(True for _ in doctree.findall(_is_cell)):
            # A stock kernel does not tell what its cells read, so that all data counts.
            in_cells = list(file_digests(Path(app.srcdir), ("data",)).items())
        reads |= {_relative(file, app): digest for file, digest in in_cells or []}
        reads[_relative(path, app)] = _digest(path)
        store.entries(env, INPUTS)[env.docname] = reads

    def get_outdated_docs(self, app, env, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
        """Return the pages of which an input is different from what was read, or gone."""
        digests: dict[str, str] = {}
        return [docname for docname in store.entries(env, INPUTS) if not _unchanged(app, env, docname, digests)]


def add_package_digest(app: Sphinx, config: Config) -> None:
    """Make the package and the style sheet an input of every page: another digest reads all of them again."""
    config.liandong_package = f"{package_digest()} {fingerprint(Path(app.srcdir), (STYLE,))}"


def forgive_touched(app: Sphinx) -> None:
    """Let a page that was only touched, or copied over by the same bytes, count as old as its source."""
    env = app.env
    digests: dict[str, str] = {}
    for docname in env.all_docs:
        if docname in store.entries(env, INPUTS) and _unchanged(app, env, docname, digests):
            # Microseconds rounded up, as Sphinx compares them.
            source = -(Path(env.doc2path(docname)).stat().st_mtime_ns // -1000)
            env.all_docs[docname] = max(env.all_docs[docname], source)


def start_recording(app: Sphinx, docname: str, source: list[str]) -> None:
    """Begin to record what the directives of a page read."""
    _stop_recording()
    record = record_reads()
    _open_record.append((record, record.__enter__()))


def _unchanged(app: Sphinx, env: BuildEnvironment, docname: str, digests: dict[str, str]) -> bool:
    """Tell whether all inputs of a page are as they were read; ``digests`` remembers files that several pages read."""
    for name, digest in store.entries(env, INPUTS)[docname].items():
        if name not in digests:
            digests[name] = _digest(Path(app.srcdir) / name)
        if digests[name] != digest:
            return False
    return True


def _stop_recording() -> list[tuple[str, str]]:
    if not _open_record:
        return []
    record, reads = _open_record.pop()
    record.__exit__(None, None, None)
    return [(str(read.path), read.sha256) for read in reads]


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _relative(path: str | Path, app: Sphinx) -> str:
    return Path(os.path.relpath(Path(app.srcdir) / path, app.srcdir)).as_posix()


def setup(app: Sphinx) -> None:
    """Connect the parts."""
    app.add_config_value("liandong_package", "", "env", str)
    app.add_env_collector(PageInputs)
    app.connect("config-inited", add_package_digest)
    app.connect("builder-inited", forgive_touched)
    app.connect("source-read", start_recording)
