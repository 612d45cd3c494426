"""The check of the reports: each statistic exactly once, every mismatch listed, every listed one still a mismatch."""

from dataclasses import replace
from pathlib import Path

import pytest
from builders import SLUG, discrepancy, done_statistic, tiny_statistics, write_bulletin

from liandong.checks.book import run_checks
from liandong.checks.calculations import check_runs, check_statistics
from liandong.findings import DataError, Finding
from liandong.model import STATISTIC_MIME, Input, Statistic, Verdict
from liandong.run.book import CellError, PageRun, run_page

FOLDER = f"data/bulletins/{SLUG}"
NAME = f"book/bulletins/{SLUG}/page"
PAGE = f"{NAME}.md"


def reports(bulletin, *, without: str = "") -> list[Statistic]:
    """Returns the complete statistics of the tiny bulletin, one line each, without those of an id."""
    placed = [replace(one, page=NAME, line=line) for line, one in enumerate(tiny_statistics(bulletin), start=10)]
    return [one for one in placed if one.id != without]


def only(findings: list[Finding]) -> Finding:
    """Returns the one finding."""
    assert len(findings) == 1, findings
    return findings[0]


def test_complete_reports_give_no_finding(tmp_path):
    """Each statistic and each derived figure once, all in order."""
    assert check_statistics(tmp_path, reports(write_bulletin(tmp_path))) == []


@pytest.mark.parametrize(("missing", "file", "row"), [("ongoing", "statistics.csv", 4), ("wide-rate", "derived.csv", 2)])
def test_a_statistic_that_no_cell_reports_is_named(tmp_path, missing, file, row):
    """E403 gives the row of the statistic's definition."""
    finding = only(check_statistics(tmp_path, reports(write_bulletin(tmp_path), without=missing)))
    assert (finding.code, finding.file, finding.row, finding.statistic) == ("E403", f"{FOLDER}/{file}", row, missing)


def test_no_reports_at_all_name_every_statistic(tmp_path):
    """An empty book lacks everything."""
    write_bulletin(tmp_path)
    assert [finding.code for finding in check_statistics(tmp_path, [])] == ["E403"] * 6


def test_a_statistic_reported_twice_names_both_places(tmp_path):
    """E404 stands at the second cell and names the first too."""
    twice = [*reports(write_bulletin(tmp_path)), done_statistic(page="book/other", line=3)]
    finding = only(check_statistics(tmp_path, twice))
    assert (finding.code, finding.file, finding.row, finding.statistic) == ("E404", "book/other.md", 3, "done")
    assert f"{PAGE} 第 11 行、book/other.md 第 3 行" in finding.found


def test_an_unlisted_mismatch_names_table_row_and_both_values(tmp_path):
    """E401 points at the cell of the table that was read, with computed and printed value."""
    bulletin = write_bulletin(tmp_path, votes=[("satisfaction", "满意率", "84", "%", "2020-05-01")])
    finding = only(check_statistics(tmp_path, reports(bulletin)))
    assert (finding.code, finding.file, finding.row, finding.column) == ("E401", f"{FOLDER}/tables/votes.csv", 2, "value")
    assert finding.statistic == "satisfaction"
    assert "84%" in finding.found
    assert "83%" in finding.expected
    assert "序号 5" in finding.expected


def test_a_slip_behind_the_printed_place_is_shown(tmp_path):
    """A copied 79.34 against a printed 79.3 is shown with all its digits, not as twice the same number."""
    statistics = [("rate", "办结率", "%", "")]
    bulletin = write_bulletin(
        tmp_path, source="办结率79.3%", mentions=[("79.3%", "办结率79.3%", "statistic", "rate")], statistics=statistics, derived=[],
        votes=[("rate", "办结率", "79.34", "%", "2020-05-01")],
    )
    from liandong.model.measures import fact
    from liandong.model.outputs import collecting

    with collecting() as statistics:
        bulletin.report("rate", fact(bulletin.table("votes"), "rate"))
    finding = only(check_statistics(tmp_path, statistics))
    assert "79.34%" in finding.found


