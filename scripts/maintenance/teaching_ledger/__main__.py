"""Writes the tables: ``python -m maintenance.teaching_ledger [FOLDER]``."""

import sys
from pathlib import Path

from maintenance.teaching_ledger.tables import generate_tables


def main(folder: Path) -> None:
    """Write each table as a CSV file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generate_tables().items():
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data") / "training" / "ledger" / "tables")
