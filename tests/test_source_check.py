"""The check of the text: every numeral recorded, once, in its place; contexts, hedges and noise verbatim."""

import json

import pytest
from builders import MENTIONS, SLUG, SOURCE, STATISTICS, discrepancy, write_bulletin
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from liandong.checks.book import check_data
from liandong.checks.source import check_source
from liandong.model.bulletin import open_bulletin
from liandong.model.mentions import NO_HEDGE
from liandong.scaffold.workbook import CHOICES
from zhproof.rounding import HEDGES

FOLDER = f"data/bulletins/{SLUG}"


def codes(bulletin) -> list[str]:
    """Return the codes of what the check finds."""
    return [finding.code for finding in check_source(bulletin)]


def only(bulletin, code: str):
    """Return the one finding with the code."""
    findings = [finding for finding in check_source(bulletin) if finding.code == code]
    assert len(findings) == 1
    return findings[0]


def replaced(number: int, **parts: str) -> list[tuple]:
    """Return the mentions with parts of one row (1-based) replaced."""
    names = ["printed", "context", "role", "statistic"]
    rows = [dict(zip(names, row, strict=True)) for row in MENTIONS]
    rows[number - 1].update(parts)
    return [tuple(row.values()) for row in rows]


def test_a_bulletin_in_order_gives_no_finding(tmp_path):
    """Text, mentions and statistics that fit are silent."""
    assert check_source(write_bulletin(tmp_path)) == []


def test_a_changed_text_breaks_the_checksum(tmp_path):
    """Any byte of source.txt that changes is E301, even where no numeral is concerned."""
    bulletin = write_bulletin(tmp_path)
    path = bulletin.folder / "source.txt"
    path.write_bytes(path.read_bytes().replace("甲市".encode(), "乙市".encode()))
    finding = next(finding for finding in check_source(bulletin) if finding.code == "E301")
    assert finding.file == f"{FOLDER}/source.txt"
    assert finding.found != finding.expected


def test_line_ends_are_part_of_the_checksum(tmp_path):
    """The checksum is of the bytes received, so that a tool that rewrites line ends is noticed."""
    bulletin = write_bulletin(tmp_path)
    path = bulletin.folder / "source.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert codes(bulletin) == ["E301"]


@pytest.mark.parametrize(("number", "old", "new"), [(1, " 29 ", " 28 "), (3, " 6 ", " 7 "), (4, "79.3%", "79.4%"), (5, "83%", "38%")])
def test_a_changed_numeral_is_named_once_with_its_statistic(tmp_path, number, old, new):
    """The finding gives row, statistic, both numerals and the words around."""
    finding = only(write_bulletin(tmp_path, source=SOURCE.replace(old, new)), "E302")
    assert (finding.file, finding.row, finding.column) == (f"{FOLDER}/mentions.csv", number + 1, "printed")
    assert finding.statistic == MENTIONS[number - 1][3]
    assert f"原文此处是 “{new.strip()}”" in finding.found
    assert f"登记的是 “{old.strip()}”" in finding.found
    assert new.strip() in finding.expected


def test_an_inserted_numeral_is_named_once_with_its_place(tmp_path):
    """One numeral too many in the text is one finding, wherever it stands; the rows after it are not blamed."""
    finding = only(write_bulletin(tmp_path, source=SOURCE.replace("持续整改", "另有 4 人，持续整改")), "E302")
    assert "原文此处有数字 “4”" in finding.found
    assert "另有4人" in finding.expected
    assert finding.row is None


def test_a_removed_numeral_is_named_once_with_its_statistic(tmp_path):
    """A recorded numeral that the text no longer has is one finding at its row."""
    finding = only(write_bulletin(tmp_path, source=SOURCE.replace("持续整改 6 项，", "")), "E302")
    assert (finding.row, finding.statistic) == (4, "ongoing")
    assert "登记了数字 “6”" in finding.found
    assert "持续整改 6 项" in finding.expected


def test_a_changed_record_is_named_like_a_changed_text(tmp_path):
    """The same slip on the other side: the row of mentions.csv is wrong."""
    finding = only(write_bulletin(tmp_path, mentions=replaced(2, printed="32")), "E302")
    assert (finding.row, finding.statistic) == (3, "done")


def test_an_empty_record_is_a_finding_and_no_crash(tmp_path):
    """A row without a numeral has nothing that the scan could give."""
    mentions = [*MENTIONS, ("", "甲", "name", "")]
    finding = only(write_bulletin(tmp_path, mentions=mentions), "E302")
    assert (finding.row, finding.statistic) == (7, None)


def test_two_swapped_rows_are_found(tmp_path):
    """Rows stand in reading order."""
    mentions = [MENTIONS[0], MENTIONS[2], MENTIONS[1], *MENTIONS[3:]]
    findings = [finding for finding in check_source(write_bulletin(tmp_path, mentions=mentions)) if finding.code == "E302"]
    assert findings
    assert {finding.statistic for finding in findings} <= {"done", "ongoing", None}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["29", "23", "6", "79.3", "83"]), st.integers(0, 9999))
