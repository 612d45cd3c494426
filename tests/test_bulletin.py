"""A bulletin's data, what it reports, and how it says that something is missing."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from builders import DERIVED, MENTIONS, SLUG, STATISTICS, csv_text, discrepancy, tiny_statistics, write_bulletin

from liandong.data.bulletins import bulletin_slugs
from liandong.findings import DataError
from liandong.model.bulletin import open_bulletin, project_root
from liandong.model.data_package import MOST_ROWS
from liandong.model.measures import fact, total
from liandong.model.outputs import collecting

FOLDER = f"data/bulletins/{SLUG}"


def only_finding(call):
    """Returns the one finding of the DataError that the call must raise."""
    with pytest.raises(DataError) as caught:
        call()
    assert len(caught.value.findings) == 1
    return caught.value.findings[0]


def test_what_the_bulletin_reports_is_parsed_from_its_mentions(tmp_path):
    """The reported value is never typed: digits, unit, hedge and places come from text and statistics.csv."""
    reported = write_bulletin(tmp_path).reported("satisfaction")
    assert (reported.printed, reported.value, reported.hedge, reported.mentions) == ("83%", Decimal(83), "以上", (5,))


@pytest.mark.parametrize(("printed", "unit", "low", "high"), [
    ("5.49 万", "人", 54850, 54950), ("5.49万", "万人", Fraction("5.485"), Fraction("5.495")), ("3万", "人", 25000, 35000),
])
def test_a_scaled_print_stands_for_what_its_digits_say(tmp_path, printed, unit, low, high):
    """5.49 万 in 人 is known to a hundred persons, not to one: the interval is that of the printed digits."""
    reported = write_bulletin(tmp_path, mentions=[(printed, "", "statistic", "a")], statistics=[("a", "甲", unit, "")]).reported("a")
    assert (reported.interval.lower, reported.interval.upper) == (low, high)


def test_equal_mentions_agree_across_scripts(tmp_path):
    """五 and 5 are the same number, and both places are kept."""
    mentions = [("5", "5项", "statistic", "problems"), ("五", "五项", "statistic", "problems")]
    reported = write_bulletin(tmp_path, source="5项，五项", mentions=mentions, statistics=STATISTICS[:1]).reported("problems")
    assert (reported.value, reported.mentions) == (5, (1, 2))


def test_mentions_that_differ_are_an_error_with_both_numbers(tmp_path):
    """A statistic printed with two values is E304, and the message shows both."""
    mentions = [("29", "", "statistic", "problems"), ("28", "", "statistic", "problems")]
    bulletin = write_bulletin(tmp_path, mentions=mentions)
    finding = only_finding(lambda: bulletin.reported("problems"))
    assert (finding.code, finding.file, finding.statistic) == ("E304", f"{FOLDER}/mentions.csv", "problems")
    assert "29" in finding.found
    assert "28" in finding.found


def test_a_statistic_without_mention_is_an_error(tmp_path):
    """What the text never states cannot be reported: E305."""
    bulletin = write_bulletin(tmp_path, mentions=MENTIONS[1:])
    finding = only_finding(lambda: bulletin.reported("problems"))
    assert (finding.code, finding.file, finding.statistic) == ("E305", f"{FOLDER}/mentions.csv", "problems")


@pytest.mark.parametrize(("printed", "unit"), [("79.3%", "项"), ("79.3", "%"), ("69.27", "万人"), ("许多", "项"), ("", "项")])
def test_a_print_that_contradicts_the_unit_is_an_error(tmp_path, printed, unit):
    """A percentage without its unit, a unit without its sign or scale, or no number at all: E306."""
    bulletin = write_bulletin(tmp_path, mentions=[(printed, "", "statistic", "problems")], statistics=[("problems", "甲", unit, "")])
    finding = only_finding(lambda: bulletin.reported("problems"))
    assert (finding.code, finding.file, finding.statistic) == ("E306", f"{FOLDER}/mentions.csv", "problems")


def test_reporting_an_unknown_statistic_names_the_file(tmp_path):
    """report() knows only statistics.csv, derive() only derived.csv: E405 with the id."""
    bulletin = write_bulletin(tmp_path)
    measure = total(bulletin.table("status"))
    finding = only_finding(lambda: bulletin.report("wide-rate", measure))
    assert (finding.code, finding.file, finding.statistic) == ("E405", f"{FOLDER}/statistics.csv", "wide-rate")
    finding = only_finding(lambda: bulletin.derive("problems", measure))
    assert (finding.code, finding.file, finding.statistic) == ("E405", f"{FOLDER}/derived.csv", "problems")


def test_report_emits_the_judged_statistic(tmp_path):
    """A cell's report becomes one statistic with figure, computed value and verdict."""
    statistics = tiny_statistics(write_bulletin(tmp_path))
    assert [(statistic.id, statistic.verdict) for statistic in statistics] == [
        ("problems", "reproduced"), ("done", "transcribed"), ("ongoing", "transcribed"), ("completion-rate", "reproduced"),
        ("satisfaction", "transcribed"), ("wide-rate", None),
    ]


