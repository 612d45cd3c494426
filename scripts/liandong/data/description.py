"""Whether datapackage.json is well formed and complete: the one data dictionary, that everything else is read by."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from liandong.data.fields import TYPES_ZH
from liandong.data.tables import as_names
from liandong.findings import Finding, quote

MESSAGES = {
    "object": "一个对象 {…}",
    "list": "一个不空的列表 […]",
    "text": "一段文字，不为空",
    "names": "列名，或者列名的列表",
    "bool": "true 或 false",
    "missing": "没有 {}",
    "is": "{} 是 {}",
    "name": "小写英文字母、数字、连字符和下划线",
    "duplicate": "{} 写了两次",
    "once": "不重复",
    "type": "类型之一：{}",
    "constraint": "不认识的约束 {}",
    "constraint_expected": "{}可用的约束：{}",
    "pattern": "正则表达式读不懂：{}",
    "pattern_expected": "能用的正则表达式",
    "bound_expected": "与类型相符的数或日期",
    "count_expected": "不小于 0 的整数",
    "enum_expected": "列出允许的取值，类型相符，不重复",
    "label": "取值 {} 没有中文标签",
    "label_expected": "labels 里为每个取值写中文名",
    "stray_label": "labels 里的 {} 不在 enum 里",
    "key": "{} 里的列 {} 不在 fields 里",
    "key_expected": "fields 里有的列",
    "target": "外键指向的 {} 不存在",
    "target_expected": "本文件里有的表和列",
    "width": "外键两边的列数不同",
    "unsupported": "{} 不支持",
    "unsupported_expected": "不写这一项",
    "fixed": "只能写 {}",
    "total_expected": "total 和 parts 各写 resource，可写 field 和 where",
    "summed_expected": "integer 或 number 类型的列",
    "joint": "、",
}

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_CONSTRAINTS = {
    "string": ("required", "unique", "enum", "pattern", "minLength", "maxLength"),
    "integer": ("required", "unique", "enum", "minimum", "maximum"),
    "number": ("required", "unique", "enum", "minimum", "maximum"),
    "date": ("required", "unique", "enum", "minimum", "maximum"),
}
# These change how a file is read; the project reads every table in one way.
_UNSUPPORTED_IN_RESOURCE = ("dialect", "data", "compression", "scheme", "control", "layout", "extrapaths")
_UNSUPPORTED_IN_FIELD = ("format", "bareNumber", "decimalChar", "groupChar", "missingValues", "rdfType")


@dataclass
class Description:
    """What checking datapackage.json gave.

    Attributes:
        resources: Descriptors by name of the resources whose schema can be used, in the file's order.
        totals: The relations that can be used.
        findings: E106, one for each thing that is wrong.
    """

    resources: dict[str, dict[str, Any]]
    totals: list[dict[str, Any]]
    findings: list[Finding]


Report = Callable[[str, str, str], None]  # place, found, expected


def check_description(package: object, file: str) -> Description:
    """The usable parts of a parsed datapackage.json and the findings about the rest.

    Args:
        package: The parsed JSON.
        file: Its path relative to the project's root, for the findings.
    """
    result = Description({}, [], [])

    def report(place: str, found: str, expected: str) -> None:
        result.findings.append(Finding("E106", file, found=f"{place}：{found}" if place else found, expected=expected))

    if not isinstance(package, dict):
        report("", MESSAGES["is"].format(file.rsplit("/", 1)[-1], quote(str(package))), MESSAGES["object"])
        return result
    _require_texts(package, ("name", "title", "description"), "", report)
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        report("resources", MESSAGES["missing"].format("resources"), MESSAGES["list"])
        return result
    for position, resource in enumerate(resources):
        place = _place("resources", position, resource)
        if _check_resource(resource, place, report):
            if resource["name"] in result.resources:
                report(place, MESSAGES["duplicate"].format(quote(resource["name"])), MESSAGES["once"])
            else:
                result.resources[resource["name"]] = resource
    for resource in result.resources.values():
        _check_foreign_keys(resource, result.resources, report)
    for place, relation in _relations(package.get("totals", []), report):
        if _check_relation(relation, place, result.resources, report):
            result.totals.append(relation)
    return result


def _check_resource(resource: object, place: str, report: Report) -> bool:
    """Reports on a resource; whether its path and schema can be used."""
    if not isinstance(resource, dict):
        report(place, quote(str(resource)), MESSAGES["object"])
        return False
    texts = _require_texts(resource, ("name", "path", "title", "description"), place, report)
    if "name" in texts and not _NAME.fullmatch(resource["name"]):
        report(place, MESSAGES["is"].format("name", quote(resource["name"])), MESSAGES["name"])
    for name in _UNSUPPORTED_IN_RESOURCE:
        if name in resource:
            report(place, MESSAGES["unsupported"].format(name), MESSAGES["unsupported_expected"])
    for name, allowed in (("encoding", "utf-8"), ("format", "csv")):
        if resource.get(name, allowed) != allowed:
            report(place, MESSAGES["is"].format(name, quote(str(resource[name]))), MESSAGES["fixed"].format(allowed))
    schema = resource.get("schema")
    if not isinstance(schema, dict):
        report(place, MESSAGES["missing"].format("schema"), MESSAGES["object"])
        return False
    return _check_schema(schema, place, report) and {"name", "path"} <= texts


def _check_schema(schema: dict[str, Any], place: str, report: Report) -> bool:
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        report(place, MESSAGES["missing"].format("schema.fields"), MESSAGES["list"])
        return False
    if schema.get("missingValues", [""]) != [""]:
        report(
            place,
            MESSAGES["is"].format("missingValues", quote(str(schema["missingValues"]))),
            MESSAGES["fixed"].format('[""]'),
        )
    # Every field is checked, whatever the one before it gave.
    checked = [_check_field(field, _place(f"{place}.fields", at, field), report) for at, field in enumerate(fields)]
    if not all(checked):
        return False
    usable = True
    names = [field["name"] for field in fields]
    for name in {name for name in names if names.count(name) > 1}:
        report(place, MESSAGES["duplicate"].format(quote(name)), MESSAGES["once"])
        usable = False
    groups = [("primaryKey", schema.get("primaryKey", []))]
    foreign_keys = schema.get("foreignKeys", [])
    if not isinstance(foreign_keys, list) or not all(_is_foreign_key(key) for key in foreign_keys):
        report(place, MESSAGES["is"].format("foreignKeys", quote(str(foreign_keys))), MESSAGES["target_expected"])
        return False
    groups += [("foreignKeys", key["fields"]) for key in foreign_keys]
    for kind, group in groups:
        if not _is_names(group) and group != []:
            report(place, MESSAGES["is"].format(kind, quote(str(group))), MESSAGES["names"])
            return False
        for name in as_names(group):
            if name not in names:
                report(place, MESSAGES["key"].format(kind, quote(name)), MESSAGES["key_expected"])
                usable = False
    return usable


def _check_field(field: object, place: str, report: Report) -> bool:
    """Reports on a field; whether cells can be read by it."""
    if not isinstance(field, dict):
        report(place, quote(str(field)), MESSAGES["object"])
        return False
    texts = _require_texts(field, ("name", "type", "title", "description", "description_en"), place, report)
    for name in _UNSUPPORTED_IN_FIELD:
        if name in field and not (name == "format" and field[name] == "default"):
            report(place, MESSAGES["unsupported"].format(name), MESSAGES["unsupported_expected"])
    if not isinstance(field.get("private", False), bool):
        report(place, MESSAGES["is"].format("private", quote(str(field["private"]))), MESSAGES["bool"])
    if not {"name", "type"} <= texts:
        return False
    if field["type"] not in _CONSTRAINTS:
        expected = MESSAGES["type"].format(MESSAGES["joint"].join(_CONSTRAINTS))
        report(place, MESSAGES["is"].format("type", quote(field["type"])), expected)
        return False
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        report(place, MESSAGES["is"].format("constraints", quote(str(constraints))), MESSAGES["object"])
        return False
    checked = [_check_constraint(name, value, field["type"], place, report) for name, value in constraints.items()]
    return _check_labels(field, place, report) and all(checked)


def _check_constraint(name: str, value: object, kind: str, place: str, report: Report) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    expected = None
    if name not in _CONSTRAINTS[kind]:
        known = MESSAGES["joint"].join(_CONSTRAINTS[kind])
        report(
            place,
            MESSAGES["constraint"].format(quote(name)),
            MESSAGES["constraint_expected"].format(TYPES_ZH[kind], known),
        )
        return False
    if name in ("required", "unique") and not isinstance(value, bool):
        expected = MESSAGES["bool"]
    elif name in ("minLength", "maxLength") and not (is_number and isinstance(value, int) and value >= 0):
        expected = MESSAGES["count_expected"]
    elif name in ("minimum", "maximum") and not (_is_iso_date(value) if kind == "date" else is_number):
        expected = MESSAGES["bound_expected"]
    elif name == "enum":
        admitted = str if kind in ("string", "date") else int | float
        fits = (
            isinstance(value, list)
            and value
            and all(isinstance(item, admitted) and not isinstance(item, bool) for item in value)
        )
        if not fits or len(set(value)) != len(value) or (kind == "date" and not all(map(_is_iso_date, value))):
            expected = MESSAGES["enum_expected"]
    elif name == "pattern":
        try:
            re.compile(value)
        except (re.error, TypeError, RecursionError, OverflowError) as error:
            report(place, MESSAGES["pattern"].format(error), MESSAGES["pattern_expected"])
            return False
    if expected:
        report(place, MESSAGES["is"].format(name, quote(str(value))), expected)
    return expected is None


def _check_labels(field: dict[str, Any], place: str, report: Report) -> bool:
    labels = field.get("labels", {})
    if not isinstance(labels, dict) or not all(isinstance(text, str) and text.strip() for text in labels.values()):
        report(place, MESSAGES["is"].format("labels", quote(str(labels))), MESSAGES["label_expected"])
        return False
    values = field.get("constraints", {}).get("enum")
    values = [str(value) for value in values] if isinstance(values, list) else []
    for value in values:
        # A value in Chinese is its own label.
        if value not in labels and not re.search(r"[\u4e00-\u9fff]", value):
            report(place, MESSAGES["label"].format(quote(value)), MESSAGES["label_expected"])
    for value in labels:
        if value not in values:
            report(place, MESSAGES["stray_label"].format(quote(value)), MESSAGES["label_expected"])
    return True


def _check_foreign_keys(resource: dict[str, Any], resources: dict[str, dict[str, Any]], report: Report) -> None:
    """Reports foreign keys with no target and takes them out of the descriptor, so that the rest can be checked."""
    schema = resource["schema"]
    kept = []
    for key in schema.get("foreignKeys", []):
        reference = key["reference"]
        target = resources.get(reference["resource"] or resource["name"])
        known = {field["name"] for field in target["schema"]["fields"]} if target else set()
        wanted = as_names(reference["fields"])
        if not set(wanted) <= known:
            shown = quote(f"{reference['resource']}.{MESSAGES['joint'].join(wanted)}")
            report(resource["name"], MESSAGES["target"].format(shown), MESSAGES["target_expected"])
        elif len(wanted) != len(as_names(key["fields"])):
            report(resource["name"], MESSAGES["width"], MESSAGES["target_expected"])
        else:
            kept.append(key)
    if "foreignKeys" in schema:
        schema["foreignKeys"] = kept


def _relations(totals: object, report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(totals, list):
        report("totals", quote(str(totals)), MESSAGES["list"])
        return
    for position, relation in enumerate(totals):
        place = _place("totals", position, relation)
        if isinstance(relation, dict):
            yield place, relation
        else:
            report(place, quote(str(relation)), MESSAGES["object"])


def _check_relation(relation: dict[str, Any], place: str, resources: dict[str, dict[str, Any]], report: Report) -> bool:
    usable = len(_require_texts(relation, ("name", "title"), place, report)) == 2
    for side_name in ("total", "parts"):
        side = relation.get(side_name)
        side_place = f"{place}.{side_name}"
        if (
            not isinstance(side, dict)
            or not isinstance(side.get("where", {}), dict)
            or set(side) - {"resource", "field", "where"}
        ):
            report(side_place, quote(str(side)), MESSAGES["total_expected"])
            usable = False
            continue
        target = resources.get(side.get("resource")) if isinstance(side.get("resource"), str) else None
        types = {field["name"]: field["type"] for field in target["schema"]["fields"]} if target else {}
        for name in [*side.get("where", {}), *([side["field"]] if "field" in side else [])]:
            if not isinstance(name, str) or name not in types:
                report(
                    side_place,
                    MESSAGES["target"].format(quote(f"{side.get('resource')}.{name}")),
                    MESSAGES["target_expected"],
                )
                usable = False
            elif name == side.get("field") and types[name] not in ("integer", "number"):
                report(side_place, MESSAGES["is"].format(quote(name), types[name]), MESSAGES["summed_expected"])
                usable = False
        if not all(
            isinstance(value, str | int) and not isinstance(value, bool) for value in side.get("where", {}).values()
        ):
            report(side_place, quote(str(side["where"])), MESSAGES["total_expected"])
            usable = False
        if target is None:
            report(side_place, MESSAGES["target"].format(quote(str(side.get("resource")))), MESSAGES["target_expected"])
            usable = False
    return usable


def _require_texts(item: dict[str, Any], names: tuple[str, ...], place: str, report: Report) -> set[str]:
    """Reports those of `names` that are missing, blank or no text; the others."""
    present = {name for name in names if isinstance(item.get(name), str) and item[name].strip()}
    for name in names:
        if name not in present:
            report(place, MESSAGES["missing"].format(name), MESSAGES["text"])
    return present


def _is_names(value: object) -> bool:
    return (isinstance(value, str) and bool(value)) or (
        isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
    )


def _is_foreign_key(key: object) -> bool:
    reference = key.get("reference") if isinstance(key, dict) else None
    return (
        isinstance(reference, dict)
        and isinstance(reference.get("resource"), str)
        and _is_names(reference.get("fields"))
        and _is_names(key.get("fields"))
    )


def _is_iso_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _place(kind: str, position: int, item: object) -> str:
    name = item.get("name") if isinstance(item, dict) else None
    return f"{kind}[{position}]（{name}）" if isinstance(name, str) else f"{kind}[{position}]"
