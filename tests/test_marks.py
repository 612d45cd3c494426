"""The marking roles in throw-away projects: what they write in each format, and what stops the build."""

import hashlib

import pytest
from test_sphinx_ext import project, shown, soup, stopped


def test_each_kind_is_written_with_its_meaning(tmp_path):
    """Dates are time elements, quotations are q elements, all carry their kind."""
    text = (
        "# 页\n\n{law}`《乙条例》（2022年通过）第八条`，{date}`2024年11月8日`，{standard}`GB/T 8170-2008`，{structure}`三步`，"
        "例如{example}`3.5`，{quote}`办结率79.3%`。\n"
    )
    built = project(tmp_path, text)
    assert built.warnings == ""
    marks = soup(built.page("index")).select("article .exempt, .body .exempt")
    assert [(mark.name, mark["data-kind"], shown(mark)) for mark in marks] == [
        ("span", "law", "《乙条例》（2022年通过）第八条"), ("time", "date", "2024年11月8日"), ("span", "standard", "GB/T 8170-2008"),
        ("span", "structure", "三步"), ("span", "example", "3.5"), ("q", "quote", "“办结率79.3%”"),
    ]
    assert marks[1]["datetime"] == "2024-11-08"


def test_a_heading_keeps_its_mark_and_the_navigation_is_plain(tmp_path):
    """The heading's mark is written once; the list of contents holds words only."""
    built = project(tmp_path, "# 做{structure}`三步`\n\n## {date}`2024年`\n\n文字。\n")
    assert built.warnings == ""
    assert [shown(mark) for mark in soup(built.page("index")).select("h1 .exempt, h2 .exempt")] == ["三步", "2024年"]
    contents = soup(built.page("contents"))
    assert "做三步" in shown(contents)
    assert contents.select(".exempt") == []


def test_everything_wrong_is_told_at_once_with_its_line(tmp_path):
    """Each kind's finding has its own code, and names file, line and mark."""
    text = (
        "# 页\n\n第一段{law}`79.3%`。\n\n{date}`2024年2月30日`和{standard}`29`。\n\n- {structure}`79.3%`\n- 全市{example}`3.5`\n\n"
        "{quote}`办结率79.4%`\n\n{law}`《乙条例》（2022年通过）第八条：“十日内”`\n"
    )
    message = stopped(tmp_path, text)
    for code, line in (("E521", 3), ("E523", 5), ("E524", 5), ("E525", 7), ("E526", 8), ("E501", 10), ("E522", 12)):
        assert any(block.startswith(code) and f"第 {line} 行" in block for block in message.split("错误 ")), (code, message)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>1", "\"'><img src=x>2", "&lt;3"])
def test_marked_text_is_escaped(tmp_path, hostile):
    """What is marked is text."""
    built = project(tmp_path, f"# 页\n\n{{standard}}`GB {hostile}`\n")
    assert shown(soup(built.page("index")).select_one(".exempt")) == f"GB {hostile}"


LAW_INDEX = """day: 2026-11-27
then: {from: 2024-03-21, until: 2024-09-28}
laws:
- title: 甲条例
  names: [甲]
  texts:
  - id: jia
    version: 2020年通过
    from: 2020-02-01
    held: full
    file: jia.md
    sha256: SHA
    source: 虚构
    address: 无
    read: 2026-11-27
"""


def write_law(folder, text: str) -> None:
    """Writes a register of one text."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "jia.md").write_text(text, encoding="utf-8")
    (folder / "laws.yml").write_text(LAW_INDEX.replace("SHA", hashlib.sha256(text.encode()).hexdigest()), encoding="utf-8")


def test_the_law_is_read_and_a_change_of_its_text_is_seen(tmp_path):
    """Quoted words are compared with the text in data/law; once the text no longer has them, the next build stops."""
    folder = tmp_path / "data" / "law"
    write_law(folder, "第二条 三个月内报告。\n")
    text = "# 页\n\n{law}`《甲条例》第二条`要求{law}`“三个月内报告”`。\n"
    assert project(tmp_path, text).warnings == ""
    write_law(folder, "第二条 两个月内报告。\n")
    assert "“三个月内报告”不在《甲条例》第2条里" in stopped(tmp_path, text)
