"""Office documents: the templates of ``data/templates``, which an office edits itself, filled from the ledger."""

from pathlib import Path

# Where the project has the templates, and where the site has the files.
TEMPLATES = Path("data") / "templates"
FOLDER = "templates"
