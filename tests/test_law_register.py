"""The register of law: which text a citation means, whether it was in force, and what is wrong with a register. Two made-up laws."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest
import yaml
from test_sphinx_ext import project, shown, soup

from liandong.pages.marking.citations import read_citation
from liandong.pages.marking.laws import LAWS, REGISTER, read_register
from liandong.pages.marking.register_check import check_register
from liandong.pages.tracing.findings import check_page_citations, read_citations

ROOT = Path(__file__).resolve().parents[1]
OLD, NEW = "第一条 报告。\n\n第二条 委托检查。\n", "第一条 报告。\n\n第二条 委托检查。\n\n联动检查。\n\n第三条 问卷。\n"
SHARED = {"source": "虚构", "address": "无", "read": "2026-11-27"}


def entry(**changes) -> dict:
    """Returns a register: one law of two texts, of which the second is in force; one law whose text is not here."""
    texts = [
        {"id": "jia-2006", "version": "2006年通过", "from": "2007-01-01", "until": "2024-11-07", "replaced_by": "jia-2024", "held": "full",
         "file": "old.md", "sha256": hashlib.sha256(OLD.encode()).hexdigest(), **SHARED},
        {"id": "jia-2024", "version": "2024年修正", "from": "2024-11-08", "held": "full", "file": "new.md",
         "sha256": hashlib.sha256(NEW.encode()).hexdigest(), **SHARED},
    ]
    none = [{"id": "yi-2022", "version": "2022年通过", "from": "2022-10-01", "held": "none", **SHARED}]
    return {
        "day": "2026-11-27", "then": {"from": "2024-03-21", "until": "2024-09-28"},
        "laws": [{"title": "甲法", "names": ["甲"], "texts": texts}, {"title": "乙条例", "names": [], "texts": none}],
        "comparisons": [{"old": "jia-2006", "new": "jia-2024", "pairs": [{"topic": "联动", "old": 2, "new": 2}, {"topic": "问卷", "new": 3}]}],
    } | changes


@pytest.fixture
def law_root(tmp_path):
    """A project with the register."""
    return write(tmp_path, entry())


def write(root: Path, content: dict) -> Path:
    """Writes a register and its texts; returns the project's root."""
    (root / LAWS).mkdir(parents=True, exist_ok=True)
    (root / LAWS / "old.md").write_text(OLD, encoding="utf-8")
    (root / LAWS / "new.md").write_text(NEW, encoding="utf-8")
    # Days are written as days, without quotation marks.
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    for day in ("2026-11-27", "2024-03-21", "2024-09-28", "2007-01-01", "2024-11-07", "2024-11-08", "2022-10-01", "2024-11-09", "2006-01-01"):
        text = text.replace(f"'{day}'", day)
    (root / REGISTER).write_text(text, encoding="utf-8")
    return root


def codes(root: Path, text: str) -> list[str]:
    """Returns the codes of what is wrong with a citation."""
    return [problem.code for problem in read_citation(text, read_register(root)).problems]


@pytest.mark.parametrize(("text", "version"), [
    ("《甲法》第二条", "2024年修正"), ("《甲法》（2024年修正）第二条", "2024年修正"), ("现行《甲法》第三条", "2024年修正"),
    ("当时的《甲法》第二条", "2006年通过"), ("《甲法》（2006年通过，当时）第二条", "2006年通过"), ("《甲》（2006年通过，当时）第二条", "2006年通过"),
])
def test_which_text_a_citation_means(law_root, text, version):
    """A name alone is the text in force, 当时的 the one of the days that the book tells of, a year the text of that year."""
    citation = read_citation(text, read_register(law_root))
    assert citation.problems == []
    assert [link.text.version for link in citation.links] == [version]


@pytest.mark.parametrize(("text", "code"), [
    ("《甲法》（2006年通过）第二条", "E531"), ("《甲法》（2024年修正，当时）第二条", "E532"), ("当时的《甲法》第三条", "E521"),
    ("当时的《甲法》第二条第二款", "E521"), ("《甲法》（2015年修正）第一条", "E521"), ("《乙条例》第五条", "E533"),
    ("《乙条例》（2022年通过）第五条：“三十平方米”", "E533"),
    ("当时的《甲法》第二条：“联动检查”", "E522"),
])
def test_what_may_not_be_cited(law_root, text, code):
    """Old as current, new as then, articles that only the other text has, articles of a text that nobody could read."""
    assert code in codes(law_root, text)


def test_a_text_out_of_force_is_named_with_what_to_do(law_root):
    """The finding says until when the text was in force, which one is now, and how to say that then is meant."""
    problem, = read_citation("《甲法》（2006年通过）第二条", read_register(law_root)).problems
    assert problem.found == "《甲法》（2006年通过）2024年11月7日以后不再有效，这里当作现行的引用"
    assert problem.expected == "现在要求什么，引《甲法》（2024年修正）；说的是当时的事，写“当时的《甲法》”或者“《甲法》（2006年通过，当时）”"


