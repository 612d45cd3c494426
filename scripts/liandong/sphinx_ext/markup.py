"""HTML from the templates beside the directives: everything that is put in is escaped. No component: the others use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).resolve().parent


class _Loader(FileSystemLoader):
    """Loads templates whose line breaks and indentation are for whoever reads them: none of them is in a page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        return "".join(line.strip() for line in source.splitlines()), path, is_current


@cache
def _environment() -> Environment:
    return Environment(loader=_Loader(FOLDER), autoescape=True, undefined=StrictUndefined)


def macros(template: str, labels: Mapping[str, str]) -> ModuleType:
    """Return a template's macros, each a function that returns HTML.

    Args:
        template: its path below the extension's folder.
        labels: the words of ours that it shows.
    """
    return _environment().get_template(template, globals={"labels": labels}).module
