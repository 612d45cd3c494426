"""Writes the tables: ``python -m maintenance.teaching_ledger [FOLDER]``."""

import sys
from pathlib import Path

from maintenance.teaching_ledger import generate_tables

folder = Path(*sys.argv[1:2] or ("data", "training", "ledger", "tables"))
folder.mkdir(parents=True, exist_ok=True)
for name, text in generate_tables().items():
    (folder / f"{name}.csv").write_bytes(text.encode("utf-8"))
