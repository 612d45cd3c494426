"""Reading JSON and YAML: the parsed value, or a finding (E105) that names the line; and CSV without a dictionary."""

from __future__ import annotations

import copy
import csv
import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from liandong.data.text_files import label, read_text
from liandong.findings import DataError, Finding, messages

MESSAGES = messages(__name__)


class _Refused(ValueError):
    """Content that the parser admits and this project does not; the message is Chinese."""


class _StrictLoader(yaml.SafeLoader):
    """YAML's safe loader, which refuses a key that is written twice instead of keeping the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                problem = MESSAGES["duplicate"].format(key.value)
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_json(path: Path, root: Path | None = None) -> Any:
    """Return the value of a JSON file; a key written twice, NaN and Infinity are refused.

    Raises:
        DataError: E101 or E102 if the file cannot be read, E105 if it is not JSON.
    """
    text, expected = read_text(path, root).text, MESSAGES["json_expected"]
    try:
        return json.loads(text, object_pairs_hook=_unique_pairs, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        row, found = error.lineno, MESSAGES["json"].format(error.lineno, error.colno)
    except _Refused as error:
        row, found, expected = None, str(error), MESSAGES["no_duplicate"]
    except (RecursionError, ValueError):  # ValueError: an integer of thousands of digits
        row, found = None, MESSAGES["deep"]
    raise DataError([Finding("E105", label(path, root), row, found=found, expected=expected)])


def read_yaml(path: Path, root: Path | None = None) -> Any:
    """Return the value of a YAML file; a key written twice is refused.

    Raises:
        DataError: E101 or E102 if the file cannot be read, E105 if it is not YAML.
    """
    text, expected, row = read_text(path, root).text, MESSAGES["yaml_expected"], None
    try:
        return copy.deepcopy(_parse_yaml(text))
    except RecursionError:
        found = MESSAGES["deep"]
    except (yaml.YAMLError, ValueError, TypeError) as error:
        found, mark = MESSAGES["unreadable"], None
        if isinstance(error, yaml.MarkedYAMLError):
            mark = error.problem_mark or error.context_mark
            if error.problem and error.problem.startswith(MESSAGES["duplicate"][:1]):
                found, expected = error.problem, MESSAGES["no_duplicate"]
            elif mark:
                found = MESSAGES["yaml"].format(mark.line + 1, mark.column + 1)
        row = mark.line + 1 if mark else None
    raise DataError([Finding("E105", label(path, root), row, found=found, expected=expected)])


def read_csv(path: Path, root: Path | None = None) -> list[dict[str, str]]:
    """Return the rows of a CSV file as they are, by heading; DataError (E101, E102) if the file cannot be read."""
    # Not splitlines: a quoted cell may hold a line break, and other characters than it end a "line" there.
    return list(csv.DictReader(io.StringIO(read_text(path, root).text, newline="")))


@lru_cache(maxsize=32)
def _parse_yaml(text: str) -> Any:
    # A check asks for the same few files again and again, and reading takes a hundred times as long as copying.
    return yaml.load(text, Loader=_StrictLoader)  # a subclass of SafeLoader


def _unique_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _Refused(MESSAGES["duplicate"].format(key))
        result[key] = value
    return result


def _refuse_constant(text: str) -> None:
    raise _Refused(MESSAGES["constant"].format(text))