def test_no_changed_numeral_goes_unnoticed(tmp_path_factory, old, new):
    """Whatever number takes a numeral's place, exactly one E302 names it."""
    if str(new) == old:
        return
    bulletin = write_bulletin(tmp_path_factory.mktemp("mutated"), source=SOURCE.replace(old, str(new), 1))
    assert codes(bulletin).count("E302") == 1


@pytest.mark.parametrize("position", ["3", "", "二"])
def test_positions_count_from_one(tmp_path, position):
    """A gap, a repetition or no number as position is named with the row."""
    bulletin = write_bulletin(tmp_path)
    path = bulletin.folder / "mentions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\n2,", f"\n{position},"), encoding="utf-8")
    finding = only(bulletin, "E302")
    assert (finding.row, finding.column, finding.statistic) == (3, "position", "done")


@pytest.mark.parametrize("context", ["", "办结率", "办结率79", "办结率79.3", "办结率是79.3%", "交办 29 项问题", "甲" * 400])
def test_a_context_holds_its_own_numeral_verbatim(tmp_path, context):
    """Empty, without the numeral, cut inside it, reworded or from another place: E303 at the row."""
    finding = only(write_bulletin(tmp_path, mentions=replaced(4, context=context)), "E303")
    assert (finding.row, finding.column, finding.statistic) == (5, "context", "completion-rate")


@pytest.mark.parametrize("context", ["79.3%", "办结率79.3%，测评", "持续整改6项，办结率79.3%", SOURCE])
def test_a_context_may_be_any_passage_around_the_numeral(tmp_path, context):
    """Blanks and line breaks of the source do not count."""
    assert check_source(write_bulletin(tmp_path, mentions=replaced(4, context=context))) == []


def test_equal_contexts_belong_to_their_own_places(tmp_path):
    """The same words twice side by side: each numeral's context is found at its own place."""
    source, row = "8项，8项，8项。", ("8", "8项", "statistic", "problems")
    bulletin = write_bulletin(tmp_path, source=source, mentions=[row, row, row], statistics=STATISTICS[:1])
    assert check_source(bulletin) == []


def test_the_context_of_another_place_is_refused(tmp_path):
    """Words that stand elsewhere with the same numeral are not this numeral's context."""
    source = "甲有8项，" + "又" * 30 + "乙有8项。"
    mentions = [("8", "甲有8项", "statistic", "problems"), ("8", "甲有8项", "statistic", "problems")]
    bulletin = write_bulletin(tmp_path, source=source, mentions=mentions, statistics=STATISTICS[:1])
    assert only(bulletin, "E303").row == 3


@pytest.mark.parametrize(("hedge", "scanned"), [("", "以上"), ("近", "以上")])
def test_a_hedge_is_that_of_the_text(tmp_path, hedge, scanned):
    """The hedge in statistics.csv must be the word beside the numeral: E308 names both."""
    statistics = [*STATISTICS[:4], ("satisfaction", "满意率", "%", hedge)]
    finding = only(write_bulletin(tmp_path, statistics=statistics), "E308")
    assert (finding.file, finding.row, finding.statistic) == (f"{FOLDER}/statistics.csv", 6, "satisfaction")
    assert finding.expected == scanned
    assert (hedge or "（无）") in finding.found


def test_a_hedge_that_the_text_has_not_is_refused(tmp_path):
    """No hedge may be added to an exact figure."""
    statistics = [("problems", "交办问题", "项", "约"), *STATISTICS[1:]]
    finding = only(write_bulletin(tmp_path, statistics=statistics), "E308")
    assert (finding.statistic, finding.expected) == ("problems", "（无）")


def test_two_places_with_two_hedges_are_one_finding(tmp_path):
    """No word in statistics.csv could agree with both: one E308 names them and what to do in mentions.csv, whatever statistics.csv says."""
    mentions = [("8", "甲有8项", "statistic", "problems"), ("8", "乙有近8项", "statistic", "problems")]
    for hedge in ("", "近", "约"):
        statistics = [("problems", "交办问题", "项", hedge)]
        finding = only(write_bulletin(tmp_path / f"x{hedge}", source="甲有8项，乙有近8项。", mentions=mentions, statistics=statistics), "E308")
        assert "（无）、近" in finding.found and "mentions.csv" in finding.next_step