def test_one_wrong_row_is_told_for_each_statistic_that_reads_it(tmp_path):
    """A changed count is a mismatch of the count, of the sum and of the rate."""
    bulletin = write_bulletin(tmp_path, status=[("done", "立行立改", "24", "2020-05-01"), ("ongoing", "持续整改", "6", "2020-05-01")])
    findings = check_statistics(tmp_path, reports(bulletin))
    assert {(finding.code, finding.statistic) for finding in findings} == {("E401", "done"), ("E401", "problems"), ("E401", "completion-rate")}


def test_a_mismatch_of_a_count_of_nothing_names_no_row(tmp_path):
    """A count of no rows has no row to point at: the table is named all the same."""
    write_bulletin(tmp_path)
    statistic = done_statistic(finding="E401", verdict=Verdict.DISPUTED, inputs=(Input("list", (), ("name_zh",)),))
    finding = next(finding for finding in check_statistics(tmp_path, [statistic]) if finding.code == "E401")
    assert (finding.file, finding.row) == (f"{FOLDER}/tables/list.csv", None)


def test_a_listed_mismatch_is_no_finding(tmp_path):
    """What discrepancies.yml lists may disagree."""
    bulletin = write_bulletin(tmp_path, votes=[("satisfaction", "满意率", "84", "%", "2020-05-01")], discrepancies=discrepancy("satisfaction"))
    assert check_statistics(tmp_path, reports(bulletin)) == []


def test_a_listed_statistic_that_agrees_is_a_finding(tmp_path):
    """E402 points at discrepancies.yml: the entry has outlived its reason."""
    bulletin = write_bulletin(tmp_path, discrepancies=discrepancy("completion-rate"))
    finding = only(check_statistics(tmp_path, reports(bulletin)))
    assert (finding.code, finding.file, finding.statistic) == ("E402", f"{FOLDER}/discrepancies.yml", "completion-rate")


@pytest.mark.parametrize("key", ["no-such", "wide-rate"], ids=["unknown", "derived"])
def test_an_unknown_listed_statistic_is_a_finding(tmp_path, key):
    """E407: only what the bulletin states can fail to reproduce."""
    bulletin = write_bulletin(tmp_path, discrepancies=discrepancy(key))
    finding = only(check_statistics(tmp_path, reports(bulletin)))
    assert (finding.code, finding.file, finding.statistic) == ("E407", f"{FOLDER}/discrepancies.yml", key)


def test_a_broken_list_does_not_hide_the_rest(tmp_path):
    """A discrepancies.yml of the wrong form is named beside what the reports lack."""
    bulletin = write_bulletin(tmp_path)
    complete = reports(bulletin, without="done")
    write_bulletin(tmp_path, discrepancies="a: 1\n")
    assert {finding.code for finding in check_statistics(tmp_path, complete)} == {"E403", "E407"}


def failed(page: Path, error: Exception, line: int = 7, code: str = "") -> PageRun:
    """Returns a run of a page that stopped with the error."""
    findings = tuple(getattr(error, "findings", ()))
    return PageRun(page, [], [CellError(page, line, type(error).__name__, str(error), code, findings)])


def shown(*statistics: Statistic) -> list[tuple[int, str, dict]]:
    """Returns what a cell on line 3 displayed."""
    return [(3, STATISTIC_MIME, one.to_json()) for one in statistics]


def test_a_failed_cell_is_named_and_its_statistics_are_not(tmp_path):
    """E406 with page and line; what the cells after it would have reported is not called missing."""
    write_bulletin(tmp_path)
    finding = only(check_runs(tmp_path, [failed((tmp_path / PAGE).resolve(), ZeroDivisionError("division by zero"))]))
    assert (finding.code, finding.file, finding.row) == ("E406", PAGE, 7)
    assert "除数是零（Python 的原话：division by zero）" in finding.found and "ZeroDivisionError" not in finding.found


def test_an_error_in_chinese_is_told_without_the_name_of_its_class(tmp_path):
    """What a cell says in Chinese is for staff, to whom the class of a Python error says nothing."""
    write_bulletin(tmp_path)
    finding = only(check_runs(tmp_path, [failed((tmp_path / PAGE).resolve(), ValueError("没有“done”这一行"))]))
    assert finding.found == "没有“done”这一行"


