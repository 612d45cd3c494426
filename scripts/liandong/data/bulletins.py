"""Where bulletins, releases and pages lie, and of which bulletin a page speaks."""

from pathlib import Path

from liandong.data.folders import is_system_file

BULLETINS = Path("data") / "bulletins"
LEDGER = "training"
RELEASES = Path("data") / "releases"
# What a release keeps of the tables and pages that it was made from: no page shows it.
KEPT_SOURCES = "tables-and-pages.zip"


def bulletin_slugs(root: Path) -> list[str]:
    """Return the slugs of all bulletins below ``root``, sorted."""
    return sorted(path.parent.name for path in (root / BULLETINS).glob("*/datapackage.json"))


def default_bulletin(root: Path) -> str:
    """Return the bulletin that pages outside book/bulletins/ speak of."""
    from liandong.data.documents import read_yaml  # what tells whether anything changed needs no YAML

    config = read_yaml(root / "_config.yml", root) if (root / "_config.yml").is_file() else None
    sphinx = (config or {}).get("sphinx") or {}
    return (sphinx.get("config") or {}).get("liandong_bulletin", "")


def bulletin_of(parts: tuple[str, ...], default: str) -> str:
    """Return the bulletin that a page speaks of: that of its folder, the teaching ledger, else the configured one."""
    if parts[:2] == ("book", LEDGER):
        return LEDGER
    return parts[parts.index("bulletins") + 1] if "bulletins" in parts[:-2] else default


def page_files(root: Path, folder: str = "book") -> list[Path]:
    """Return the pages at or below a folder, sorted by path; what a file manager left beside them is none."""
    return sorted(path for path in (root / folder).rglob("*.md") if path.is_file() and not is_system_file(path.name))
