"""Marks without Sphinx: what each kind may hold, and citations compared with a law of three made-up articles."""

from datetime import date
from pathlib import Path

import pytest

from liandong.pages.marking.citations import Cited, read_citation
from liandong.pages.marking.kinds import DATE, EXAMPLE, STANDARD, STRUCTURE, check_mark, machine_date
from liandong.pages.marking.laws import Law, LawText, Register, parse_articles, read_register
from liandong.pages.marking.register_check import check_register

TEXT = """---
sidebar: auto
---
# 甲条例

2020年1月1日通过

## 第一章 总则

第一条 为了举例，制定本条例。

**第二条**　收到意见后三个月内书面报告。

主任会议可以决定提前十日通知：

（一）甲事；

（二）乙事。

## 第二章 附则
不属于任何一条的话。

第十一条 本条例自2020年2月1日起施行。
"""
LAW = LawText("jia-2020", "2020年通过", date(2020, 2, 1), articles=parse_articles(TEXT))
REGISTER = Register(date(2026, 11, 27), (date(2024, 3, 21), date(2024, 9, 28)), (Law("甲条例", ("甲",), (LAW,)),))


ROOT = Path(__file__).resolve().parents[1]


def problems(text: str, before: Cited | None = None) -> list[str]:
    """Returns what is found wrong with a citation."""
    return [problem.found for problem in read_citation(text, REGISTER, before).problems]


def test_articles_are_read_with_their_paragraphs_and_items():
    """Chapter headings, front matter and the notes of adoption belong to no article."""
    assert sorted(LAW.articles) == [1, 2, 11]
    assert LAW.paragraphs(2) == ["收到意见后三个月内书面报告。", "主任会议可以决定提前十日通知：（一）甲事；（二）乙事。"]
    assert LAW.items(2) == 2
    assert LAW.articles[11] == ("本条例自2020年2月1日起施行。",)


def test_the_laws_of_the_book_are_whole_and_as_stored():
    """Nothing is wrong with the register, and every text that is here has articles from the first to the last without a gap."""
    assert check_register(ROOT) == []
    texts = [text for law in read_register(ROOT).laws for text in law.texts if text.details["file"]]
    assert texts
    for text in texts:
        numbers = sorted(text.articles)
        assert len(numbers) > 30
        assert numbers == list(range(1, len(numbers) + 1)), text.id


@pytest.mark.parametrize("text", [
    "《甲条例》第二条", "《甲》（2020年通过）第二条第二款", "《甲条例》第二条第二款第（二）项", "《甲条例》（2020年通过）", "《甲条例》第一条、第二条",
    "《甲条例》第一条至第二条", "《甲条例》第二条：“三个月内”", "《甲条例》第二条：“收到意见后 三个月内”", "《甲条例》第2条",
    "《甲条例》第二条“三个月内”，第十一条“2020年2月1日”", "《乙条例》（2022年10月1日起施行）第八条", "《甲条例》第二条第二款：“提前十日”",
    "《甲条例》（2020年通过，以下简称《甲》）第一条", "《甲条例》第一章第一条",
])
def test_what_is_a_citation(text):
    """Law and article, the year in brackets, lists and ranges, and the law's own words in quotation marks."""
    assert problems(text) == []


@pytest.mark.parametrize(("text", "found"), [
    ("79.3%", "没有条号"), ("第二条", "没有写明是哪部法"), ("《甲条例》", "没有条号"), ("《甲条例》第三条", "没有第三条"),
    ("《甲条例》（2019年通过）第二条", "写的是 2019 年"), ("《甲条例》第二条第三款", "没有第三款"), ("《甲条例》第二条第（三）项", "没有第三项"),
    ("《甲条例》第二条：三个月内", "“三”不是条号"), ("《甲条例》第二条，办结率79.3%", "“79.3%”不是条号"), ("《甲条例》第二条：“两个月内”", "“两个月内”不在"),
    ("《甲条例》第一条：“三个月内”", "“三个月内”不在《甲条例》第1条"), ("《甲条例》第二条第一款：“提前十日”", "不在"), ("《乙条例》第八条", "没有写年份"),
    ("《乙条例》（2022年通过）第八条：“十日内”", "无法核对"), ("“十日内”", "没有条号"), ("《甲条例》第二条（29项）", "“29”不是条号"),
])
def test_what_is_no_citation(text, found):
    """Each is named: no article, no such article, another year's text, words that the law does not have, numerals that are not its own."""
    assert any(found in problem for problem in problems(text)), problems(text)


def test_later_citations_of_a_section_may_leave_out_the_law_and_the_article():
    """After a citation a number alone is an article of the same law, and quoted words alone are the same article's."""
    first = read_citation("《甲条例》第一条", REGISTER).cited
    second = read_citation("第二条", REGISTER, first)
    assert second.problems == []
    assert problems("“三个月内”", second.cited) == []
    assert problems("“五个月内”", second.cited) != []


@pytest.mark.parametrize(("text", "machine"), [
    ("2024年11月8日", "2024-11-08"), ("2024年", "2024"), ("2024年11月", "2024-11"), ("11月8日", "11-08"), ("2024-11-08", "2024-11-08"), ("2024", "2024"),
    ("２０２４年１１月８日", "2024-11-08"), ("二〇二四年十一月八日", "2024-11-08"), ("2024年度", "2024"), ("2022年至2024年", ""), ("2024年底", ""), ("11月", ""),
    ("9时30分", ""), ("2024年2月29日", "2024-02-29"), ("2024—2026年", ""), ("2024年2月底", ""), ("1990年代", ""), ("11月8日9:30", ""),
])
def test_dates(text, machine):
    """Dates, years, ranges of them and times of day are dates; a machine reads those that HTML has a form for."""
    assert check_mark(DATE, text) == ""
    assert machine_date(text) == machine


@pytest.mark.parametrize("text", ["79.3", "2024年2月30日", "2023年2月29日", "2024年13月1日", "29项", "三家", "日期", "2024年办结29项", "", "12345年"])
def test_no_dates(text):
    """Days that the calendar does not have, and what is no date at all."""
    assert check_mark(DATE, text)


@pytest.mark.parametrize("text", ["GB/T 8170-2008", "国办发〔2019〕5号", "A4", "Python 3.11", "2024年第59期", "第十四届", "三号仿宋", "Windows 10"])
def test_names_with_numbers(text):
    """Standards, documents, paper, software, issues and terms of office."""
    assert check_mark(STANDARD, text) == ""


@pytest.mark.parametrize("text", ["79.3", "79.3%", "29项", "三家", "标准", "GB 79.3%"])
def test_no_names_with_numbers(text):
    """A number with a measure word is no name."""
    assert check_mark(STANDARD, text)


@pytest.mark.parametrize("text", ["三步", "第三步", "2", "90分钟", "两列", "第1、2题", "第一至三章"])
def test_structural_numbers(text):
    """Integers."""
    assert check_mark(STRUCTURE, text) == ""


@pytest.mark.parametrize("text", ["79.3%", "3.5", "3万", "百分之八十", "步骤"])
def test_no_structural_numbers(text):
    """Rates, decimals and numbers in 万 are counted somewhere and come from there."""
    assert check_mark(STRUCTURE, text)


def test_an_example_says_so():
    """The text around it has to name it an example."""
    assert check_mark(EXAMPLE, "3.5", "例如3.5按一位小数修约") == ""
    assert check_mark(EXAMPLE, "3.5", "全市办结率3.5")
