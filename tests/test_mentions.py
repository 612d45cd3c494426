"""What a person decides of a numeral stands: the check holds it to be verbatim and asks for no reading that was corrected."""

from decimal import Decimal

import pytest
from builders import write_bulletin

from liandong.checks.source import check_source
from liandong.model.provenance import locate_mentions

# text, statistics (id, name, unit, hedge), rows (printed, context, role, statistic, value, unit, hedge, kind, why)
KEPT = {
    "another value": (
        "投入3个亿。\n", [("funds", "资金", "元", "")],
        [("3", "投入3个亿", "statistic", "funds", "300000000", "元", "", "money", "“3个亿”是三亿元")], {"funds": "300000000"},
    ),
    "another hedge": (
        "超额完成，达到100件。\n", [("done", "办结", "件", "以上")],
        [("100", "达到100件", "statistic", "done", "", "", "以上", "", "“超额”说明不止这些")], {"done": "100"},
    ),
    "no hedge": (
        "共约300人。\n", [("people", "人数", "人", "")],
        [("300", "共约300人", "statistic", "people", "", "", "无", "", "附表写明正好是 300 人")], {"people": "300"},
    ),
    "added": (
        "几家都办成了，共5件。\n", [("firms", "单位", "家", ""), ("cases", "件数", "件", "")],
        [("几", "几家都办成了", "statistic", "firms", "3", "家", "", "count", "附件列出 3 家"), ("5", "共5件", "statistic", "cases")],
        {"firms": "3", "cases": "5"},
    ),
    "joined": (
        "面积1、5万亩。\n", [("area", "面积", "亩", "")],
        [("1、5万", "面积1、5万亩", "statistic", "area", "15000", "亩", "", "", "顿号是小数点之误")], {"area": "15000"},
    ),
    "split": (
        "编号20241127。\n", [],
        [("2024", "编号20241127", "date", "", "", "", "", "date", "前四位是年份"),
         ("1127", "编号20241127", "name", "", "", "", "", "name", "后四位是月日")], {},
    ),
    "dropped": (
        "型号7，共2件。\n", [("cases", "件数", "件", "")],
        [("7", "型号7", "name", "", "", "", "", "none", "是型号"), ("2", "共2件", "statistic", "cases")], {"cases": "2"},
    ),
    "the second of two": (
        "是唯一一家机构，共2件。\n", [("cases", "件数", "件", "")],
        [("一", "是唯一一家机构", "name", "", "", "", "", "none", "是说法"), ("2", "共2件", "statistic", "cases")], {"cases": "2"},
    ),
    "the neighbour of one that nobody decided": (
        "建立“一张桌、一间房、一个柜”的保障，共2件。\n", [("cases", "件数", "件", "")],
        [("一", "建立“一张桌、一间房、", "name", "", "1", "张", "", "name"),
         ("一", "建立“一张桌、一间房、", "name", "", "1", "间", "", "", "人工认定不是统计数"),
         ("一", "一间房、一个柜", "name", "", "1", "个", "", "", "人工认定不是统计数"),
         ("2", "共2件", "statistic", "cases")], {"cases": "2"},
    ),
    "several statistics": (
        "见面率、答复率均为100%。\n", [("met", "见面率", "%", ""), ("answered", "答复率", "%", "")],
        [("100%", "见面率、答复率均为100%", "statistic", "met"),
         ("100%", "见面率、答复率均为100%", "statistic", "answered", "", "", "", "", "一个数说两个率")], {"met": "100", "answered": "100"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_a_decision_with_its_reason_passes_the_check(tmp_path, name):
    """Corrected, added, joined, split and dropped numerals, and one that states two statistics, give no finding."""
    source, statistics, rows, values = KEPT[name]
    bulletin = write_bulletin(tmp_path, source=source, statistics=statistics, mentions=rows)
    assert check_source(bulletin) == []
    assert {key: bulletin.reported(key).value for key in values} == {key: Decimal(value) for key, value in values.items()}


def test_the_card_says_that_a_person_decided(tmp_path):
    """The clause carries the reason; where nobody decided it has none."""
    source, statistics, rows, _ = KEPT["several statistics"]
    bulletin = write_bulletin(tmp_path, source=source, statistics=statistics, mentions=rows)
    (met,), (answered,) = (locate_mentions(bulletin.source, bulletin.placed_mentions[0], name) for name in ("met", "answered"))
    assert (met.decided, answered.decided) == ("", "一个数说两个率")
    assert "decided" not in met.to_json()
    assert answered.printed == "100%"


LEFT = {
    "print not in the text": [("8", "共5件", "statistic", "cases", "8", "", "", "", "我看是 8")],
    "context not around it": [("5", "另有5件", "statistic", "cases", "5", "", "", "", "抄错了上下文")],
    "value changed without a reason": [("5", "共5件", "statistic", "cases", "6")],
    "unit changed without a reason": [("5", "共5件", "statistic", "cases", "", "起")],
    "added without a reason": [("共", "共5件", "name", ""), ("5", "共5件", "statistic", "cases")],
}


@pytest.mark.parametrize("name", LEFT)
def test_a_decision_that_is_not_verbatim_or_not_explained_is_told(tmp_path, name):
    """Each is E302, with its row."""
    bulletin = write_bulletin(tmp_path, source="共5件。\n", statistics=[("cases", "件数", "件", "")], mentions=LEFT[name])
    assert "E302" in [finding.code for finding in check_source(bulletin)]


def test_a_value_that_is_no_number_is_told(tmp_path):
    """A decided value such as 三百 is E306 and says how to write it."""
    rows = [("5", "共5件", "statistic", "cases", "三百", "", "", "", "理由")]
    bulletin = write_bulletin(tmp_path, source="共5件。\n", statistics=[("cases", "件数", "件", "")], mentions=rows)
    (finding,) = check_source(bulletin)
    assert finding.code == "E306" and "1000000、79.3" in finding.found
