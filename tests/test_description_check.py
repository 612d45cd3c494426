"""The check of datapackage.json itself, on the tiny package with one entry broken at a time."""

import copy
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_package import BEDS, PACKAGE, check, replaced

from liandong.findings import render_findings


def change(*path: str | int, to: Any) -> Callable[[Any], None]:
    """A change of the description: the value at `path` becomes `to`, or goes if `to` is `...`."""

    def apply(package: Any) -> None:
        *parents, last = path
        for key in parents:
            package = package[key]
        if to is ...:
            del package[last]
        else:
            package[last] = to

    return apply


FIELD = ("resources", 4, "schema", "fields", 0)


@pytest.mark.parametrize(
    ("apply", "code", "words"),
    [
        pytest.param(change("resources", to=[]), "E106", "没有 resources", id="no-resources"),
        pytest.param(change("title", to=...), "E106", "没有 title", id="no-title"),
        pytest.param(change("resources", 4, to=3), "E106", "resources[4]：“3”", id="resource-is-a-number"),
        pytest.param(change("resources", 4, "name", to="beds"), "E106", "“beds” 写了两次", id="name-twice"),
        pytest.param(change("resources", 4, "name", to="Status!"), "E106", "name 是 “Status!”", id="name-pattern"),
        pytest.param(
            change("resources", 4, "description", to=""), "E106", "（status）：没有 description", id="no-description"
        ),
        pytest.param(
            change("resources", 4, "schema", to="https://example.invalid/s.json"),
            "E106",
            "没有 schema",
            id="schema-by-address",
        ),
        pytest.param(change("resources", 4, "dialect", to={"delimiter": ";"}), "E106", "dialect 不支持", id="dialect"),
        pytest.param(change("resources", 4, "encoding", to="gbk"), "E106", "encoding 是 “gbk”", id="encoding"),
        pytest.param(
            change("resources", 4, "schema", "missingValues", to=["-"]), "E106", "missingValues", id="missing-values"
        ),
        pytest.param(change("resources", 4, "schema", "fields", to=[]), "E106", "没有 schema.fields", id="no-fields"),
        pytest.param(
            change("resources", 4, "schema", "primaryKey", to=["key"]), "E106", "“key” 不在 fields", id="key-unknown"
        ),
        pytest.param(
            change("resources", 4, "schema", "primaryKey", to=7), "E106", "primaryKey 是 “7”", id="key-is-a-number"
        ),
        pytest.param(
            change("resources", 4, "schema", "foreignKeys", to=[{}]), "E106", "foreignKeys", id="foreign-key-empty"
        ),
        pytest.param(
            change("resources", 4, "schema", "foreignKeys", 0, "reference", "resource", to="nothing"),
            "E106",
            "“nothing.level” 不存在",
            id="foreign-key-to-nothing",
        ),
        pytest.param(
            change(*FIELD, "description", to=...),
            "E106",
            "fields[0]（level）：没有 description",
            id="field-undescribed",
        ),
        pytest.param(
            change(*FIELD, "description_en", to=...), "E106", "没有 description_en", id="field-not-in-english"
        ),
        pytest.param(change(*FIELD, "type", to="money"), "E106", "type 是 “money”", id="type-unknown"),
        pytest.param(change(*FIELD, "labels", "city", to=...), "E106", "“city” 没有中文标签", id="label-missing"),
        pytest.param(change(*FIELD, "labels", "town", to="乡镇"), "E106", "“town” 不在 enum", id="label-stray"),
        pytest.param(change(*FIELD, "labels", to=[1]), "E106", "labels 是", id="labels-no-object"),
        pytest.param(
            change(*FIELD, "constraints", "minimum", to=0),
            "E106",
            "不认识的约束 “minimum”",
            id="constraint-of-other-type",
        ),
        pytest.param(change(*FIELD, "constraints", "pattern", to="("), "E106", "正则表达式", id="pattern-broken"),
        pytest.param(change(*FIELD, "constraints", "enum", to=[]), "E106", "enum 是", id="enum-empty"),
        pytest.param(
            change(*FIELD, "constraints", "required", to="yes"), "E106", "required 是 “yes”", id="required-no-bool"
        ),
        pytest.param(change(*FIELD, "private", to="yes"), "E106", "private 是 “yes”", id="private-no-bool"),
        pytest.param(
            change("resources", 4, "path", to="../status.csv"), "E107", "“../status.csv”", id="path-traversal"
        ),
        pytest.param(change("resources", 4, "path", to="/etc/passwd"), "E107", "“/etc/passwd”", id="path-absolute"),
        pytest.param(
            change("resources", 4, "path", to="https://example.invalid/a.csv"), "E107", "https", id="path-remote"
        ),
        pytest.param(
            change("resources", 4, "path", to="tables\\status.csv"), "E107", "tables\\status.csv", id="path-backslash"
        ),
        pytest.param(
            change("resources", 4, "path", to="tables/Status.csv"), "E213", "tables/status.csv", id="path-in-other-case"
        ),
        pytest.param(change("resources", 4, "path", to=["tables/status.csv"]), "E106", "没有 path", id="path-list"),
        pytest.param(change("totals", to={}), "E106", "totals", id="totals-no-list"),
        pytest.param(change("totals", 0, "parts", to="x"), "E106", "totals[0]（city）.parts", id="parts-text"),
        pytest.param(
            change("totals", 0, "total", "field", to="sum"),
            "E106",
            "“assignments.sum” 不存在",
            id="total-field-unknown",
        ),
        pytest.param(change("totals", 0, "total", "resource", to="x"), "E106", "“x” 不存在", id="total-table-unknown"),
        pytest.param(
            change("totals", 0, "total", "field", to="level"), "E106", "“level” 是 string", id="total-of-text"
        ),
        pytest.param(
            change("totals", 0, "total", "where", "level", to=["city"]),
            "E106",
            "totals[0]（city）.total",
            id="where-list",
        ),
    ],
)
def test_bad_descriptions(tmp_path: Path, apply: Callable[[Any], None], code: str, words: str) -> None:
    """The data dictionary itself is checked: a broken entry is named by its place, and the rest is still checked."""
    package = copy.deepcopy(PACKAGE)
    apply(package)
    findings = check(tmp_path, package, **replaced(BEDS, "5470", "x"))
    assert [item.found for item in findings if item.code == code and words in item.found]
    assert ("E203" in {item.code for item in findings}) == bool(package["resources"])


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No address in a description is ever looked up: the check works on an intranet, and trusts no file."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    package = copy.deepcopy(PACKAGE)
    package["profile"] = "https://example.invalid/profile.json"
    package["resources"][0]["profile"] = "https://example.invalid/profile.json"
    package["resources"][1]["schema"]["$schema"] = "https://example.invalid/schema.json"
    package["resources"][3]["path"] = "https://example.invalid/a.csv"
    assert "E107" in {item.code for item in check(tmp_path, package)}


fuzz = settings(max_examples=40, deadline=3000, suppress_health_check=[HealthCheck.function_scoped_fixture])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every value inside a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [found for key, inner in items for found in [(*path, key), *places(inner, (*path, key))]]


@fuzz
@given(place=st.sampled_from(places(PACKAGE)), value=json_values | st.just(...))
def test_any_edit_of_the_description(tmp_path: Path, place: tuple[str | int, ...], value: Any) -> None:
    """Whatever stands in the description, the check ends with findings or none, and their text can be printed."""
    package = copy.deepcopy(PACKAGE)
    change(*place, to=value)(package)
    findings = check(tmp_path, package)
    render_findings(findings).encode()
