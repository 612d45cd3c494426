"""The teaching ledger as committed: it is what the script gives, passes its checks, and its planted defects are all found."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from liandong.checks.book import check_data
from liandong.course.training import open_ledger
from liandong.course.training.items import completion_rate_of, count_items
from liandong.course.training.rules import check_defects, check_ledger, defects_found
from liandong.findings import DataError
from liandong.importing.importing import prepare, write
from liandong.model.measures import MeasureError
from liandong.model.outputs import collecting
from liandong.office.workbook.reading import choose_bulletin
from liandong.office.workbook.writing import export_workbook
from maintenance.teaching_ledger import generate_tables

ROOT = Path(__file__).resolve().parents[1]
LEDGER = Path("data") / "training" / "ledger"


@pytest.fixture(scope="module")
def ledger():
    """Returns the committed ledger."""
    return open_ledger(ROOT)


@pytest.fixture
def copy(tmp_path):
    """Returns the root of a copy of the ledger that may be damaged."""
    shutil.copytree(ROOT / LEDGER, tmp_path / LEDGER)
    shutil.copytree(ROOT / "data" / "law", tmp_path / "data" / "law")
    return tmp_path


def edit(root: Path, table: str, old: str, new: str) -> None:
    """Replaces one text in a table of a copy."""
    path = root / LEDGER / table
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_committed_tables_are_what_the_seed_gives(ledger):
    """Every table of the ledger is, byte for byte, the script's; the seed is the one in ledger.yml."""
    tables = generate_tables(ledger.info["seed"])
    files = {path.stem: path.read_bytes().decode("utf-8") for path in (ROOT / LEDGER / "tables").glob("*.csv")}
    assert files == tables


