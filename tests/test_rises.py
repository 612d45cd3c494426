"""A rate that rose on an unknown base: what its claims need, and whether the listed hypotheses are what the search finds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from builders import discrepancy, frame, write_bulletin

from liandong.findings import DataError
from liandong.model.measures import bases_that_fit, fact
from liandong.model.rises import HEADINGS, RisingRate, hypotheses_table
from zhproof.denominators import free_base_solutions
from zhproof.rounding import Rounding


def rising(before: str, added: str, rise: str, rate: str) -> RisingRate:
    """Returns the four claims as facts of a table."""
    values = {"before": before, "added": added, "rise": rise, "rate": rate}
    table = frame([{"item": item, "value": Decimal(value)} for item, value in values.items()], "claims")
    return RisingRate(*(fact(table, item) for item in values))


# The claims of the bulletin that the project began with, as worked out by hand in the domain notes.
DISPUTED = rising("4", "8", "23", "41")
# 4 before and 5 added on a base of 22: 18.18 %, 40.91 %, 22.73 points.
CONSISTENT = rising("4", "5", "23", "41")


@pytest.mark.parametrize(("count", "rate", "base"), [("after", "rate", 29), ("before", "rate_before", 22), ("added", "rise", 35)])
def test_each_claim_alone_needs_its_own_base(count, rate, base):
    """12 is 41 % of 29, 4 is 18 % of 22, 8 is 23 points of 35, and of no other number of units."""
    fitting = bases_that_fit(getattr(DISPUTED, count), getattr(DISPUTED, rate)).value
    assert list(fitting.integers()) == [base]


def test_no_base_fits_all_claims():
    """Different bases for each claim: there is no value, and the formula says what each claim needs."""
    for part in ("rate", "rise"):
        measure = DISPUTED.on_common_base(part)
        assert measure.value is None
        assert measure.formula == (
            "12 个为 41%，要求分母 29；4 个为 18%，要求分母 22；8 个为 23 个百分点，要求分母 35；没有一个整数分母同时满足"
        )


def test_a_consistent_case_reproduces():
    """Where one base fits all four claims, rate and rise are computed on it exactly."""
    assert CONSISTENT.on_common_base("rate").value == Fraction(900, 22)
    assert CONSISTENT.on_common_base("rise").value == Fraction(500, 22)
    assert CONSISTENT.on_common_base("rate").formula.endswith("共同的分母 22")


def test_a_claim_that_no_base_fits_is_said_to_need_none():
    """8 in all cannot be 41 % of any number of units."""
    assert rising("3", "5", "23", "41").on_common_base("rate").formula.startswith("8 个为 41%，要求分母 无；")


def test_the_derivation_reads_all_four_claims():
    """The inputs of the common base are the four rows; a comparison is no transcription."""
    measure = DISPUTED.on_common_base("rate")
    assert [entry.rows for entry in measure.inputs] == [(2, 3, 4, 5)]
    assert not measure.transcribed


def test_the_rate_before_is_what_a_reader_subtracts():
    """41 % after a rise of 23 points was 18 %, with the printed decimals."""
    assert (DISPUTED.rate_before.digits, DISPUTED.after.value) == (18, 12)


def test_doubted_claims_are_left_out():
    """A doubted claim is unknown to the search; the others keep their printed digits."""
    claims = DISPUTED.claims(("added",))
    assert (claims.before, claims.added, claims.rise_pp, claims.rate_pct) == (4, None, 23, 41)


def entry(**hypothesis) -> dict:
    """Returns an entry with one hypothesis."""
    return {"hypotheses": [{"id": "h", "title": "某假设", "meaning": "意思", **hypothesis}]}


def solution(before: int, added: int, base_before: int, base_after: int) -> dict:
    """Returns a solution as discrepancies.yml lists it."""
    return {"before": before, "added": added, "base_before": base_before, "base_after": base_after}


def row_for(tmp_path, hypothesis: dict, claims: RisingRate = DISPUTED) -> list[str]:
    """Returns the one row of the table of hypotheses."""
    bulletin = write_bulletin(tmp_path, discrepancies=discrepancy("done", **entry(**hypothesis)))
    table = hypotheses_table(bulletin, "open-question", claims)
    assert table.data["headings"] == HEADINGS
    return table.data["rows"][0]["cells"]


# The table of the domain notes: which base each reading needs, and what the fourth claim would then be.
KNOWN = [
    ({"base": "growing", "solutions": [solution(4, 8, 22, 29)]}, ["22 → 29", "18.181…%", "41.379…%", "23.197…"]),
    ({"base": "constant", "doubted": ["added"], "solutions": [solution(4, 5, 22, 22)]}, ["22 → 22", "一次性移交 5 个", "40.909…%"]),
    ({"base": "constant", "doubted": ["rise_pp"], "solutions": [solution(4, 8, 29, 29)]}, ["29 → 29", "27.586… 个百分点"]),
    ({"base": "constant", "doubted": ["rate_pct"], "solutions": [solution(4, 8, 35, 35)]}, ["35 → 35", "34.285…%"]),
]


@pytest.mark.parametrize("hypothesis", [{"base": "shrinking", "solutions": []}, {"base": "constant", "doubted": ["before"], "solutions": []}])
def test_a_smaller_base_or_another_count_before_has_no_solution(tmp_path, hypothesis):
    """12 is 41 % of 29 only, and 4 is never 18 % of more than that; 8 and 23 points need 35."""
    assert row_for(tmp_path, hypothesis)[2] == "没有整数解"


def test_many_solutions_are_counted_and_the_first_worked_through(tmp_path):
    """On a base of under 60 that did not shrink, 19 counts of added units fit; the arithmetic of the first stands for the others."""
    claims = DISPUTED.claims(("added",))
    found = [vars(one) for one in free_base_solutions(claims, 59) if one.base_before <= one.base_after]
    assert len(found) == 19
    row = row_for(tmp_path, {"base": "not_smaller", "base_after_under": 60, "doubted": ["added"], "solutions": found})
    assert row[2].startswith("共 19 个解：") and row[2].count("→") == 19
    assert row[3].count("相差") == 3 and row[3].endswith("其余类推")


def test_a_base_that_shrank_is_found(tmp_path):
    """6 of 30 before, 12 of 24 afterwards: a rise of 30 points on a smaller base."""
    row = row_for(tmp_path, {"base": "shrinking", "solutions": [solution(6, 6, 30, 24)]}, rising("6", "6", "30.0", "50.0"))
    assert "分母 30 → 24" in row[2]


@pytest.mark.parametrize(("hypothesis", "words"), KNOWN, ids=["growing", "added", "rise", "rate"])
def test_the_known_hypotheses_have_exactly_these_solutions(tmp_path, hypothesis, words):
    """The integer solutions worked out by hand are all that the search finds, and the row shows their arithmetic."""
    text = " ".join(row_for(tmp_path, hypothesis))
    for word in words:
        assert word in text


def test_the_total_reading_has_no_solution_under_any_rounding(tmp_path):
    """8 in all is 41 % of nothing, rounded to the nearest, up or down; the row names every rule that was tried."""
    row = row_for(tmp_path, {"base": "total", "solutions": []})
    assert row[2] == "没有整数解"
    for rounding in Rounding:
        assert rounding.label_zh in row[3]


def test_a_total_reading_that_fits_shows_its_base(tmp_path):
    """9 in all is 41 % of 22."""
    row = row_for(tmp_path, {"base": "total", "solutions": [solution(0, 9, 22, 22)]}, rising("4", "9", "23", "41"))
    assert "分母 22 → 22" in row[2]


def test_what_cannot_be_tested_says_so(tmp_path):
    """A hypothesis about numbers that nobody published has no arithmetic."""
    assert row_for(tmp_path, {"base": "untestable"})[2:] == ["不能用公布的数字检验", "—", "—"]


@pytest.mark.parametrize(("hypothesis", "needs"), [
    (KNOWN[0][0], "整改前移交 4 个，一次性移交 8 个，移交率 41%，提高 23 个百分点"),
    (KNOWN[1][0], "整改前移交 4 个，一次性移交 5 个（简报 8 个），移交率 41%，提高 23 个百分点"),
    (KNOWN[2][0], "整改前移交 4 个，一次性移交 8 个，移交率 41%，提高 28 个百分点（简报 23 个百分点）"),
    (KNOWN[3][0], "整改前移交 4 个，一次性移交 8 个，移交率 34%（简报 41%），提高 23 个百分点"),
])
def test_a_hypothesis_says_what_each_number_would_have_to_be(tmp_path, hypothesis, needs):
    """Numbers that the hypothesis leaves as printed stand alone, the others beside the printed one."""
    assert row_for(tmp_path, hypothesis)[4] == needs


def finding_for(tmp_path, hypothesis: dict, claims: RisingRate = DISPUTED):
    """Returns the one finding that the table of hypotheses must stop with."""
    with pytest.raises(DataError) as caught:
        row_for(tmp_path, hypothesis, claims)
    assert len(caught.value.findings) == 1
    return caught.value.findings[0]


@pytest.mark.parametrize("listed", [
    [], None, [solution(4, 8, 22, 30)], [solution(4, 8, 22, 29), solution(4, 8, 23, 30)], [solution(4, 7, 22, 29)],
], ids=["none", "null", "wrong", "one too many", "other count"])
def test_a_wrong_listed_solution_is_flagged(tmp_path, listed):
    """E407 shows what the search finds and what is listed."""
    finding = finding_for(tmp_path, {"base": "growing", "solutions": listed})
    assert (finding.code, finding.statistic) == ("E407", "done")
    assert finding.file.endswith("discrepancies.yml")
    assert "'base_after': 29" in finding.found
    assert str(listed) in finding.expected


@pytest.mark.parametrize("hypothesis", [
    {"base": "constant", "doubted": ["rise"], "solutions": []}, {"base": "grown", "solutions": []}, {"solutions": []}, {"base": "constant", "meaning": ""},
    {"base": "not_smaller", "doubted": ["added"]},
], ids=["doubted", "base", "no base", "no meaning", "no bound"])
def test_a_misspelt_hypothesis_is_flagged(tmp_path, hypothesis):
    """An unknown word would silently test something else than the title says."""
    assert finding_for(tmp_path, hypothesis).code == "E407"


def test_solutions_that_no_longer_hold_are_flagged(tmp_path):
    """New claims need new solutions: the listed ones of the old claims stop the page."""
    assert finding_for(tmp_path, KNOWN[0][0], rising("4", "9", "23", "41")).code == "E407"


def test_every_wrong_hypothesis_is_named_at_once(tmp_path):
    """One finding for each."""
    hypotheses = [{"id": str(n), "title": f"第{n}种", "meaning": "意思", "base": "growing"} for n in range(3)]
    bulletin = write_bulletin(tmp_path, discrepancies=discrepancy("done", hypotheses=hypotheses))
    with pytest.raises(DataError) as caught:
        hypotheses_table(bulletin, "open-question", DISPUTED)
    assert len(caught.value.findings) == 3


def test_an_unknown_entry_is_named(tmp_path):
    """A page that asks for an entry that is not listed stops with E407, not with StopIteration."""
    bulletin = write_bulletin(tmp_path, discrepancies=discrepancy("done"))
    with pytest.raises(DataError) as caught:
        hypotheses_table(bulletin, "handover", DISPUTED)
    assert [finding.code for finding in caught.value.findings] == ["E407"]
