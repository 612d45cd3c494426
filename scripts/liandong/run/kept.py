"""What a run of the cells keeps below `_build/cells` for the next: results of pages, for one state of the package.

A result is taken again while the page's code and every data file that it read are the same. One with a failure, which
may have looked for what was not there, is taken only while no input at all has changed.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from liandong.run.inputs import cells_digest, file_digests, replace_kept
from liandong.run.shell import PageResult

CELLS = Path("_build") / "cells"


class Kept:
    """The results that one project keeps.

    Args:
        root: The project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / CELLS / cells_digest()[:16]

    def read(
        self, page: Path, sources: list[str], root: Path, digests: dict[str, str], state: str,
    ) -> PageResult | None:
        """Return the result of a page, None if none is kept or an input differs.

        Args:
            page: The page.
            sources: The code of its cells.
            root: The project of the page; another one than that which keeps the results where new data is tried.
            digests: sha256 of the files of that project, by their path below it.
            state: Digest of all inputs of that project.
        """
        try:
            value = json.loads(self._path(page, root).read_text(encoding="utf-8"))
            result = PageResult.from_json(value["result"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        same = result.sources == sources and all(digests.get(name) == digest for name, digest in result.reads)
        if not same or (result.failures and value["state"] != state):
            return None
        result.reads = [(str(root / name), digest) for name, digest in result.reads]
        return result

    def write(self, page: Path, result: PageResult, state: str) -> None:
        """Keep the result of a page, unless it cannot be told later whether it holds.

        That is so where it read what lies elsewhere, or gave no outputs.
        """
        try:
            reads = [(Path(path).relative_to(self.root).as_posix(), digest) for path, digest in result.reads]
        except ValueError:
            return
        if len(result.cells) == len(result.sources):
            text = json.dumps({"state": state, "result": result.to_json() | {"reads": reads}}, ensure_ascii=False)
            replace_kept(self._path(page, self.root), text.encode("utf-8"))

    def drop_former(self) -> None:
        """Remove what was kept for another state of the package."""
        for folder in (self.root / CELLS).glob("*/"):
            if folder != self.folder:
                shutil.rmtree(folder, ignore_errors=True)

    def _path(self, page: Path, root: Path) -> Path:
        return self.folder / f"{page.relative_to(root).with_suffix('').as_posix().replace('/', '--')}.json"


def data_digests(root: Path) -> dict[str, str]:
    """Return the sha256 of each file that cells may read, by its path below the root."""
    return file_digests(root, ("_config.yml", "book", "data"))
