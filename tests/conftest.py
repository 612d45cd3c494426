"""What several test files need: the project's root, copies of it to damage, the built site, and the mutation tests' totals."""

import os
import shutil
import sys
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

from liandong.data.folders import FileLock

ROOT = Path(__file__).resolve().parents[1]
SITE_PARTS = ("_config.yml", "_toc.yml", "CITATION.cff", "LICENSE", "requirements.txt", "book", "data", "scripts")
MUTATION_PROPERTY = "mutations"
pytest_plugins = ["browsing"]
# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def root() -> Path:
    """Returns the project's root."""
    return ROOT


def copy_project(target: Path, parts: tuple[str, ...] = SITE_PARTS) -> Path:
    """Returns ``target`` after copying the named parts of the project there."""
    for part in parts:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / part)
    return target


@pytest.fixture(scope="session")
def built_project(tmp_path_factory) -> Path:
    """Returns a copy of the project with its site built by the project's own builder, one for all test processes."""
    from liandong.run.progress import Progress
    from liandong.site import build_site, render_build_result

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    project = shared / "built-project"
    with FileLock(shared / "built-project.lock"):
        if not (project / "_build" / "html" / "index.html").is_file():
            if project.exists():
                shutil.rmtree(project)
            copy_project(project)
            with Progress("site", stream=sys.stderr) as progress:
                result = build_site(project, progress=progress)
            assert result.ok, render_build_result(result, project)
    return project


@pytest.fixture(scope="session")
def site(built_project: Path) -> Path:
    """Returns the folder of the built site."""
    return built_project / "_build" / "html"


def pytest_terminal_summary(terminalreporter) -> None:
    """Prints how many mutations were tried and how many were caught."""
    totals: Counter = Counter()
    for report in terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", []):
        totals.update(dict(report.user_properties).get(MUTATION_PROPERTY, {}))
    if totals:
        terminalreporter.write_line(f"mutations: {totals['tried']} tried, {totals['caught']} caught")
