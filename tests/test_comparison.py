"""The comparison of bulletins: side by side, each figure with its basis, nothing added up or averaged."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from builders import CALCULATION, SLUG, build_pages, done_statistic, notebook, tiny_statistics, write_bulletin
from new_bulletins import FIRST, SECOND, built_pair

from liandong.model import Kind, Statistic
from liandong.model.bulletin import open_bulletin
from liandong.model.comparison import compare, stated_by_one
from liandong.run.book import run_book
from liandong.sphinx_ext.statistics.comparison import LABELS, MOST_CHARTS

COMPARISON = "book/comparison"


def one(slug: str, name: str, **more) -> Statistic:
    """Returns a statistic of a bulletin."""
    return done_statistic(bulletin=slug, id=name, **{"definition_zh": "甲"} | more)


def by_key(*statistics: Statistic) -> dict[tuple[str, str], Statistic]:
    """Returns statistics as the store gives them."""
    return {statistic.key: statistic for statistic in statistics}


@pytest.fixture(scope="session")
def pair(tmp_path_factory) -> Path:
    """Returns the built project with both fictional bulletins."""
    return built_pair(tmp_path_factory)


@pytest.fixture(scope="session")
def page(pair) -> BeautifulSoup:
    """Returns the article of the comparison."""
    text = (pair / "_build/html" / f"{COMPARISON}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser").find("article")


class TestCompare:
    """The plain data."""

    def test_one_bulletin_is_not_compared(self):
        """With one bulletin there is nothing to compare."""
        assert compare(["a"], by_key(one("a", "x"))) == []

    def test_only_what_two_have_is_compared(self):
        """A statistic of one bulletin alone is left out; one that two of three have stands with a gap."""
        statistics = by_key(one("a", "x"), one("a", "y"), one("b", "x"), one("c", "z"))
        compared = compare(["a", "b", "c"], statistics)
        assert [statistic.statistic for statistic in compared] == ["x"]
        assert [entry is None for _, entry in compared[0].entries] == [False, False, True]

    def test_the_basis_comes_along(self):
        """Numerator, denominator, states counted as done, date and definition are each bulletin's own."""
        rate = {"fraction": (Fraction(23), Fraction(29)), "counted": ("立行立改",), "as_of": date(2020, 5, 1)}
        compared = compare(["a", "b"], by_key(one("a", "x", **rate), one("b", "x", definition_zh="乙")))
        (_, first), (_, second) = compared[0].entries
        assert (first.part, first.whole, first.counted, first.as_of) == (23, 29, ("立行立改",), date(2020, 5, 1))
        assert (second.fraction, second.counted, second.as_of, second.definition_zh) == (None, (), None, "乙")
        assert not compared[0].same_definition

    def test_derived_and_stated_are_not_the_same_thing(self):
        """An id that is a statistic here and a derived figure there is not compared."""
        assert compare(["a", "b"], by_key(one("a", "x"), one("b", "x", kind=Kind.DERIVED))) == []

    def test_the_wanted_order(self):
        """Statistics stand in the order asked for, bulletins in theirs."""
        statistics = by_key(*(one(slug, name) for slug in "ab" for name in "xyz"))
        compared = compare(["b", "a"], statistics, order=["z", "none", "x"])
        assert [statistic.statistic for statistic in compared] == ["z", "x", "y"]
        assert [bulletin for bulletin, _ in compared[0].entries] == ["b", "a"]


    def test_what_one_alone_states(self):
        """What no other bulletin states is named for the one that does; a derived figure is nobody's statement."""
        statistics = by_key(one("a", "x"), one("b", "x"), one("a", "y", name_zh="甲数"), one("b", "z", kind=Kind.DERIVED))
        assert stated_by_one(["a", "b"], statistics) == {"a": ["甲数"], "b": []}


