"""Checks _toc.yml against the folders: a page, or a bulletin, that somebody moved or renamed by hand."""

from __future__ import annotations

import re
from pathlib import Path

from liandong.data.bulletins import BULLETINS, bulletin_slugs
from liandong.data.documents import read_yaml
from liandong.data.text_files import read_text
from liandong.findings import Finding, messages

TOC = "_toc.yml"
_FILE = re.compile(r"""^\s*(?:-\s+)?(?:\{\s*)?(?:file|root):\s*["']?(?P<page>[^\s"'#,}]+)""")
_ENDINGS = (".md", ".ipynb", ".rst")
MESSAGES = messages(__name__)


def check_contents(root: Path) -> list[Finding]:
    """Return what _toc.yml names that is not there, with its line, and the bulletins that it does not name (E814)."""
    if not (root / TOC).is_file():
        return []
    read_yaml(root / TOC, root)  # What is no YAML is told as that.
    lines = [(row, match["page"]) for row, line in enumerate(read_text(root / TOC, root).text.splitlines(), 1)
             if (match := _FILE.match(line))]
    named = {page for _, page in lines}
    slugs = bulletin_slugs(root)
    findings, lost = [], set()
    for row, page in lines:
        slug = page.split("/")[2] if page.startswith("book/bulletins/") else ""
        if not any((root / f"{page}{ending}").is_file() for ending in _ENDINGS):
            found = MESSAGES["no_page"].format(page=page)
            findings.append(Finding("E814", TOC, row, found=found, expected=_where_now(root, page, named)))
        elif slug and slug not in slugs and slug not in lost:
            lost.add(slug)
            folder = (BULLETINS / slug).as_posix()
            findings.append(Finding("E814", TOC, row, found=MESSAGES["no_data"].format(page=page, folder=folder),
                                    expected=MESSAGES["data"].format(folder=folder)))
    for slug in slugs:
        page = f"book/bulletins/{slug}/index"
        if not any(one.startswith(f"book/bulletins/{slug}/") for one in named):
            found = MESSAGES["not_listed"].format(page=page, folder=(BULLETINS / slug).as_posix())
            findings.append(Finding("E814", TOC, found=found, expected=MESSAGES["listed"].format(page=page)))
    return findings


def _where_now(root: Path, page: str, named: set[str]) -> str:
    """Return where a page seems to be now: the only file of its name beside or below that no line names."""
    path = Path(page)
    found = sorted({
        place.relative_to(root).with_suffix("").as_posix() for pattern in (f"*/{path.name}.md", f"{path.name}.md")
        for place in (root / path.parents[1]).glob(pattern)
    } - named) if len(path.parents) > 1 else []
    return MESSAGES["moved"].format(page=found[0]) if len(found) == 1 else MESSAGES["gone"].format(page=page)
