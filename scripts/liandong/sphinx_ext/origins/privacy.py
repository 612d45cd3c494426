"""Stops a build whose files hold what is marked private."""

from pathlib import Path

from sphinx.application import Sphinx

from liandong.data.privacy import find_leaks
from liandong.sphinx_ext.stopping import stop_if_any


def check_output(app: Sphinx, exception: Exception | None) -> None:
    """Look through every file that the build wrote; those that hold a private text are removed, and the build fails."""
    if exception:
        return
    leaks = find_leaks(Path(app.srcdir), Path(app.outdir))
    for path, _ in leaks:
        path.unlink(missing_ok=True)
    stop_if_any(finding for _, finding in leaks)


def setup(app: Sphinx) -> None:
    """Connect the check, after all that writes at the end of a build."""
    app.connect("build-finished", check_output, priority=990)