def test_the_word_that_e308_asks_for_is_one_that_e204_admits():
    """Whatever hedge a text may hold, the description of every bulletin, and that of new ones, lets it be filled in, and no other word."""
    for path in (ROOT / "scripts/liandong/scaffold/templates/datapackage.json", *ROOT.glob("data/bulletins/*/datapackage.json")):
        resources = {resource["name"]: resource for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]}
        for name, admitted in (("statistics", set(HEDGES)), ("mentions", {*HEDGES, NO_HEDGE})):
            field = next(field for field in resources[name]["schema"]["fields"] if field["name"] == "hedge")
            assert set(field["constraints"]["enum"]) == admitted
    assert set(CHOICES["约数词"]) == {*HEDGES, NO_HEDGE}


def test_a_hedge_that_nobody_knows_is_e204_alone(tmp_path):
    """A word of a person's own in mentions.csv must not be asked for in statistics.csv as well."""
    bulletin = write_bulletin(tmp_path, source="甲有8项。", mentions=[("8", "甲有8项", "statistic", "problems")], statistics=STATISTICS[:1])
    path = bulletin.folder / "mentions.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{rows[0]},value,unit,hedge,kind,why\n{rows[1]},8,项,大概,count,我看的\n", encoding="utf-8")
    assert "E308" not in codes(open_bulletin(SLUG, bulletin.root))


def test_logged_noise_is_verbatim(tmp_path):
    """Noise that the text does not hold is E309; noise across a page break is found with its line breaks."""
    real, invented = {"found": "办结 23\n\n项", "kind": "page-break"}, {"found": "办结 and", "kind": "foreign-word"}
    finding = only(write_bulletin(tmp_path, info={"noise": [real, invented]}), "E309")
    assert "办结 and" in finding.found
    assert finding.file == f"{FOLDER}/bulletin.yml"


@pytest.mark.parametrize("entry", ["办结 and", {"kind": "spacing"}, {"found": 3}], ids=str)
def test_noise_of_the_wrong_form_is_a_finding(tmp_path, entry):
    """An entry that is no mapping, or has no text, is E310 and no crash."""
    assert "第 1 项" in only(write_bulletin(tmp_path, info={"noise": [entry]}), "E310").found


@pytest.mark.parametrize("key", ["title", "document", "issuer", "number", "noise"])
def test_a_missing_entry_of_the_description_is_named(tmp_path, key):
    """bulletin.yml says all that the site needs."""
    assert key in only(write_bulletin(tmp_path, info={key: None}), "E310").found


@pytest.mark.parametrize(("role", "statistic"), [("date", "done"), ("name", "done")])
def test_role_and_statistic_go_together(tmp_path, role, statistic):
    """Nothing but a statistic has an id: E307."""
    mentions = [*replaced(2, role=role, statistic=statistic)]
    finding = only(write_bulletin(tmp_path, mentions=mentions), "E307")
    assert (finding.row, finding.column) == (3, "statistic")


def test_a_numeral_without_its_statistic_is_unfinished(tmp_path):
    """A numeral that is a statistic and has no id yet is E801, which shows it with its context."""
    finding = only(write_bulletin(tmp_path, mentions=replaced(2, statistic="")), "E801")
    assert (finding.row, finding.column) == (3, "statistic")
    assert MENTIONS[1][0] in finding.found and MENTIONS[1][1] in finding.found


def test_everything_is_found_at_once(tmp_path):
    """Faults of different kinds do not hide one another."""
    bulletin = write_bulletin(
        tmp_path, mentions=replaced(4, context="别处", role="name"), info={"noise": [{"found": "没有"}], "issuer": None},
        discrepancies=discrepancy("done", fails=None),
    )
    assert sorted(codes(bulletin)) == ["E303", "E307", "E309", "E310", "E407"]


@pytest.mark.parametrize("name", ["source.txt", "bulletin.yml", "mentions.csv", "statistics.csv"])
def test_a_missing_file_is_a_finding_and_no_crash(tmp_path, name):
    """The check of all data names a file that is gone, with its path from the root."""
    bulletin = write_bulletin(tmp_path)
    (bulletin.folder / name).unlink()
    findings = check_data(tmp_path)
    assert ("E101", f"{FOLDER}/{name}") in {(finding.code, finding.file) for finding in findings}


@pytest.mark.parametrize(("name", "text"), [
    ("bulletin.yml", "title: [甲\n"), ("bulletin.yml", "甲\n"), ("bulletin.yml", ""), ("discrepancies.yml", "a: [\n"),
    ("mentions.csv", "position,printed\n1,29\n"), ("statistics.csv", "id\nproblems\n"), ("mentions.csv", ""),
    ("mentions.csv", "position,printed,context,role,statistic\n1\n"),
])
def test_a_broken_file_is_a_finding_and_no_crash(tmp_path, name, text):
    """Whatever is in a file, the check says so and does not fall over."""
    bulletin = write_bulletin(tmp_path)
    (bulletin.folder / name).write_text(text, encoding="utf-8")
    assert any(finding.file == f"{FOLDER}/{name}" and finding.severity == "error" for finding in check_data(tmp_path))