def test_a_page_is_told_with_line_and_each_section_names_its_laws(law_root):
    """In a new section a number alone belongs to no law."""
    page = law_root / "book" / "a.md"
    page.parent.mkdir()
    page.write_text("# 页\n\n{law}`《甲法》第二条`，{law}`第三条`。\n\n## 节\n\n{law}`第三条`\n\n{law}`《甲法》（2006年通过）第一条`\n", encoding="utf-8")
    found = [(finding.code, finding.file, finding.row) for finding in check_page_citations(law_root, [page], read_register(law_root))]
    assert found == [("E521", "book/a.md", 7), ("E531", "book/a.md", 9)]


def changed(number: int, **values) -> dict:
    """Returns the register with values of one of the first law's texts changed; ``None`` takes a key away."""
    content = entry()
    text = content["laws"][0]["texts"][number]
    text.update(values)
    for key in [key for key, value in text.items() if value is None]:
        del text[key]
    return content


@pytest.mark.parametrize(("content", "words"), [
    (changed(1, **{"from": None}), "没有写 from"),
    (changed(0, until="2024-11-08"), "2024-11-08 为止，代替它的 jia-2024 从 2024-11-08 施行"),
    (changed(0, until="2024-11-08", replaced_by=None), "在同一天都有效"),
    (changed(0, until=None), "在同一天都有效"),
    (changed(1, **{"from": "2024-11-09"}), "到 2024-11-07 为止，代替它的 jia-2024 从 2024-11-09 施行"),
    (changed(0, until="2006-01-01", replaced_by=None), "从 2007-01-01 施行，到 2006-01-01 为止"),
    (changed(0, replaced_by="jia-2025"), "“jia-2025” 不在法规登记里"),
    (changed(1, id="jia-2006"), "写了两次"),
    (changed(1, sha256="0"), "与登记的校验值不同"),
    (changed(1, file=None), "没有写 file"),
    (changed(1, held="some"), "没有写 held"),
    (changed(1, version="新版"), "version 是 “新版”"),
    (changed(1, address=None), "没有写 address"),
    (entry(day=None), "没有写 day"),
    (entry(comparisons=[{"old": "jia-2006", "new": "jia-2024", "pairs": [{"topic": "问卷", "old": 3, "new": 3}]}]), "第 3 条，jia-2006 里没有"),
    (entry(comparisons=[{"old": "jia-1990", "new": "jia-2024", "pairs": []}]), "“jia-1990” 不在法规登记里"),
])
def test_what_is_wrong_with_a_register(tmp_path, content, words):
    """Each is told in Chinese with its code: days that are missing, overlap or leave a gap, texts that are not there or were changed."""
    findings = check_register(write(tmp_path, content))
    assert {finding.code for finding in findings} == {"E534"}
    assert any(words in finding.found for finding in findings), [finding.found for finding in findings]


def test_a_citation_is_a_link_to_its_article_and_texts_stand_side_by_side(tmp_path):
    """The article's page is on the site; its anchor is the article's; what only one text says is marked."""
    write(tmp_path, entry())
    pages = {
        "book/law/jia-2024.md": "# 甲法\n\n```{law-text} jia-2024\n```\n",
        "book/law/index.md": "# 登记\n\n```{law-register}\n```\n\n```{law-comparison} jia-2006\n```\n",
    }
    built = project(tmp_path, "# 页\n\n{law}`《甲法》（2024年修正）第二条第二款`和{law}`当时的《甲法》第二条`\n", pages=pages)
    assert built.warnings == ""
    # The earlier text has no page here: its words stay words.
    link, = soup(built.page("index")).select("a.law-article")
    assert (link["href"], shown(link)) == ("book/law/jia-2024.html#article-2", "第二条")
    assert shown(soup(built.page("book/law/jia-2024")).select_one("#article-2")).startswith("第二条　委托检查。")
    card, = soup(built.page("index")).select("template")
    assert (card["id"], card["data-name"]) == (f"card-{link['data-note']}", "甲法（2024年修正）第二条")
    lines = tuple(line.string for line in card.select("div p"))
    assert (lines, card.a["href"]) == (read_register(tmp_path).text("jia-2024").articles[2], link["href"])
    assert not soup(built.page("book/law/jia-2024")).select("template")
    register = soup(built.page("book/law/index"))
    assert "2007-01-01 起，2024-11-07 止" in shown(register.select_one("table.law-register"))
    assert [shown(added) for added in register.select(".law-added")] == ["联动检查。"]


def test_no_page_of_the_book_cites_what_is_out_of_force_as_current():
    """Every citation of the book is read; texts out of force are cited as then, and none of a text that is not here by its article."""
    register = read_register(ROOT)
    pages = sorted((ROOT / "book").rglob("*.md"))
    assert check_page_citations(ROOT, pages, read_register(ROOT)) == []
    cited = Counter(
        (link.text.id, link.then) for page in pages for _, _, citation in read_citations(page.read_text(encoding="utf-8"), register)
        for link in citation.links
    )
    assert {text for text, then in cited if not then} == {text.id for law in register.laws for text in law.texts if text.in_force(register.day)
                                                         and text.articles}
    assert cited["supervision-law-2006", True] > 5
