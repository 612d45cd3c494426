"""Totals inside tables: confirmed, contradicted, or left alone where it is not certain what is summed."""

import pytest
from documents import add_table, saved, word

from liandong.proofing.opening import read_content
from liandong.proofing.report import proof_draft


def findings(*rows: tuple[str, ...], before: str = "附表") -> list[tuple[str, str]]:
    """Returns what is found about the totals of a table with these cells."""
    document = word(before)
    add_table(document, *rows)
    report = proof_draft(read_content("a.docx", saved(document)))
    return [(finding.severity, finding.arithmetic) for finding in report.findings if finding.rule == "table-total"]


HEAD = ("县区", "床位（张）")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((HEAD, ("甲县", "12"), ("乙县", "30"), ("合计", "42")), [("已核", "12 + 30 = 42")]),
        ((HEAD, ("甲县", "12"), ("乙县", "30"), ("合  计", "43")), [("矛盾", "12 + 30 = 42 ≠ 43")]),
        ((HEAD, ("总计", "42"), ("甲县", "12"), ("乙县", "30")), [("已核", "12 + 30 = 42")]),
        ((("县区", "资金（万元）"), ("甲县", "1.25"), ("乙县", "2.26"), ("合计", "3.5")), [("已核", "1.25 + 2.26 = 3.51 ≈ 3.5")]),
        ((("县区", "合计", "公办", "民办"), ("甲", "12", "5", "7"), ("乙", "30", "10", "20"), ("丙", "31", "10", "20")),
         [("已核", "5 + 7 = 12"), ("已核", "10 + 20 = 30"), ("矛盾", "10 + 20 = 30 ≠ 31")]),
    ],
)  # fmt: skip
def test_a_total_is_the_sum_of_its_parts(rows, expected):
    """The total row, first or last, and the total column are the sums of the others, in the decimals that are printed."""
    assert findings(*rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        (HEAD, ("甲县", "12"), ("乙县", "30"), ("其中：城关镇", "10"), ("合计", "43")),
        (HEAD, ("甲县", "12"), ("小计", "12"), ("乙县", "30"), ("合计", "43")),
        (("县区", "占比（%）"), ("甲县", "12"), ("乙县", "30"), ("合计", "43")),
        (("县区", "人均（元）"), ("甲县", "12"), ("乙县", "30"), ("合计", "22")),
        (HEAD, ("甲县", "12"), ("乙县", "—"), ("丙县", "1"), ("合计", "43")),
        (HEAD, ("甲县", "12"), ("乙县", "近30"), ("合计", "43")),
        (HEAD, ("甲县", "12"), ("合计", "13")),
        (HEAD, ("甲县", "12"), ("乙县", "30"), ("全市", "43")),
        (("县区", "合计", "建成", "投入"), ("甲", "12", "5", "9"), ("乙", "30", "10", "44")),
    ],
)
def test_what_is_not_certain_is_left_alone(rows):
    """Parts of parts, rates, averages, cells without a number, hedged numbers, one part only, and columns that sum something else."""
    assert [severity for severity, _ in findings(*rows) if severity == "矛盾"] == []
