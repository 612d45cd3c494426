"""The bulletin's numbers: every numeral of the text is accounted for, and every statistic has a verdict that holds.

Expected values come from the scanned source and from nowhere else.
"""

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from liandong.checks.book import run_checks
from liandong.data.bulletins import bulletin_slugs
from liandong.findings import render_findings
from liandong.model import Kind, Statistic, Verdict
from liandong.model.bulletin import open_bulletin
from liandong.run.book import run_book
from zhproof.printed import parse_printed
from zhproof.reading import read_numerals

ROOT = Path(__file__).resolve().parents[1]
BULLETINS = [open_bulletin(slug, ROOT) for slug in bulletin_slugs(ROOT)]
MENTIONS = [(bulletin, row) for bulletin in BULLETINS for row in bulletin.mentions]
STATISTICS = [(bulletin, row) for bulletin in BULLETINS for row in bulletin.statistics.values()]


@cache
def scanned(slug: str) -> tuple:
    """Returns the scan of a bulletin's text."""
    return tuple(read_numerals(open_bulletin(slug, ROOT).source))


@cache
def reports() -> dict[tuple[str, str], list[Statistic]]:
    """Returns what the book's cells report, by bulletin and id."""
    found = defaultdict(list)
    for run in run_book(ROOT):
        assert not run.errors, run.errors
        for statistic in run.statistics(ROOT):
            found[statistic.key].append(statistic)
    return found


@pytest.mark.parametrize(
    ("bulletin", "mention"), MENTIONS, ids=[f"{row['position']}-{row['statistic'] or row['role']}" for _, row in MENTIONS]
)
def test_each_recorded_numeral_is_the_one_at_its_place_in_the_text(bulletin, mention):
    """Row n of mentions.csv is numeral n of the scan, and its context is a verbatim piece of the text that holds it."""
    numeral = scanned(bulletin.slug)[int(mention["position"]) - 1]
    assert mention["printed"] == numeral.printed == bulletin.source[numeral.start : numeral.end]
    assert mention["context"] in bulletin.source
    assert mention["printed"] in mention["context"]


@pytest.mark.parametrize("bulletin", BULLETINS, ids=[bulletin.slug for bulletin in BULLETINS])
def test_no_numeral_of_the_text_is_left_out(bulletin):
    """mentions.csv has as many rows as the scan finds numerals; all Arabic digits of the text lie inside one of them."""
    numerals = scanned(bulletin.slug)
    assert len(bulletin.mentions) == len(numerals)
    covered = {place for numeral in numerals for place in range(numeral.start, numeral.end)}
    assert [place for place, letter in enumerate(bulletin.source) if letter.isdecimal() and place not in covered] == []


@pytest.mark.parametrize(("bulletin", "row"), STATISTICS, ids=[row["id"] for _, row in STATISTICS])
def test_each_statistic_has_one_report_whose_verdict_holds(bulletin, row):
    """One cell reports it; an undisputed one prints, digit for digit, as every one of its numerals in the text does."""
    found = reports()[bulletin.slug, row["id"]]
    assert len(found) == 1
    one = found[0]
    numerals = [scanned(bulletin.slug)[position - 1] for position in one.mentions]
    assert numerals
    assert {str(parse_printed(numeral.printed).value_in(row["unit"])) for numeral in numerals} == {f"{one.reported.value:f}"}
    assert {numeral.hedge for numeral in numerals} == {row["hedge"]}
    if one.verdict != Verdict.DISPUTED:
        assert one.computed.printed == f"{one.reported.value:f}"
        assert one.relation is None or one.relation.holds
    else:
        assert row["id"] in bulletin.discrepancies


def test_each_listed_entry_holds_a_figure_that_does_not_stand():
    """Of every entry of discrepancies.yml one figure is not what was computed, or a relation of it fails."""
    for bulletin in BULLETINS:
        for entry in {id(entry): entry for entry in bulletin.discrepancies.values()}.values():
            listed = [reports()[bulletin.slug, statistic][0] for statistic in entry["statistics"]]
            assert any(one.computed.printed != f"{one.reported.value:f}" or (one.relation and not one.relation.holds) for one in listed)


@pytest.mark.parametrize(("bulletin", "row"), STATISTICS, ids=[row["id"] for _, row in STATISTICS])
def test_a_recomputed_statistic_is_not_copied_from_its_own_figure(bulletin, row):
    """Only what was calculated from several cells, or by counting names, is called reproduced; a copy is called so, or names what ties it."""
    one = reports()[bulletin.slug, row["id"]][0]
    cells = [(cell.table, number, field) for cell in one.inputs for number in cell.rows for field in cell.fields]
    if one.verdict == Verdict.TRANSCRIBED:
        assert len(cells) == 1
    assert (one.verdict in (Verdict.CONSISTENT, Verdict.REFERENCED)) == (one.copied and one.relation is not None and one.relation.holds)
    if one.verdict == Verdict.REPRODUCED:
        assert len(cells) > 1


def test_the_data_and_the_book_have_no_findings():
    """`check` finds nothing in the project as committed; only questions without a second variant have their note, N909."""
    findings = [finding for finding in run_checks(ROOT) if finding.code != "N909"]
    assert not findings, render_findings(findings)


def test_every_number_of_every_table_is_read_by_a_cell_or_a_total():
    """No number lies in a table unread: each numeric cell is an input of a reported figure or part of a declared total."""
    for bulletin in BULLETINS:
        used = {
            (entry.table, number, field)
            for (slug, _), found in reports().items() if slug == bulletin.slug
            for one in found for entry in one.inputs for number in entry.rows for field in entry.fields
        }
        totals = bulletin.package["totals"]
        summed = {(side["resource"], side.get("field")) for total in totals for side in (total["total"], total["parts"])}
        for resource in bulletin.package["resources"]:
            if not resource["path"].startswith("tables/"):
                continue
            frame = bulletin.table(resource["name"])
            for field in resource["schema"]["fields"]:
                if field["type"] not in ("integer", "number"):
                    continue
                for number, value in frame[field["name"]].items():
                    key = (resource["name"], number, field["name"])
                    assert str(value) == "<NA>" or key in used or key[::2] in summed, key


def test_verdicts_are_those_of_the_contract():
    """Every verdict has a label, and no other word is used."""
    verdicts = Counter(found[0].verdict for found in reports().values() if found[0].kind == Kind.STATISTIC)
    assert set(verdicts) <= set(Verdict)
    assert sum(verdicts.values()) == len(STATISTICS)


def test_printed_values_are_parsed_from_the_text_alone():
    """The reported value of a statistic is what its first numeral in the text parses to; statistics.csv has no such column."""
    for bulletin, row in STATISTICS:
        assert not {"value", "reported", "printed"} & set(row)
        reported = bulletin.reported(row["id"])
        assert reported.value == parse_printed(reported.printed).value_in(row["unit"])


def test_the_readme_shows_what_the_site_shows():
    """The README's rows of the statistics table, in both languages, are the site's own."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in ("listed-problems", "city-completion-rate", "county-completion-rate", "handover-rate"):
        for (_, key), found in reports().items():
            if key == name:
                assert text.count(found[0].formula_zh) >= 2, found[0].formula_zh