@pytest.mark.thorough
class TestPage:
    """The directive."""

    def test_with_one_bulletin_it_says_so(self, tmp_path):
        """A book of one bulletin may have the page: it says that there is nothing to compare yet."""
        bulletin = write_bulletin(tmp_path)
        pages = {f"{CALCULATION}.ipynb": notebook(tiny_statistics(bulletin)), f"{COMPARISON}.md": "# 并列\n\n```{comparison}\n```\n"}
        built = build_pages(tmp_path, pages)
        assert built.warnings == ""
        text = BeautifulSoup(built.page(COMPARISON), "html.parser").get_text()
        assert LABELS["one"] in text and SLUG not in text

    def test_every_common_statistic_stands_side_by_side(self, pair, page):
        """Each statistic and each derived figure has its table with one row a bulletin, value and verdict as reported."""
        reports = run_book(pair).statistics
        bulletin = open_bulletin(FIRST, pair)
        for name in (*bulletin.statistics, *bulletin.derived):
            rows = page.find(id=f"compare-{name}").find_next("table").select("tbody tr")
            shown = [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in rows]
            assert len(shown) == 2
            for slug, cells in zip((FIRST, SECOND), shown, strict=True):
                assert reports[slug, name].text in cells[1]
                assert reports[slug, name].definition_zh in cells[3]

    def test_a_rate_shows_its_basis(self, pair, page):
        """The completion rate shows the counts of the tables, the states counted as done, and the date."""
        rows = page.find(id="compare-city-completion-rate").find_next("table").select("tbody tr")
        for slug, row in zip((FIRST, SECOND), rows, strict=True):
            status = open_bulletin(slug, pair).table("status")
            city = status[status["level"] == "city"]
            done = city[city["status"] == "done"]
            cells = [cell.get_text(strip=True) for cell in row.find_all("td")]
            assert cells[4:] == [
                f"{sum(done['problems'])} ÷ {sum(city['problems'])}", "、".join(done["wording_zh"]), max(city["as_of"]).isoformat()
            ]

    def test_nothing_is_averaged_or_added_up(self, pair, page):
        """No number of the page is the sum or the mean of the two bulletins' figures, unless a bulletin has it itself."""
        reports = run_book(pair).statistics.values()
        text = page.get_text(" ")
        own = {Fraction(statistic.computed.printed) for statistic in reports}
        own |= {part for statistic in reports for part in statistic.fraction or ()}
        shown = {Fraction(number) for number in re.findall(r"(?<![\d-])\d+(?:\.\d+)?(?=[项个类%])", text)}
        assert shown and shown <= own

    def test_each_chart_shows_both_bulletins(self, pair, page):
        """Rates and what stands first have a chart of what the bulletins print; of one place it is called its issues."""
        charts = page.select("figure.chart")
        assert charts[0].find("svg") and 0 < len(charts) <= MOST_CHARTS
        reports = run_book(pair).statistics
        for chart in charts:
            name = chart["id"].removeprefix("chart-compare-")
            rows = chart.find_next("table").select("tbody tr")
            assert [row.find_all("td")[1].get_text(strip=True) for row in rows] == [reports[slug, name].text for slug in (FIRST, SECOND)]
            assert "虚构市各期" in chart.get_text()

    def test_the_home_page_lists_the_bulletins(self, pair):
        """Where there are two, the list leads to the pages of each."""
        home = BeautifulSoup((pair / "_build/html/book/index.html").read_text(encoding="utf-8"), "html.parser").find("article")
        assert [link["href"] for link in home.select("table.comparison a")] == [f"bulletins/{slug}/index.html" for slug in (FIRST, SECOND)]

    def test_index_and_search_list_the_bulletins(self, pair):
        """From one bulletin's figures and from the search the other bulletins are one click away."""
        site = pair / "_build" / "html"
        index = BeautifulSoup((site / f"book/bulletins/{FIRST}/statistics.html").read_text(encoding="utf-8"), "html.parser").find("article")
        assert [link["href"] for link in index.select("table.comparison a")] == ["index.html", f"../{SECOND}/index.html"]
        search = BeautifulSoup((site / "search.html").read_text(encoding="utf-8"), "html.parser").find("article")
        assert [link["href"] for link in search.select("nav a")] == [f"book/bulletins/{slug}/index.html" for slug in (FIRST, SECOND)]

    def test_each_value_leads_to_its_calculation(self, pair, page):
        """A value links to the row of the page that computed it."""
        for link in page.select("table.comparison a.statistic"):
            file, _, anchor = link["href"].partition("#")
            target = (pair / "_build/html/book" / file).read_text(encoding="utf-8")
            assert f'id="{anchor}"' in target

    def test_a_new_bulletin_makes_the_page_outdated(self, tmp_path):
        """Nothing that the page read has changed, and still it is read again when a bulletin comes."""
        bulletin = write_bulletin(tmp_path)
        pages = {f"{CALCULATION}.ipynb": notebook(tiny_statistics(bulletin)), f"{COMPARISON}.md": "# 并列\n\n```{comparison}\n```\n"}
        build_pages(tmp_path, pages)
        folder = tmp_path / "data" / "bulletins"
        other = folder / "2020-2-yi"
        for path in [path for path in bulletin.folder.rglob("*") if path.is_file()]:
            target = other / path.relative_to(bulletin.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        more = notebook(tiny_statistics(open_bulletin(other.name, tmp_path)))
        built = build_pages(tmp_path, pages | {"book/bulletins/2020-2-yi/calculation.ipynb": more})
        text = BeautifulSoup(built.page(COMPARISON), "html.parser").get_text()
        assert LABELS["one"] not in text and LABELS["statistics"] in text
