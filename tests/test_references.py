"""Public figures from elsewhere: each has address and day, and none is older or younger than it says."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from liandong.data.package_check import check_package
from liandong.findings import DataError
from liandong.model.references import PLACE, References, check_references


def project(tmp_path: Path, name: str, row: int, **cells: str) -> Path:
    """Returns a project with the real references, some cells of one row replaced."""
    shutil.copytree(ROOT / PLACE, tmp_path / PLACE)
    path = tmp_path / PLACE / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[row] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return tmp_path


def codes(root: Path) -> list[tuple[str, int | None, str | None]]:
    """Returns code, row and column of what is wrong, as the check of the project asks."""
    return [(finding.code, finding.row, finding.column) for finding in check_package(root / PLACE, root) or check_references(root)]


def test_the_real_ones_are_clean():
    """What is committed is without a finding."""
    assert codes(ROOT) == []


@pytest.mark.parametrize(("name", "cells", "expected"), [
    ("figures", {"address": ""}, ("E204", 2, "address")),
    ("figures", {"address": "某网站"}, ("E204", 2, "address")),
    ("figures", {"read_on": ""}, ("E204", 2, "read_on")),
    ("figures", {"value": "约700"}, ("E203", 2, "value")),
    ("figures", {"as_of": "2026-12-31"}, ("E330", 2, "as_of")),
    ("figures", {"read_on": "2999-01-01"}, ("E330", 2, "read_on")),
    ("figures", {"second_address": ""}, ("E331", 2, "second_address")),
    ("figures", {"agreement": "single"}, ("E331", 2, "second_address")),
    ("figures", {"second_address": "http://vai8.com/file/96500.html"}, ("E331", 2, "second_address")),
    ("timeline", {"until": "2026-12-31"}, ("E330", 2, "until")),
    ("timeline", {"address": ""}, ("E204", 2, "address")),
])
def test_each_fault_is_told_with_its_row(name, cells, expected, tmp_path):
    """A reference without address or day, one older than it says, a second source that is none."""
    assert expected in codes(project(tmp_path, name, 0, **cells))


def test_an_unknown_reference_names_the_known_ones():
    """A cell that asks for another id is told which there are."""
    with pytest.raises(DataError) as caught:
        References(ROOT).measure("none")
    assert caught.value.findings[0].code == "E332" and "city-residents" in caught.value.findings[0].expected


def test_a_figure_carries_its_source():
    """What a card shows stands in the measure: value, day, publisher, day of reading, whether there is a second source."""
    measure = References(ROOT).measure("counties")
    reference, = measure.references
    assert reference.id == "counties" and "2026-11-27查阅" in reference.text and "两处一致" in reference.text
    assert json.dumps(vars(reference))
