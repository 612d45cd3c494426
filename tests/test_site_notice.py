"""Who speaks: the foot of every page and the page about the site, from CITATION.cff and the register of law alone."""

from test_marks import write_law
from test_sphinx_ext import project, shown, soup

from liandong.sphinx_ext.furniture.notice import LABELS, notice_words

CITATION = """cff-version: 1.2.0
title: 某知识库
version: 1.0.0
date-released: 2026-01-02
license: MIT
authors:
  - name: 某编写组
"""
CONTACT = "contact:\n  - name: 某人\n    email: someone@example.org\n"
PAGE = "# 页\n\n```{site-notice}\n```\n"


def table(built) -> dict[str, str]:
    """Returns the rows of the table as a mapping."""
    rows = soup(built.page("index")).select("table.site-notice tbody tr")
    return {shown(row.select("td")[0]): shown(row.select("td")[1]) for row in rows}


def test_the_page_says_who_maintains_the_site_and_how_to_reach_them(tmp_path):
    """Name, maintainer, contact, version and licence as the citation file has them; the day of the law's state as the register has it."""
    (tmp_path / "CITATION.cff").write_text(CITATION + CONTACT, encoding="utf-8")
    write_law(tmp_path / "data" / "law", "第一条 报告。\n")
    found = table(project(tmp_path, PAGE))
    assert found["维护者"] == "某编写组"
    assert found["报告错误"] == "某人 someone@example.org"
    assert (found["版本"], found["许可"], found["法律状态的日子"]) == ("1.0.0（2026-01-02）", "MIT", "2026-11-27")


def test_the_foot_names_maintainer_and_licence(tmp_path):
    """Both are the citation file's; without the file they are left out."""
    assert notice_words(tmp_path) == [LABELS["unofficial"]]
    (tmp_path / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    write_law(tmp_path / "data" / "law", "第一条 报告。\n")
    assert notice_words(tmp_path) == [LABELS["unofficial"], "维护：某编写组", "许可：MIT，简报原文和法律文本除外", "法律状态：2026-11-27"]


def test_no_contact_is_said_to_be_missing(tmp_path):
    """Nothing is invented where nobody wrote a contact."""
    (tmp_path / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    assert table(project(tmp_path, PAGE))["报告错误"].startswith("还没有登记联系方式")


def test_every_page_says_that_it_is_unofficial(site):
    """The foot of each page: unofficial, the day of the law's state, and a link to where errors are told."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        html = soup(page.read_text(encoding="utf-8"))
        if html.select_one("article"):
            words = shown(html.select_one("p.site-notice"))
            assert words.startswith("本站不是任何机关的官方网站"), page
            assert "法律状态：20" in words, page
            assert LABELS["about"] in [shown(link) for link in html.select(".data-version a")], page
