"""Stops a build whose files hold what is marked private."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from liandong.data.privacy import find_leaks
from liandong.findings import findings_block

HEADING = "网站没有生成："


def check_output(app: Sphinx, exception: Exception | None) -> None:
    """Looks through every file that the build wrote; those that hold a private text are removed, and the build fails."""
    if exception:
        return
    leaks = find_leaks(Path(app.srcdir), Path(app.outdir))
    for path, _ in leaks:
        path.unlink(missing_ok=True)
    if leaks:
        raise ExtensionError(f"{HEADING}\n{findings_block([finding for _, finding in leaks])}")


def setup(app: Sphinx) -> None:
    """Connects the check, after all that writes at the end of a build."""
    app.connect("build-finished", check_output, priority=990)
