"""Every number counts: change any one of them, and the checks say which statistic no longer holds."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import MUTATION_PROPERTY, copy_project

from liandong.checks.book import check_data, run_checks
from liandong.checks.calculations import check_runs
from liandong.checks.source import check_source
from liandong.data.bulletins import bulletin_slugs
from liandong.data.text_files import record_reads
from liandong.findings import Finding
from liandong.model import Reach
from liandong.model.bulletin import open_bulletin
from liandong.pages.cells import pages_with_cells
from liandong.run.book import run_page
from zhproof.printed import parse_printed
from zhproof.reading import read_numerals

ROOT = Path(__file__).resolve().parents[1]
SLUGS = bulletin_slugs(ROOT)
# Each of the others takes up to a minute.
EVERYDAY = ("canteens", "satisfaction")
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


def standing(runs) -> dict[str, tuple]:
    """Returns the verdict of each statistic that pages report, and whether its relation holds."""
    found = [one for run in runs for one in run.statistics(Path(run.page.anchor))]
    return {one.id: (one.verdict, one.relation.holds if one.relation else None) for one in found}


def noticed(project: Path, pages: list[Path], before: dict[str, tuple]) -> bool:
    """Tells whether a changed number changes a verdict, or stops the check of the pages that read it."""
    runs = [run_page(page) for page in pages]
    judged = [finding for finding in check_runs(project, runs) if finding.code != "E403"]
    return bool(statistics_named(judged)) or standing(runs) != before


@pytest.mark.thorough
def test_changing_any_public_figure_is_noticed(damaged, record_property):
    """With one last place of a public figure changed a verdict changes, unless all that rests on it are bounds, which admit their neighbours."""
    path = damaged / "data" / "references" / "figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    readers = pages_that_read(damaged, path)
    runs = [run_page(page) for page in readers]
    before = standing(runs)
    resting = [(reference.id, one.relation.reach) for run in runs for one in run.statistics(damaged) if one.relation for reference in one.relation.references]
    survivors = []
    for place, row in enumerate(rows):
        value = Decimal(row["value"])
        other = row | {"value": str(value + Decimal(1).scaleb(value.as_tuple().exponent))}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows([*rows[:place], other, *rows[place + 1 :]])
        if not noticed(damaged, readers, before):
            survivors.append(row["id"])
    record_property(MUTATION_PROPERTY, {"tried": len(rows), "caught": len(rows) - len(survivors)})
    print(f"public figures: {len(rows)} tried, {len(rows) - len(survivors)} caught; bounds admit {survivors}")
    assert all(reach in (Reach.BOUND, Reach.NECESSARY) for name, reach in resting if name in survivors)
    assert {name for name, _ in resting} == {row["id"] for row in rows}


@pytest.mark.thorough
@pytest.mark.parametrize("slug", SLUGS)
def test_a_change_made_alike_in_text_and_table_is_noticed_by_what_ties_the_figure(slug, damaged, record_property):
    """A slip in text and table alike is caught where an equality or the only integer ties the figure; a bound admits it, and a copy has nothing else."""
    bulletin = open_bulletin(slug, damaged)
    runs = [run_page(page) for page in pages_with_cells(damaged)]
    figures = [one for run in runs for one in run.statistics(damaged) if one.bulletin == slug and one.reported and one.copied]
    kept = {path: path.read_bytes() for path in bulletin.folder.rglob("*") if path.is_file()}
    caught, survivors, known = [], [], {}
    for one in figures:
        table = bulletin.folder / "tables" / f"{one.inputs[0].table}.csv"
        if table not in known:
            pages = pages_that_read(damaged, table)
            known[table] = pages, standing([run_page(page) for page in pages])
        readers, before = known[table]
        change_alike(bulletin.folder, one, table)
        (caught if noticed(damaged, readers, before) else survivors).append(one)
        for path, content in kept.items():
            path.write_bytes(content)
    record_property(MUTATION_PROPERTY, {"tried": len(figures), "caught": len(caught)})
    print(f"changed alike in text and table: {len(figures)} tried, {len(caught)} caught; not caught: {[one.id for one in survivors]}")
    exact = (Reach.EQUALITY, Reach.ONE_INTEGER)
    # What is printed twice is changed twice here, so nothing is left to tell it.
    assert [one.id for one in survivors if one.relation and one.relation.reach in exact and one.relation.name != "printed_twice"] == []
    assert caught


def change_alike(folder: Path, one, table: Path) -> None:
    """Changes the last digit of a figure wherever the text prints it, in mentions.csv and in the cell that repeats it."""
    path, mentions = folder / "source.txt", folder / "mentions.csv"
    text = path.read_text(encoding="utf-8")
    numerals = read_numerals(text)
    for position in sorted(one.mentions, reverse=True):
        numeral = numerals[position - 1]
        text = text[: numeral.start] + changed_digit(numeral.printed) + text[numeral.end :]
    path.write_text(text, encoding="utf-8", newline="")
    printed = changed_digit(one.reported.printed)
    value = parse_printed(printed).value_in(one.unit)
    for file, place, field, new in ((mentions, None, "printed", printed), (table, one.inputs[0].rows[0] - 2, one.inputs[0].fields[0], f"{value:f}")):
        with file.open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        for number in [place] if place is not None else [position - 1 for position in one.mentions]:
            rows[number][field] = new
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
