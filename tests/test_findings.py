"""Findings and their Chinese text."""

import dataclasses
import re
from pathlib import Path

import pytest

from liandong.findings import RULES, DataError, Finding, errors_among, printable, quote, render_findings
from liandong.sphinx_ext.origins.codes import code_rows

TOTAL = Finding("E207", "data/assignments.csv", 3, "problems", "合计 29，各部分之和 30", "两者相等")
GBK = Finding("N104", "data/assignments.csv", found="文件是 GBK")
ORPHAN = Finding("N103", "data/a.csv", found="有标记", next_step="不必处理。")


def test_the_whole_message() -> None:
    """Files with errors come first, errors come first in a file; a finding has place, found, expected, next step."""
    assert render_findings([ORPHAN, GBK, TOTAL]) == (
        "data/assignments.csv\n"
        "  错误 E207 合计与各部分不符\n"
        "    位置：第 3 行，problems 列\n"
        "    发现：合计 29，各部分之和 30\n"
        "    应为：两者相等\n"
        "    下一步：对照原文，改正合计或者某一部分。\n"
        "  提示 N104 文件是 GBK 编码\n"
        "    位置：整个文件\n"
        "    发现：文件是 GBK\n"
        "    下一步：已按 GBK 读入，请看一眼有没有乱码；"
        "下次用 Excel 或 WPS 打开，另存为“CSV UTF-8（逗号分隔）”，再运行一次。\n"
        "\n"
        "data/a.csv\n"
        "  提示 N103 文件带字节顺序标记（BOM）\n"
        "    位置：整个文件\n"
        "    发现：有标记\n"
        "    下一步：不必处理。\n"
        "\n"
        "共 1 处错误、2 处提示，涉及 2 个文件。"
    )


def test_no_findings_say_so() -> None:
    """A clean check is said in words, not by silence."""
    assert render_findings([]) == "没有发现问题。"


def test_the_statistic_is_named() -> None:
    """A finding about a statistic prints its id."""
    finding = Finding("E212", "a.csv", 2, "unit", "“家”", "“个”", statistic="city-rate")
    assert "位置：第 2 行，unit 列，指标：city-rate" in str(finding)


def test_order_does_not_depend_on_the_order_of_finding() -> None:
    """The same findings give the same text whatever order they were found in."""
    findings = [Finding("E203", "b.csv", row, column, found) for row in (9, 10, 2) for column in "ab" for found in "xy"]
    assert render_findings(findings) == render_findings(reversed(findings))
    assert [item.row for item in DataError(findings).findings[::4]] == [2, 9, 10]


def test_severity_is_the_first_letter() -> None:
    """E is an error and N a note, so that a code alone tells whether a build stops."""
    assert [TOTAL.severity, GBK.severity] == ["error", "note"]
    assert errors_among([GBK, TOTAL, ORPHAN]) == [TOTAL]


def test_codes_are_unique_numbers_with_title_and_next_step() -> None:
    """Every code of a finding has one letter and three digits, and a number of its own; every code has a title and a next step."""
    numbers = [code[1:] for code in RULES if code[0] in "EN"]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"(?:E|N|KB|SITE|PDF|SRV)[0-9]{3}", code) for code in RULES)
    assert all(rule.title and rule.next_step for rule in RULES.values())


def test_an_unknown_code_is_refused() -> None:
    """A code that the table does not hold cannot be used."""
    with pytest.raises(KeyError):
        Finding("E999", "a.csv")


def test_a_finding_cannot_be_changed() -> None:
    """Findings are values: they go into sets and keep what they say."""
    assert len({TOTAL, dataclasses.replace(TOTAL)}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        TOTAL.row = 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("29", "“29”", id="plain"),
        pytest.param("", "空", id="empty"),
        pytest.param(None, "空", id="none"),
        pytest.param("a\nb\tc\rd", "“a\\nb\\tc\\rd”", id="line-breaks"),
        pytest.param("\x1b[31m", "“\\x1b[31m”", id="terminal-escape"),
        pytest.param("abc\u202egpj", "“abc\\u202egpj”", id="bidi"),
        pytest.param("a\u200bb", "“a\\u200bb”", id="zero-width"),
        pytest.param("\ufeffid", "“\\ufeffid”", id="byte-order-mark"),
        pytest.param("\U000e0041", "“\\U000e0041”", id="tag-character"),
        pytest.param("\ud800", "“\\ud800”", id="lone-surrogate"),
        pytest.param("字" * 61, "“" + "字" * 60 + "…（共 61 个字符）”", id="long"),
        pytest.param("字" * 60, "“" + "字" * 60 + "”", id="just-short-enough"),
    ],
)
def test_cell_text_is_shown_safely(text: str | None, shown: str) -> None:
    """Cell text is shown on one line, with what cannot be seen as escapes, and not at length."""
    assert quote(text) == shown


def test_hostile_names_do_not_break_the_layout() -> None:
    """File names and headings are made printable as well, so that nothing forges a line of the report."""
    text = render_findings([Finding("E202", "a\n共 0 处错误.csv", 1, "列\n共 0 处", "x\ny" + "长" * 500, "z")])
    assert len(text.splitlines()) == 8
    assert max(map(len, text.splitlines())) < 460


def test_the_error_carries_its_findings_as_text() -> None:
    """DataError is a ValueError whose message is the whole report."""
    error = DataError([GBK, TOTAL])
    assert isinstance(error, ValueError)
    assert str(error) == render_findings([TOTAL, GBK])
    assert error.findings == [TOTAL, GBK]


def test_printable_counts_characters_before_escaping() -> None:
    """The limit is on the text itself, so an escape is never cut in two."""
    assert printable("\n" * 5, 3) == "\\n\\n\\n…（共 5 个字符）"


SCRIPTS = Path(__file__).resolve().parents[1] / "scripts"
CODE = re.compile(r"""["']((?:E|N|KB|SITE|PDF|SRV)[0-9]{3})["']""")
TYPED = re.compile(r"错误 [A-Z]+[0-9]")


def test_every_code_is_told_and_listed() -> None:
    """Each code that the program tells stands in the table of codes, each code there is told, and no two share a number."""
    table = SCRIPTS / "liandong" / "findings" / "codes.py"
    texts = (path for pattern in ("*.py", "*.toml") for path in SCRIPTS.rglob(pattern) if path != table)
    told = {code for path in texts for code in CODE.findall(path.read_text(encoding="utf-8"))}
    listed = [row[0] for rows in code_rows().values() for row in rows]
    assert set(listed) == told
    assert len(set(listed)) == len(listed)


def test_no_code_is_told_beside_the_table() -> None:
    """No message of a module holds a code in its text: its words would be nowhere on the page of codes."""
    texts = (path for pattern in ("*.py", "*.toml") for path in SCRIPTS.rglob(pattern))
    assert [path.name for path in texts if TYPED.search(path.read_text(encoding="utf-8"))] == []


def test_every_code_says_something_of_its_own() -> None:
    """No two codes mean the same, and each says what to do next in whole sentences."""
    titles = [rule.title for rule in RULES.values()]
    assert len(set(titles)) == len(titles)
    assert [code for code, rule in RULES.items() if not rule.next_step.endswith(("。", "样子。"))] == []