def test_a_listed_statistic_is_judged_as_listed(tmp_path):
    """discrepancies.yml decides between an unexpected and a known mismatch."""
    bulletin = write_bulletin(tmp_path, discrepancies=discrepancy("satisfaction"), votes=[("satisfaction", "满意率", "84", "%", "2020-05-01")])
    with collecting() as outputs:
        bulletin.report("satisfaction", fact(bulletin.table("votes"), "satisfaction"))
    assert (outputs[0].verdict, outputs[0].finding) == ("disputed", "")


def test_newer_rows_update_a_statistic(tmp_path):
    """A differing row dated after the bulletin's day is an update; the old figure's hedge does not pass to the new one."""
    bulletin = write_bulletin(tmp_path, votes=[("satisfaction", "满意率", "84", "%", "2020-05-02")])
    with collecting() as outputs:
        bulletin.report("satisfaction", fact(bulletin.table("votes"), "satisfaction"))
    assert (outputs[0].verdict, outputs[0].text) == ("updated", "84%")


def test_an_unknown_slug_names_the_known_ones(tmp_path):
    """Opening a bulletin that is not there is E101 and lists what there is."""
    write_bulletin(tmp_path)
    finding = only_finding(lambda: open_bulletin("2020-2-yi", tmp_path))
    assert (finding.code, finding.file) == ("E101", "data/bulletins/2020-2-yi")
    assert SLUG in finding.expected


def test_an_unknown_table_names_the_known_ones(tmp_path):
    """Asking for a table that datapackage.json does not describe is E101."""
    bulletin = write_bulletin(tmp_path)
    finding = only_finding(lambda: bulletin.table("stauts"))
    assert (finding.code, finding.file) == ("E101", f"{FOLDER}/datapackage.json")
    assert "status" in finding.expected


def test_the_project_is_found_from_a_subfolder(tmp_path, monkeypatch):
    """A cell runs in its page's folder; the nearest folder above with data/bulletins is the root."""
    write_bulletin(tmp_path)
    page_folder = tmp_path / "book" / "bulletins" / SLUG
    page_folder.mkdir(parents=True)
    assert project_root(page_folder) == tmp_path.resolve()
    monkeypatch.chdir(page_folder)
    assert open_bulletin(SLUG).folder == tmp_path.resolve() / "data" / "bulletins" / SLUG


def test_no_project_is_an_error_without_the_machines_path(tmp_path):
    """Outside any project the message says what to look for, and not where this machine keeps things."""
    finding = only_finding(lambda: project_root(tmp_path))
    assert finding.code == "E101"
    assert str(tmp_path.parent) not in str(finding)


def test_slugs_are_those_with_a_data_dictionary(tmp_path):
    """A folder without datapackage.json is no bulletin."""
    write_bulletin(tmp_path)
    (tmp_path / "data" / "bulletins" / "draft").mkdir()
    assert bulletin_slugs(tmp_path) == [SLUG]
    assert bulletin_slugs(tmp_path / "nowhere") == []


def test_a_preview_is_in_words_and_keeps_private_fields_back(tmp_path):
    """Headings and vocabularies are shown by their labels, an empty cell as a dash; a private column never leaves."""
    status = [("done", "", "23", "2020-05-01"), ("ongoing", "持续整改", "6", "2020-05-01")]
    preview = write_bulletin(tmp_path, status=status).preview("status")
    assert preview.data["headings"] == ["状态", "说法", "项数", "日期"]
    assert preview.data["rows"] == [["已办结", "—", "23", "2020-05-01"], ["正在整改", "持续整改", "6", "2020-05-01"]]
    assert "张三" not in str(preview)


def test_a_preview_of_many_rows_shows_the_first(tmp_path):
    """A page holds as many rows as a reader can look through; the title counts the others, the file has them all."""
    votes = [(f"item{number}", "甲", str(number), "票", "2020-05-01") for number in range(MOST_ROWS + 1)]
    preview = write_bulletin(tmp_path, votes=votes).preview("votes")
    assert len(preview.data["rows"]) == len(preview.data["origins"]) == MOST_ROWS
    assert preview.data["caption"].endswith(f"（前 {MOST_ROWS} 行，共 {MOST_ROWS + 1} 行）")
    few = write_bulletin(tmp_path / "few", votes=votes[:MOST_ROWS]).preview("votes")
    assert len(few.data["rows"]) == MOST_ROWS and "前" not in few.data["caption"]


