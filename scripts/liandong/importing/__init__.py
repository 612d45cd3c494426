"""Takes an edited workbook in: what changed, the trial in a copy of the project, all tables replaced or none."""

from pathlib import Path

# Where `journal` lays aside what it writes; looked at before every command, when no package may be imported yet.
ASIDE = Path("_build") / "import"