def test_another_seed_gives_another_city_that_passes_too(copy):
    """The script's rules hold for any seed, not for the committed one alone."""
    for name, text in generate_tables(7).items():
        (copy / LEDGER / "tables" / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    other = open_ledger(copy)
    assert not other.table("problems").equals(open_ledger(ROOT).table("problems"))
    assert check_ledger(other) == []


def test_the_ledger_is_as_large_as_a_course_needs(ledger):
    """About two hundred raw problems through four channels become a list of about sixty."""
    raw, problems = ledger.table("raw_problems"), ledger.table("problems")
    assert 180 <= len(raw) <= 220
    assert raw["channel"].nunique() == 4
    assert 55 <= len(problems) <= 65
    assert set(problems["category"]) == {"macro", "common", "individual"}
    assert set(problems["level"]) == {"city", "county"}


def test_the_clean_ledger_passes_all_checks(ledger):
    """The checks find nothing in the ledger that lessons compute from."""
    assert check_ledger(ledger) == []


def test_every_planted_defect_is_found_by_name_and_no_other(ledger):
    """The practice ledger gives exactly the findings that defects.csv documents: code, table, row and column."""
    documented = {(defect.code, defect.found_table, defect.found_key, defect.found_field) for defect in ledger.defects}
    assert len(documented) == len(ledger.defects) >= 12
    assert defects_found(open_ledger(ROOT, defective=True)) == documented
    assert check_defects(ledger) == []


def test_the_defects_of_the_brief_are_among_them(ledger):
    """A duplicate, a closing without evidence, a date before assignment, a wrong total and a misspelt unit are planted."""
    assert {"E951", "E952", "E953", "E207", "E206"} <= {defect.code for defect in ledger.defects}


@pytest.mark.parametrize("number", range(22))
def test_each_defect_alone_gives_its_own_finding(ledger, number, monkeypatch):
    """No defect hides or brings another: planted alone, each gives one finding, its own."""
    defect = ledger.defects[number]
    practice = open_ledger(ROOT, defective=True)
    practice.defects = [defect]
    assert defects_found(practice) == {(defect.code, defect.found_table, defect.found_key, defect.found_field)}


def test_a_defect_that_is_not_planted_is_told(copy):
    """A row of defects.csv whose clean cell is not in the table is a finding of its own."""
    edit(copy, "defects.csv", "reviewer_zh,丙县人大常委会,", "reviewer_zh,丁县人大常委会,")
    findings = check_defects(open_ledger(copy))
    assert [(finding.code, finding.row) for finding in findings] == [("E964", 16)]


def test_a_report_is_a_teaching_statistic_with_its_label(ledger):
    """A figure of the ledger has no verdict; it says that the data is fictional."""
    with collecting() as outputs:
        ledger.report("listed-by-unit", count_items(ledger.table("problems").iloc[:3]), "health")
    (one,) = outputs
    assert (one.id, one.kind, one.verdict, one.label_zh) == ("listed-by-unit.health", "teaching", None, "虚构数据")
    assert one.name_zh == "各单位清单问题（示例市卫生健康委员会）"
    assert one.text == "3项"


def test_a_case_may_be_named_as_in_the_table(ledger):
    """A page may pass the value of the table instead of the case's id."""
    with collecting() as outputs:
        ledger.report("satisfaction-rate", count_items(ledger.table("votes")), "示例市财政局")
        ledger.report("by-status", count_items(ledger.table("problems")), "top_level_design")
        ledger.report("week-rate", count_items(ledger.table("weeks")), 3)
    assert [one.id for one in outputs] == ["satisfaction-rate.finance", "by-status.top-level-design", "week-rate.3"]


@pytest.mark.parametrize(("figure", "case"), [("listed", "health"), ("listed-by-unit", ""), ("listed-by-unit", "nowhere"), ("nothing", "")])
def test_an_unknown_figure_or_case_is_refused(ledger, figure, case):
    """A report that no row of figures.csv knows is an error with the known ones, never silence."""
    with pytest.raises(DataError) as error:
        ledger.report(figure, count_items(ledger.table("problems")), case)
    assert [finding.code for finding in error.value.findings] == ["E405"]


def test_withdrawn_problems_leave_numerator_and_denominator(ledger):
    """The completion rate of a list is the same whether withdrawn rows are handed over or not."""
    problems = ledger.table("problems")
    kept = problems[problems["status"] != "withdrawn"]
    assert len(kept) < len(problems)
    assert completion_rate_of(problems) == completion_rate_of(kept)


def test_a_rate_of_nothing_is_an_error(ledger):
    """An empty denominator is refused, not printed as zero."""
    with pytest.raises(MeasureError):
        completion_rate_of(ledger.table("problems").iloc[:0])


@pytest.fixture
def project(copy):
    """Returns the root of a project that has the ledger and nothing else."""
    (copy / "data" / "bulletins").mkdir()
    (copy / "book").mkdir()
    return copy


def workbook_with(root: Path, sheet: str, cell: str, value: object) -> Path:
    """Returns the exported workbook of a project's ledger with one cell changed."""
    path = root / "ledger.xlsx"
    path.write_bytes(export_workbook(choose_bulletin(root, "training")))
    workbook = openpyxl.load_workbook(path)
    workbook[sheet][cell] = value
    workbook.save(path)
    return path


def test_an_instructors_workbook_goes_back_into_the_tables(project):
    """The ledger is exported, changed in a workbook and imported, as a bulletin's tables are."""
    prepared = prepare(project, workbook_with(project, "问题清单", "B5", "乡镇敬老院床位空置"))
    assert prepared.ok, prepared.findings
    write(prepared)
    assert list(open_ledger(project).table("problems")["name_zh"])[2] == "乡镇敬老院床位空置"


def test_a_workbook_that_breaks_the_bookkeeping_is_refused(project):
    """The ledger's own rules are told in the workbook's sheets and columns, and nothing is written."""
    prepared = prepare(project, workbook_with(project, "满意度测评", "E3", 30))
    assert not prepared.ok
    assert {(finding.code, finding.file) for finding in prepared.findings} == {("E957", "ledger.xlsx › 满意度测评")}


def test_the_practice_workbook_holds_the_defects_without_the_answers(project):
    """It has what is planted, neither figures nor answers, and cannot be imported."""
    path = project / "practice.xlsx"
    path.write_bytes(export_workbook(open_ledger(project, defective=True)))
    workbook = openpyxl.load_workbook(path)
    assert "练习差错" not in workbook.sheetnames
    assert "教学指标" not in workbook.sheetnames
    assert "示例市卫生健康局" in [cell.value for cell in workbook["问题清单"]["F"]]
    with pytest.raises(DataError) as error:
        prepare(project, path)
    assert [finding.code for finding in error.value.findings] == ["E616"]


def test_another_citys_ledger_is_not_held_to_the_planted_defects(project):
    """Without the seed the ledger is somebody's own: its rules are checked, the old defects are not asked for."""
    settings = project / LEDGER / "ledger.yml"
    kept = [line for line in settings.read_text(encoding="utf-8").splitlines() if not line.startswith("seed")]
    settings.write_text("\n".join(kept).replace("fictional: true", "fictional: false") + "\n", encoding="utf-8")
    edit(project, "tables/problems.csv", "小区老年人活动场地被占用", "小区活动场地被占用")
    assert [finding for finding in check_data(project) if finding.code.startswith("E9")] == []
    assert open_ledger(project).label == "教学数据"
