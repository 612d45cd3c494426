"""The domain of statistics: its grammar without Sphinx, its roles under both names, and its objects for the search."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from builders import CALCULATION, SLUG, build_pages, notebook, tiny_statistics, write_bulletin

from liandong.sphinx_ext.statistics.grammar import RoleMention, parse_target, split_roles

INDEX = f"book/bulletins/{SLUG}/statistics"
INDEX_TEXT = "# 总表\n\n```{statistics-index}\n```\n"


@pytest.mark.parametrize(("text", "target"), [
    ("done", (None, "done")), (" done ", (None, "done")), ("2020-1-jia:done", ("2020-1-jia", "done")), ("a1-b2", (None, "a1-b2")),
    ("training:unit-rate.civil-affairs", ("training", "unit-rate.civil-affairs")), ("a.b.c", (None, "a.b.c")),
])
def test_a_target_is_an_id_with_or_without_its_bulletin(text, target):
    """The grammar of the role; an id may name a case of a family behind a dot."""
    assert parse_target(text) == target


@pytest.mark.parametrize("text", [
    "", " ", "办结率", "Done", "done rate", "a:b:c", ":done", "done:", "-done", "done-", "a--b", "<done>", "a.", ".a", "a..b", "a.-b", "a\nb",
    "javascript:alert(1)", "\u200fdone", "ｄｏｎｅ",
], ids=ascii)
def test_anything_else_is_no_target(text):
    """Capitals, blanks, Chinese, doubled marks and invisible characters are refused."""
    assert parse_target(text) is None


@pytest.mark.parametrize(("text", "pieces"), [
    ("", []), ("办结率", ["办结率"]), ("{stat}`done`", [RoleMention("stat", "done")]),
    ("共{stat}`a:b`，{formula}`c`。", ["共", RoleMention("stat", "a:b"), "，", RoleMention("formula", "c"), "。"]),
    ("{stat}` `", ["{stat}` `"]), ("{stat}`Done`", ["{stat}`Done`"]), ("{stat}`done", ["{stat}`done"]), ("{other}`done`", ["{other}`done`"]),
])
def test_roles_are_found_inside_a_text(text, pieces):
    """What is not a whole role stays text, and nothing is lost."""
    assert split_roles(text) == pieces


def project(tmp_path, pages: dict[str, str], **settings):
    """Builds the tiny bulletin with its index of statistics and other pages."""
    statistics = tiny_statistics(write_bulletin(tmp_path))
    return build_pages(tmp_path, {f"{CALCULATION}.ipynb": notebook(statistics), f"{INDEX}.md": INDEX_TEXT, **pages}, **settings)


def test_roles_and_directives_have_a_long_and_a_short_name(tmp_path):
    """``{statistics:stat}`` is ``{stat}``, and so are the others."""
    short = "{stat}`done`，{formula}`done`\n\n```{statistics}\ndone\n```\n"
    built = project(tmp_path, {"a.md": f"# 页\n\n{short}", "b.md": "# 页\n\n" + re.sub(r"\{(?=\w+\})", "{statistics:", short)})
    assert built.warnings == ""
    one, other = (str(BeautifulSoup(built.page(name), "html.parser").find("section")) for name in "ab")
    assert one == other
    assert "23项" in one


def test_each_statistic_is_an_object_of_the_search(tmp_path):
    """Name, type, page and anchor of the entry stand in Sphinx's search index."""
    built = project(tmp_path, {})
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)", built.page("searchindex", ".js"), re.DOTALL)[1])
    objects = {entry[-1]: entry for entry in index["objects"][""]}
    assert set(objects) == {"交办问题", "办结问题", "持续整改问题", "办结率", "满意率", "办结率（持续整改算作办结）"}
    page, kind, _, anchor, _ = objects["办结率"]
    assert index["docnames"][page] == INDEX
    assert index["objnames"][str(kind)] == ["statistics", "statistic", "统计数"]
    assert anchor == "stat-completion-rate"


def test_without_an_index_the_computing_page_is_the_entry(tmp_path):
    """Figures that no index lists are found where they are computed."""
    statistics = tiny_statistics(write_bulletin(tmp_path))
    built = build_pages(tmp_path, {f"{CALCULATION}.ipynb": notebook(statistics)})
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)", built.page("searchindex", ".js"), re.DOTALL)[1])
    assert {index["docnames"][entry[0]] for entry in index["objects"][""]} == {CALCULATION}
