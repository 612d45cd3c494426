"""Whether datapackage.json is well formed and complete: the one data dictionary, that everything else is read by.

`description.schema.json` says what may stand there, with the Chinese words for what is wrong; here is what a JSON
Schema cannot say: names that must be known elsewhere in the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liandong.data.tables import as_names
from liandong.findings import Finding, messages, quote

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

FOUND = "{name} 是 {value}"
MESSAGES = messages(__name__)
# Objects that hold nothing but the next level, and are left out of places.
_PASSED_OVER = {"schema", "constraints"}


@dataclass
class Description:
    """What checking datapackage.json gave."""

    file: str
    # Descriptors by name of the resources whose schema can be used, in the file's order.
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    totals: list[dict[str, Any]] = field(default_factory=list)  # the relations that can be used
    findings: list[Finding] = field(default_factory=list)  # E106, one for each thing that is wrong

    def report(self, place: str, found: str, expected: str) -> None:
        """Add a finding, once."""
        finding = Finding("E106", self.file, found=f"{place}：{found}" if place else found, expected=expected)
        if finding not in self.findings:
            self.findings.append(finding)

    def tell(self, place: str, words: str, *values: object) -> None:
        """Add a finding in the words of that key, once."""
        found, expected = MESSAGES[words]
        self.report(place, found.format(*values), expected)


def check_description(package: object, file: str) -> Description:
    """Return the usable parts of a parsed datapackage.json, whose path is `file`, and the findings about the rest."""
    result = Description(file)
    broken = {_report_error(error, package, result) for error in _validator().iter_errors(package)}
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        return result
    for position, resource in enumerate(package["resources"]):
        place = _place(package, ["resources", position])
        if ("resources", position) in broken or not _check_columns(resource, place, result):
            continue
        if resource["name"] in result.resources:
            result.tell(place, "duplicate", quote(resource["name"]))
        else:
            result.resources[resource["name"]] = resource
    for resource in result.resources.values():
        _check_foreign_keys(resource, result)
    totals = package.get("totals", [])
    for position, relation in enumerate(totals if isinstance(totals, list) else []):
        if ("totals", position) in broken:
            continue
        place = _place(package, ["totals", position])
        usable = [_check_side(relation[name], f"{place}.{name}", result) for name in ("total", "parts")]
        if all(usable):
            result.totals.append(relation)
    return result


@cache
def _validator() -> Draft202012Validator:
    # jsonschema takes a tenth of a second to import.
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(())

    @formats.checks("iso-date", ValueError)
    def is_iso_date(value: object) -> bool:
        return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value

    @formats.checks("regex", (re.error, RecursionError, OverflowError))
    def is_pattern(value: object) -> bool:
        return not isinstance(value, str) or bool(re.compile(value))

    schema = json.loads(Path(__file__).with_name("description.schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=formats)


def _report_error(error: ValidationError, package: object, result: Description) -> tuple[object, ...]:
    """Report what the schema refuses; returns the entry that cannot be used because of it, () if it can."""
    path, schema, usable = list(error.absolute_path), error.schema, True
    if error.validator == "required":
        for name in [name for name in error.validator_value if name not in error.instance]:
            words = _words(schema["properties"][name])
            found = words["found"].format(name=name, value=quote(None))
            result.report(_place(package, path), found, words["expected"])
            usable &= words.get("only_told", False)
    elif error.validator == "additionalProperties":
        usable = False
        for name in error.instance.keys() - schema["properties"].keys():
            result.report(_place(package, path), MESSAGES["constraint"].format(quote(name)), schema["expected"])
    else:
        usable = schema.get("only_told", False)
        found = schema.get("found", FOUND)
        name = path[-1] if "{name}" in found and path else ""
        place = _place(package, path[:-1] if name else path)
        result.report(place, found.format(name=name, value=quote(str(error.instance))), schema["expected"])
    return () if usable else tuple(path[:2])


def _words(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a property's schema that holds its words."""
    known = _validator().schema["$defs"]
    while "expected" not in schema:
        schema = schema["allOf"][0] if "allOf" in schema else known[schema["$ref"].rsplit("/", 1)[1]]
    return schema | {"found": schema.get("found", MESSAGES["missing"].format("{name}"))}


def _place(package: Any, path: Iterable[str | int]) -> str:
    """Return a path in the file for people: resources[4]（status）.fields[0]（level）."""
    text, item = "", package
    for key in path:
        item = item[key]
        name = item.get("name") if isinstance(item, dict) and isinstance(key, int) else None
        if isinstance(key, int):
            text += f"[{key}]（{name}）" if isinstance(name, str) else f"[{key}]"
        elif key not in _PASSED_OVER:
            text += f".{key}" if text else key
    return text


def _check_columns(resource: dict[str, Any], place: str, result: Description) -> bool:
    """Report on columns written twice, keys of unknown columns and labels; whether the columns can be used."""
    schema = resource["schema"]
    names = [entry["name"] for entry in schema["fields"]]
    twice = list(dict.fromkeys(name for name in names if names.count(name) > 1))
    for name in twice:
        result.tell(place, "duplicate", quote(name))
    groups = [("primaryKey", schema.get("primaryKey", []))]
    groups += [("foreignKeys", key["fields"]) for key in schema.get("foreignKeys", [])]
    unknown = [(kind, name) for kind, group in groups for name in as_names(group) if name not in names]
    for kind, name in unknown:
        result.tell(place, "key", kind, quote(name))
    for position, entry in enumerate(schema["fields"]):
        labels, values = entry.get("labels", {}), list(map(str, entry.get("constraints", {}).get("enum", [])))
        # A value in Chinese is its own label.
        bare = [value for value in values if value not in labels and not re.search(r"[\u4e00-\u9fff]", value)]
        stray = [value for value in labels if value not in values]
        for found, value in [("label", value) for value in bare] + [("stray_label", value) for value in stray]:
            result.tell(f"{place}.fields[{position}]（{entry['name']}）", found, quote(value))
    return not twice and not unknown


def _check_foreign_keys(resource: dict[str, Any], result: Description) -> None:
    """Report foreign keys with no target and take them out of the descriptor, so that the rest can be checked."""
    kept = []
    for key in resource["schema"].get("foreignKeys", []):
        reference = key["reference"]
        target, wanted = result.resources.get(reference["resource"] or resource["name"]), as_names(reference["fields"])
        if not set(wanted) <= _types(target).keys():
            result.tell(resource["name"], "target", quote(f"{reference['resource']}.{'、'.join(wanted)}"))
        elif len(wanted) != len(as_names(key["fields"])):
            result.tell(resource["name"], "width")
        else:
            kept.append(key)
    if "foreignKeys" in resource["schema"]:
        resource["schema"]["foreignKeys"] = kept


def _check_side(side: dict[str, Any], place: str, result: Description) -> bool:
    """Report on one side of a total; whether it can be used."""
    target = result.resources.get(side["resource"])
    types, summed = _types(target), side.get("field")
    columns = [*side.get("where", {}), *([summed] if summed is not None else [])]
    unknown = [f"{side['resource']}.{name}" for name in columns if name not in types] if target else [side["resource"]]
    for name in unknown:
        result.tell(place, "target", quote(name))
    is_text = types.get(summed, "integer") not in ("integer", "number")
    if is_text:
        result.tell(place, "summed", quote(summed), types[summed])
    return not unknown and not is_text


def _types(resource: dict[str, Any] | None) -> dict[str, str]:
    """Return the types of a resource's columns by name."""
    return {entry["name"]: entry["type"] for entry in resource["schema"]["fields"]} if resource else {}
