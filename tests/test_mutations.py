"""Every number counts: change any one of them, and the checks say which statistic no longer holds."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import MUTATION_PROPERTY, copy_project

from liandong.bulletin import bulletin_slugs, open_bulletin
from liandong.data.text_files import record_reads
from liandong.findings import Finding
from liandong.pages.cells import pages_with_cells
from liandong.proof_check import check_runs
from liandong.run.book import run_page
from liandong.run.checks import check_data, run_checks
from liandong.source_check import check_source
from zhproof.reading import read_numerals

ROOT = Path(__file__).resolve().parents[1]
SLUGS = bulletin_slugs(ROOT)
# Each of the others takes up to a minute.
EVERYDAY = ("canteens", "satisfaction", "handover")
TABLES = [
    (slug, resource["name"])
    for slug in SLUGS
    for resource in open_bulletin(slug, ROOT).package["resources"]
    if resource["path"].startswith("tables/") and any(f["type"] in ("integer", "number") for f in resource["schema"]["fields"])
]
NEXT_CHINESE = str.maketrans("一二三四五六七八九十两", "二三四五六七八九八九三")


@pytest.fixture
def damaged(tmp_path) -> Path:
    """Returns a copy of the data and the book that the test may damage."""
    return copy_project(tmp_path / "project", ("book", "data"))


def changed_digit(printed: str) -> str:
    """Returns the numeral with its last digit, Arabic or Chinese, replaced by another."""
    digit = list(re.finditer(r"\d", printed))
    if not digit:
        return printed[:-1] + printed[-1].translate(NEXT_CHINESE)
    place = digit[-1].start()
    return printed[:place] + str((int(printed[place]) + 1) % 10) + printed[place + 1 :]


def statistics_named(findings: list[Finding]) -> set[str | None]:
    """Returns the ids that the errors of a check name; ``None`` stands for an error of no particular statistic."""
    return {finding.statistic for finding in findings if finding.severity == "error"}


def pages_that_read(project: Path, file: Path) -> list[Path]:
    """Returns the pages whose cells read a file."""
    found = []
    for page in pages_with_cells(project):
        with record_reads() as reads:
            run_page(page)
        if file in {read.path for read in reads}:
            found.append(page)
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_changing_any_numeral_of_the_text_is_noticed(slug, damaged, record_property):
    """With one digit of source.txt changed, the check of the source, a part of `check`, names the statistic of that numeral."""
    source = damaged / "data" / "bulletins" / slug / "source.txt"
    text = source.read_text(encoding="utf-8")
    mentions = open_bulletin(slug, ROOT).mentions
    survivors, tried = [], 0
    for mention, numeral in zip(mentions, read_numerals(text), strict=True):
        mutant = text[: numeral.start] + changed_digit(numeral.printed) + text[numeral.end :]
        assert mutant != text
        source.write_text(mutant, encoding="utf-8", newline="")
        tried += 1
        if (mention["statistic"] or None) not in statistics_named(check_source(open_bulletin(slug, damaged))):
            survivors.append((mention["position"], numeral.printed))
    # What the check of the source finds, `check` says: seen on the last one.
    assert statistics_named(check_source(open_bulletin(slug, damaged))) <= statistics_named(check_data(damaged))
    record_property(MUTATION_PROPERTY, {"tried": tried, "caught": tried - len(survivors)})
    assert tried
    assert not survivors


@pytest.mark.parametrize(
    ("slug", "name"), [pytest.param(slug, name, marks=[] if name in EVERYDAY else pytest.mark.thorough, id=name) for slug, name in TABLES],
)
def test_changing_any_number_of_a_table_is_noticed(slug, name, damaged, record_property):
    """With one number of a table one last place higher, `check` fails and names a statistic; with its row gone, it fails."""
    bulletin = open_bulletin(slug, damaged)
    resource = bulletin.resource(name)
    numeric = [field["name"] for field in resource["schema"]["fields"] if field["type"] in ("integer", "number")]
    path = bulletin.folder / resource["path"]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    readers = pages_that_read(damaged, path)
    survivors, tried = [], 0
    for mutant, what, enough in mutants(rows, numeric):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(mutant)
        tried += 1
        # The pages that read the table are a part of `check`, and nearly always the one that notices; a statistic that nobody
        # reports (E403) is left aside, since the other pages do not run here.
        judged = [finding for finding in check_runs(damaged, [run_page(page) for page in readers]) if finding.code != "E403"]
        if not statistics_named(judged) - enough and not statistics_named(run_checks(damaged)) - enough:
            survivors.append(what)
    record_property(MUTATION_PROPERTY, {"tried": tried, "caught": tried - len(survivors)})
    assert tried
    assert not survivors


def mutants(rows: list[dict], numeric: list[str]):
    """Yields the table with one thing changed, what was changed, and the errors that do not do as a notice of it."""
    for place, row in enumerate(rows):
        for field in numeric:
            if row[field]:
                value = Decimal(row[field])
                other = str(value + Decimal(1).scaleb(value.as_tuple().exponent))
                yield [*rows[:place], row | {field: other}, *rows[place + 1 :]], f"row {place + 2}: {field} {row[field]} -> {other}", {None}
        yield rows[:place] + rows[place + 1 :], f"row {place + 2}: removed", set()
