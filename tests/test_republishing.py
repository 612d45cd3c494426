"""The real book published again and again: first, newer data, a correction, back; and every statistic updated at once."""

import csv
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SITE_PARTS, copy_project
from new_bulletins import FIRST, SECOND, filled_project, source_file

from liandong.data.bulletins import bulletin_slugs
from liandong.model.bulletin import open_bulletin
from liandong.model.reporting import UPDATED_FORMULA
from liandong.pages.tracing.findings import TELLS
from liandong.releases.release import RELEASES
from liandong.run.inputs import KEPT_SOURCES

SLUG = bulletin_slugs(ROOT)[0]
TABLE = Path("data") / "bulletins" / SLUG / "tables" / "satisfaction.csv"
STORY = [("首次公布", "83", "2024-11-27"), ("第一季度数据", "84", "2025-03-31"), ("上次录错", "85", "2025-03-31"), ("撤回，恢复简报的数", "83", "2024-11-27")]


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Runs a verb as staff do, in this environment."""
    settings = os.environ | {"PYTHONPATH": str(project / "scripts"), "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, "-P", "-m", "liandong", *arguments], cwd=project, env=settings, capture_output=True, encoding="utf-8")


def article(page: Path) -> BeautifulSoup:
    """Returns the article of a page."""
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("article")


@pytest.mark.thorough
def test_first_update_correction_reversal(tmp_path):
    """Each is published, tells its kind and what changed, with the page of releases and every former site; then back to the second."""
    project, target = copy_project(tmp_path / "project", SITE_PARTS), tmp_path / "网站"
    shown = []
    for number, (reason, value, date) in enumerate(STORY, start=1):
        table = project / TABLE
        table.write_text(re.sub(r"satisfaction-rate,满意率,\S+", f"satisfaction-rate,满意率,{value},%,{date}", table.read_text("utf-8")), "utf-8")
        done = run(project, "publish", str(target), "--reason", reason)
        assert done.returncode == 0, done.stdout + done.stderr
        versions = json.loads((project / RELEASES / "index.json").read_text("utf-8"))["versions"]
        assert len(versions) == number and f"已发布版本 {versions[-1]}（" in done.stdout
        rows = article(target / "book/upkeep/releases.html").select("table.releases tbody tr")
        assert [row.find_all("td")[0].get_text(strip=True) for row in rows] == versions[::-1]
        shown.append((rows[0].find_all("td")[2].get_text(strip=True), rows[0].find_all("td")[3].get_text(strip=True)))
        record = next(one for one in json.loads((target / "statistics.json").read_text("utf-8")) if one["id"] == "satisfaction-rate")
        assert (record["reported"]["printed"], record["verdict"] == "updated") == ("83%", value != "83")
    assert shown == [(kind, reason) for kind, (reason, *_) in zip(("首次发布", "更新", "更正", "更正"), STORY, strict=True)]
    assert sorted(path.name for path in (target / "archive").iterdir() if path.is_dir()) == versions[:3]
    assert sorted(path.name for path in (target / "releases").iterdir() if path.is_dir()) == versions
    done = run(project, "rollback", versions[1], str(target), "--reason", "按第一季度的数", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "换回 data/bulletins" in done.stdout and f"（恢复到版本 {versions[1]}，2025-03-31）" in done.stdout
    assert "满意率,84,%,2025-03-31" in (project / TABLE).read_text("utf-8")
    row = article(target / "book/upkeep/releases.html").select_one("table.releases tbody tr").find_all("td")
    assert [cell.get_text(strip=True) for cell in row][1:] == ["2025-03-31", f"恢复到版本 {versions[1]}", "按第一季度的数", "1 个"]
    assert not list(target.rglob(KEPT_SOURCES))


@pytest.mark.thorough
def test_a_second_bulletin_is_published_and_taken_back(tmp_path):
    """Made by `new`, the second is told as what is new, in `diff` and when published; after `drop` it is told as gone and the data are as before."""
    project, target = filled_project(tmp_path / "project", FIRST), tmp_path / "网站"
    assert run(project, "publish", str(target), "--reason", "首次发布").returncode == 0
    data = {path: path.read_bytes() for folder in ("data/bulletins", "book") for path in (project / folder).rglob("*") if path.is_file()}
    made = run(project, "new", SECOND, "--source", str(source_file(tmp_path, SECOND)), "--place", "虚构市", "--date", "2099-04-05")
    assert made.returncode == 0 and run(project, "check", SECOND).returncode == 0, made.stdout
    listed = "统计数：变化 0，新增 17，减少 0，相同 23。"
    assert listed in run(project, "diff").stdout
    done = run(project, "publish", str(target), "--reason", "第二期")
    assert done.returncode == 0 and listed in done.stdout and "已发布版本 2（更新，2099-04-05）" in done.stdout, done.stdout
    assert f"book/bulletins/{SECOND}/figures.md" in done.stdout and (target / "book" / "comparison.html").is_file()
    assert run(project, "drop", SECOND, "--yes").returncode == 0
    assert {path: path.read_bytes() for folder in ("data/bulletins", "book") for path in (project / folder).rglob("*") if path.is_file()} == data
    done = run(project, "publish", str(target), "--reason", "撤回第二期")
    assert done.returncode == 0 and "新增 0，减少 17，相同 23。" in done.stdout and not (target / "book" / "comparison.html").exists()


@pytest.mark.thorough
def test_every_statistic_updated_and_what_the_bulletin_said_stays(tmp_path):
    """All numbers of all tables raised with a later date: where a page tells what the bulletin said, no new value stands."""
    project = copy_project(tmp_path / "project")
    folder = project / "data" / "bulletins" / SLUG
    for table in sorted((folder / "tables").glob("*.csv")):
        raise_all(table, {field["name"]: field for resource in open_bulletin(SLUG, project).package["resources"]
                          if resource["path"] == f"tables/{table.name}" for field in resource["schema"]["fields"]})
    add_up(folder / "tables")
    listed = folder / "discrepancies.yml"
    text = re.sub(r"base: \w+", "base: untestable", listed.read_text(encoding="utf-8"))
    listed.write_text(re.sub(r"^ +(solutions:.*|- \{before.*|doubted:.*)\n", "", text, flags=re.MULTILINE), encoding="utf-8")
    built = run(project, "build")
    assert built.returncode == 0, built.stdout + built.stderr
    site = project / "_build" / "html"
    records = json.loads((site / "statistics.json").read_text("utf-8"))
    updated = {record["id"]: record for record in records if record["verdict"] == "updated"}
    assert len(updated) >= len(records) - 10, sorted(record["id"] for record in records if record["verdict"] != "updated")
    read, wrong = 0, []
    for page in sorted((site / "book").rglob("*.html")):
        for value in article(page).select("a.statistic.verdict-updated"):
            block = value.find_parent(["p", "li", "td", "dd", "figcaption"])
            record = updated.get(re.sub(r".*#stat-", "", value["href"]))
            if block is None or record is None or value.find_parent(class_=["statistics", "statistic-cards", "statistic-entries"]):
                continue
            read += 1
            marker = "\x01"
            value.insert_before(marker)
            sentence = next(part for part in re.split(r"(?<=[。！？])", block.get_text()) if marker in part)
            value.previous_sibling.extract()
            if TELLS.search(sentence.replace(UPDATED_FORMULA, "")) and record["reported"]["value"] not in value.get_text():
                wrong.append((page.name, sentence))
    assert read > 100 and wrong == []


def raise_all(table: Path, fields: dict[str, dict]) -> None:
    """Raises each number of a table by one unit of its last place, as far as its description admits, and dates every row later."""
    rows = read_rows(table)
    for row in rows:
        for name, value in row.items():
            if fields[name]["type"] in ("integer", "number") and value:
                number = Decimal(value)
                step = Decimal(1).scaleb(number.as_tuple().exponent)
                most = fields[name].get("constraints", {}).get("maximum")
                row[name] = str(number + step if most is None or number + step <= Decimal(str(most)) else number - step)
        if "as_of" in row:
            row["as_of"] = "2025-06-30"
    write_rows(table, rows)


def add_up(tables: Path) -> None:
    """Makes the totals of the assignments agree with the raised parts; the province's problems are listed one a row, so that theirs stays."""
    parts, rows = read_rows(tables / "status.csv"), read_rows(tables / "assignments.csv")
    for row in rows:
        problems = [int(part["problems"]) for part in parts if part["level"] == row["level"]]
        row["problems"] = str(sum(problems) if problems else len(read_rows(tables / "province_problems.csv")))
    write_rows(tables / "assignments.csv", rows)


def read_rows(table: Path) -> list[dict]:
    """Returns the rows of a table as text."""
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(table: Path, rows: list[dict]) -> None:
    """Writes the rows of a table."""
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
