"""The entries of discrepancies.yml: their days, what pages show of them, and the letter to the contributor."""

import io
import re
import zipfile
from datetime import date

import pytest
from builders import SLUG, discrepancy, tiny_statistics, write_bulletin
from docx import Document

from liandong.findings import DataError
from liandong.model.inquiries import check_entries, state_words
from liandong.office.inquiry_letter import inquiry_letter

PUBLISHED = date(2020, 5, 1)
DAYS = {"reported_on": date(2020, 5, 2), "answered_on": date(2020, 5, 9), "answer": "分母是三十。", "corrected_on": date(2020, 6, 1)}


def entry(status: str, *keys: str, **more) -> list[dict]:
    """Returns an entry of a status with those of the usual days that are named."""
    return discrepancy("done", **({"status": status} | {key: DAYS[key] for key in keys} | more))


@pytest.mark.parametrize(("entries", "words"), [
    (entry("待核"), "待核"),
    (entry("已报告", "reported_on"), "已报告（2020-05-02报告）"),
    (entry("已答复", "reported_on", "answered_on", "answer"), "已答复（2020-05-02报告、2020-05-09答复）"),
    (entry("已更正", *DAYS), "已更正（2020-05-02报告、2020-05-09答复、2020-06-01更正）"),
    (entry("已报告", reported_on=PUBLISHED), "已报告（2020-05-01报告）"),
])
def test_each_status_has_its_days(entries, words):
    """待核 has none; each further status adds one; the day of issue itself will do."""
    assert check_entries(entries, "f", PUBLISHED) == []
    assert state_words(entries[0]) == words


@pytest.mark.parametrize(("entries", "found"), [
    (entry("已报告"), "缺少 reported_on"),
    (entry("已答复", "reported_on", "answered_on"), "缺少 answer"),
    (entry("已答复", "answered_on", "answer"), "缺少 reported_on"),
    (entry("待核", "reported_on"), "却有 reported_on"),
    (entry("已报告", "reported_on", "answer"), "却有 answer"),
    (entry("已报告", reported_on="五月"), "reported_on 是 五月"),
    (entry("已报告", reported_on=date(2020, 4, 30)), "早于简报印发"),
    (entry("已答复", "reported_on", "answer", answered_on=date(2020, 5, 1)), "早于reported_on"),
    (entry("已报告", reported_on=date.max), "还没有到"),
    (entry("回复"), "status 是 回复"),
    ([{"id": "a", "title": "甲", "status": "待核", "fails": "算不出"}], "缺少 statistics"),
    (discrepancy("done", questions="一句"), "缺少 questions"),
    ([*discrepancy("done"), *discrepancy("done")], "在两项中列出"),
])
def test_a_wrong_entry_is_named(entries, found):
    """E407 says of which entry what is missing, too early or out of order."""
    findings = check_entries(entries, "f", PUBLISHED)
    assert [finding.code for finding in findings] == ["E407"]
    assert found in findings[0].found


def test_what_is_only_asked_doubts_no_figure(tmp_path):
    """An entry with ``about`` leaves the verdicts as they are, and stands among the inquiries."""
    asked = [{"id": "a", "title": "甲", "about": ["done"], "status": "待核", "fails": "没有写", "questions": ["是什么？"]}]
    bulletin = write_bulletin(tmp_path, discrepancies=asked)
    assert bulletin.discrepancies == {} and bulletin.inquiries == asked
    assert state_words(asked[0]) == "待问"


def letter_text(content: bytes) -> str:
    """Returns the text of a letter, its tables too."""
    document = Document(io.BytesIO(content))
    return "\n".join([*(p.text for p in document.paragraphs), *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])


def test_the_letter_asks_everything(tmp_path):
    """Addressee, text, arithmetic, each question and a place for the answer stand in it, and nothing of the template is left."""
    listed = [*discrepancy("completion-rate", figures=["wide-rate"], questions=["分母是什么？", "截至哪天？"]),
              {"id": "b", "title": "乙", "about": ["satisfaction"], "status": "待核", "fails": "没有票数", "questions": ["几票？"]}]
    bulletin = write_bulletin(tmp_path, discrepancies=listed, info={"contributor": "甲市人大 & <委员会>"})
    statistics = {one.id: one for one in tiny_statistics(bulletin)}
    content = inquiry_letter(bulletin, statistics)
    text = letter_text(content)
    for words in ("甲市人大 & <委员会>：", "1．一处疑问", "2．乙", "“办结率79.3%”", statistics["completion-rate"].formula_zh, statistics["wide-rate"].formula_zh,
                  "分母是什么？", "截至哪天？", "几票？"):
        assert words in text, words
    assert text.count("答复：") == 3 + len(listed)
    assert not re.search(r"[{}]|%p", text)
    assert content == inquiry_letter(bulletin, statistics)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_the_letter_holds_an_answer_that_was_entered(tmp_path):
    """State, days and words of the answer stand in its box."""
    bulletin = write_bulletin(tmp_path, discrepancies=entry("已答复", "reported_on", "answered_on", "answer"))
    assert "已答复（2020-05-02报告、2020-05-09答复）。分母是三十。" in letter_text(inquiry_letter(bulletin, {}))


def test_entries_that_are_wrong_stop_the_reading(tmp_path):
    """Whoever asks for the entries gets all findings at once."""
    bulletin = write_bulletin(tmp_path, discrepancies=[*entry("已报告"), *discrepancy("ongoing", status="x")])
    with pytest.raises(DataError) as caught:
        _ = bulletin.inquiries
    assert [finding.code for finding in caught.value.findings] == ["E407", "E407"]
    assert SLUG in caught.value.findings[0].file
