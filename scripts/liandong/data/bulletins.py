"""Where the data of the bulletins lie."""

from pathlib import Path

BULLETINS = Path("data") / "bulletins"


def bulletin_slugs(root: Path) -> list[str]:
    """Returns the slugs of all bulletins below ``root``, sorted."""
    return sorted(path.parent.name for path in (root / BULLETINS).glob("*/datapackage.json"))
