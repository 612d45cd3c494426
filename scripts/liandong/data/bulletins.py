"""Where the data of the bulletins lie, and of which bulletin a page speaks."""

from pathlib import Path

from liandong.data.documents import read_yaml

BULLETINS = Path("data") / "bulletins"
LEDGER = "training"


def bulletin_slugs(root: Path) -> list[str]:
    """Return the slugs of all bulletins below ``root``, sorted."""
    return sorted(path.parent.name for path in (root / BULLETINS).glob("*/datapackage.json"))


def default_bulletin(root: Path) -> str:
    """Return the bulletin that pages outside book/bulletins/ speak of."""
    config = read_yaml(root / "_config.yml", root) if (root / "_config.yml").is_file() else None
    sphinx = (config or {}).get("sphinx") or {}
    return (sphinx.get("config") or {}).get("liandong_bulletin", "")


def bulletin_of(parts: tuple[str, ...], default: str) -> str:
    """Return the bulletin that a page speaks of: the one in whose folder it lies, the teaching ledger, else the configured one."""
    if parts[:2] == ("book", LEDGER):
        return LEDGER
    return parts[parts.index("bulletins") + 1] if "bulletins" in parts[:-2] else default