def test_a_failed_cell_names_the_statistics_that_it_was_to_report(tmp_path):
    """What the cell's code reports is known from its ids, unless it was reported before the failure."""
    bulletin = write_bulletin(tmp_path)
    page = (tmp_path / PAGE).resolve()
    code = 'bulletin.report("problems", a)\nbulletin.report(\n    "done", b)\nbulletin.derive(\'wide-rate\', c)\n'
    before = PageRun(page, shown(tiny_statistics(bulletin)[0]), failed(page, ValueError("坏"), code=code).errors)
    finding = only(check_runs(tmp_path, [before]))
    assert (finding.code, finding.statistic) == ("E406", "done")
    assert finding.found.endswith("没有报告的：done、wide-rate")


def test_a_cell_that_failed_over_the_data_tells_of_the_data(tmp_path):
    """The findings of a DataError replace the traceback's words."""
    write_bulletin(tmp_path)
    over_data = DataError([Finding("E305", f"{FOLDER}/mentions.csv", statistic="done")])
    assert only(check_runs(tmp_path, [failed((tmp_path / PAGE).resolve(), over_data)])).code == "E305"


def test_all_failed_pages_and_mismatches_come_at_once(tmp_path):
    """One failed page hides neither another nor a mismatch that was reported."""
    bulletin = write_bulletin(tmp_path, votes=[("satisfaction", "满意率", "84", "%", "2020-05-01")])
    page = (tmp_path / PAGE).resolve()
    good = PageRun(page, shown(*tiny_statistics(bulletin)))
    findings = check_runs(tmp_path, [failed(page, ValueError("一")), good, failed(page.with_name("b.md"), ValueError("二"))])
    assert [finding.code for finding in findings] == ["E406", "E406", "E401"]


BOOK = f"""# 页

```{{code-cell}} ipython3
from liandong import open_bulletin
from liandong.model.measures import completion_rate, fact, total
bulletin = open_bulletin("{SLUG}")
status = bulletin.table("status")
bulletin.report("problems", total(status))
bulletin.report("done", total(status[status["status"] == "done"]))
bulletin.report("ongoing", total(status[status["status"] == "ongoing"]))
bulletin.report("completion-rate", completion_rate(status))
bulletin.report("satisfaction", fact(bulletin.table("votes"), "satisfaction"))
bulletin.derive("wide-rate", completion_rate(status, done=["done", "ongoing"]))
```
"""


def with_book(root: Path) -> Path:
    """Writes the page that computes the tiny bulletin."""
    page = root / PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(BOOK, encoding="utf-8")
    return page


def test_a_project_in_order_passes_all_checks(tmp_path):
    """Data, text, cells and reports of a whole small project."""
    write_bulletin(tmp_path)
    assert run_page(with_book(tmp_path)).errors == []
    assert run_checks(tmp_path) == []


@pytest.mark.parametrize(("cell", "instead", "named"), [
    (",23,", ",22,", {"problems", "done", "completion-rate"}),
    (",6,", ",60,", {"problems", "ongoing", "completion-rate"}),
    (",6,", ",0,", {"problems", "ongoing", "completion-rate"}),
])
def test_a_changed_number_of_a_table_names_its_statistics(tmp_path, cell, instead, named):
    """Whatever reads the changed cell is named."""
    bulletin = write_bulletin(tmp_path)
    with_book(tmp_path)
    path = bulletin.folder / "tables" / "status.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(cell, instead), encoding="utf-8")
    assert {finding.statistic for finding in run_checks(tmp_path)} == named


def test_a_table_that_cannot_be_read_is_told_once(tmp_path):
    """The package check and the cell that failed over the same cell of the table do not both report it."""
    bulletin = write_bulletin(tmp_path)
    with_book(tmp_path)
    path = bulletin.folder / "tables" / "status.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",23,", ",二十三,"), encoding="utf-8")
    finding = only(run_checks(tmp_path))
    assert (finding.code, finding.file, finding.row, finding.column) == ("E203", f"{FOLDER}/tables/status.csv", 2, "problems")


def test_a_mended_list_can_be_checked_with_a_relative_root(tmp_path, monkeypatch):
    """The checks are run from the project's folder as well as from elsewhere."""
    write_bulletin(tmp_path)
    with_book(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run_checks(Path()) == []