def test_labels_are_those_of_the_dictionary(tmp_path):
    """A vocabulary's labels come from datapackage.json."""
    assert write_bulletin(tmp_path).labels("status", "status") == {"done": "已办结", "ongoing": "正在整改"}


@pytest.mark.parametrize("cell", ["分\n行", "甲\u2028乙", "甲\x85乙", '甲"乙', "甲,乙"], ids=ascii)
def test_a_quoted_cell_stays_one_cell(tmp_path, cell):
    """A line break, another separator of lines, a quote or a comma inside a quoted cell does not cut the row."""
    bulletin = write_bulletin(tmp_path)
    rows = [(*DERIVED[0][:3], DERIVED[0][3], "first", cell), ("second", "乙", "项", "0", "first", "乙")]
    text = csv_text(["id", "name_zh", "unit", "decimals", "section", "definition_zh"], rows)
    (bulletin.folder / "derived.csv").write_bytes(text.encode("utf-8"))
    assert list(bulletin.derived) == ["wide-rate", "second"]
    assert bulletin.derived["wide-rate"]["definition_zh"] == cell


@pytest.mark.parametrize(("name", "code"), [("bulletin.yml", "E101"), ("mentions.csv", "E101"), ("source.txt", "E101")])
def test_a_missing_file_is_named_below_the_root(tmp_path, name, code):
    """A deleted file is E101 with its path from the project's root."""
    bulletin = write_bulletin(tmp_path)
    (bulletin.folder / name).unlink()
    read = {"bulletin.yml": lambda: bulletin.info, "mentions.csv": lambda: bulletin.mentions, "source.txt": lambda: bulletin.source}
    finding = only_finding(read[name])
    assert (finding.code, finding.file) == (code, f"{FOLDER}/{name}")


@pytest.mark.parametrize(("name", "text"), [("bulletin.yml", "title: [甲"), ("discrepancies.yml", "- id: a\n   title: b"), ("datapackage.json", "{")])
def test_a_file_that_does_not_parse_is_named_with_its_line(tmp_path, name, text):
    """Broken YAML or JSON is a finding (E105), not a traceback."""
    bulletin = write_bulletin(tmp_path)
    (bulletin.folder / name).write_text(text, encoding="utf-8")
    read = {"bulletin.yml": lambda: bulletin.info, "discrepancies.yml": lambda: bulletin.discrepancies, "datapackage.json": lambda: bulletin.package}
    finding = only_finding(read[name])
    assert (finding.code, finding.file, finding.row is not None) == ("E105", f"{FOLDER}/{name}", True)


@pytest.mark.parametrize("value", ["2020年5月", "2020-05-01 08:00:00", 2020], ids=str)
def test_a_date_that_is_none_is_an_error(tmp_path, value):
    """Whether data are newer than the bulletin can only be judged by a date: E310."""
    bulletin = write_bulletin(tmp_path)
    (bulletin.folder / "bulletin.yml").write_text(f"date: {value}\n", encoding="utf-8")
    assert only_finding(lambda: bulletin.published).code == "E310"


def test_the_bulletins_date_is_a_date(tmp_path):
    """YAML's own date is taken as it is."""
    assert write_bulletin(tmp_path).published == date(2020, 5, 1)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]\n"])
def test_an_empty_list_of_discrepancies_lists_nothing(tmp_path, text):
    """No entry is no error."""
    assert write_bulletin(tmp_path, discrepancies=text).discrepancies == {}


def test_no_file_of_discrepancies_lists_nothing(tmp_path):
    """A bulletin whose figures all reproduce needs no discrepancies.yml."""
    assert write_bulletin(tmp_path).discrepancies == {}


@pytest.mark.parametrize(("text", "said"), [
    ("handover: {}", "不是由"),
    ("- handover", "缺少 id、title"),
    ("- {id: a, title: 甲, statistics: done, status: 待核, fails: 乙}", "缺少 statistics"),
    ("- {id: a, title: 甲, statistics: [done], status: 待核}", "缺少 fails"),
    ("- {id: a, title: 甲, statistics: [done], status: 不明, fails: 乙}", "status 是 不明"),
    ("- {id: a, title: 甲, statistics: [done, done], status: 待核, fails: 乙}", "done 在两项中列出"),
])
def test_an_entry_of_the_wrong_form_is_named(tmp_path, text, said):
    """Missing keys, an unknown status, a statistic listed twice: E407 with what is wrong."""
    bulletin = write_bulletin(tmp_path, discrepancies=text)
    finding = only_finding(lambda: bulletin.discrepancies)
    assert (finding.code, finding.file) == ("E407", f"{FOLDER}/discrepancies.yml")
    assert said in finding.found
