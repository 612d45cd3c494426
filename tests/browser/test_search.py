"""The search finds: queries with the pages that must come first, random pieces of every page, from disk and over http."""

import json
import random
import re
import unicodedata
from urllib.parse import quote

import pytest
from browsing import SCHEMES, address_of, open_page
from bs4 import BeautifulSoup

from liandong.sphinx_ext.furniture.search import read_words

pytestmark = pytest.mark.thorough

SEED = 20241108
PIECES_OF_A_LENGTH = 12
LENGTHS = (2, 3, 4)
METHOD = "book/method"
BULLETIN = "book/bulletins/2024-59-zhumadian"
UPKEEP = "book/upkeep"
# Query, and pages of which one must come first. Titles that hold the query come before all other pages.
FIRST_PAGES = [
    ("养老", ["养老"]),
    ("台账", ["台账"]),
    ("满意度测评", [f"{METHOD}/satisfaction"]),
    ("满意度", [f"{METHOD}/satisfaction"]),
    ("养老服务", ["养老服务"]),
    ("养老服务质量", [f"{BULLETIN}/results-quality"]),
    ("养老服务制度", [f"{BULLETIN}/results-regulation"]),
    ("要素保障", [f"{BULLETIN}/results-support"]),
    ("资源配置", [f"{BULLETIN}/results-allocation"]),
    ("办结率", [f"{METHOD}/rectification"]),
    ("立行立改", [f"{BULLETIN}/practice", f"{METHOD}/rectification", "book/training/ledger"]),
    ("顶层设计", [f"{METHOD}/rectification", f"{BULLETIN}/practice"]),
    ("组织领导", [f"{METHOD}/organisation"]),
    ("问题清单", [f"{METHOD}/problem-list"]),
    ("交办", [f"{METHOD}/assignment"]),
    ("督导", [f"{METHOD}/supervision"]),
    ("通报", [f"{METHOD}/supervision"]),
    ("成效评价", [f"{METHOD}/evaluation"]),
    ("典型做法", [f"{METHOD}/practices"]),
    ("多渠道征集问题", [f"{METHOD}/channels"]),
    ("征集", [f"{METHOD}/channels"]),
    ("联动监督的整个流程", [f"{METHOD}/index"]),
    ("主要做法", [f"{BULLETIN}/practice"]),
    ("简报原文", [f"{BULLETIN}/source"]),
    ("对不上的数字", [f"{BULLETIN}/discrepancies"]),
    ("全部统计数字", [f"{BULLETIN}/statistics"]),
    ("组合拳", [f"{BULLETIN}/index"]),
    ("移交率", [f"{BULLETIN}/discrepancies"]),
    ("数据字典", ["数据字典", "字典"]),
    ("怎样改数据", [f"{UPKEEP}/change-data"]),
    ("怎样发布", [f"{UPKEEP}/publish"]),
    ("更新与更正", [f"{UPKEEP}/releases"]),
    ("Excel", [f"{UPKEEP}/change-data", "book/training/templates"]),
    ("ｅｘｃｅｌ", [f"{UPKEEP}/change-data", "book/training/templates"]),
    ("整改 台账", [f"{METHOD}/rectification", "台账"]),
    ("GB/T 15835", ["any"]),
    ("15835", ["any"]),
    ("79.3", ["any"]),
    ("79.3%", ["any"]),
    ("７９．３％", ["any"]),
    ("kb.py build", ["any"]),
    ("监督法", ["监督法", f"{METHOD}/index"]),
    ("第三十四条", ["any"]),
    ("驻马店", [f"{BULLETIN}/index"]),
    ("汝南", [f"{METHOD}/practices"]),
    ("新人", ["book/training/index"]),
    ("第一天", ["book/training/index"]),
    ("第三十四条第二款", ["any"]),
    ("跟踪检查", ["any"]),
]
# Query, and the statistic whose card must come first.
FIRST_STATISTICS = [
    ("79.3", "市级问题办结率"), ("７９．３％", "市级问题办结率"), ("市级问题办结率", "市级问题办结率"), ("满意率", "满意率"), ("养老床位", "养老床位"),
    # A figure of the teaching city has just this name; true ones come first.
    ("办结率", "市级问题办结率"),
    # Derived figures have shorter names; those of the bulletin come first.
    ("汝南", "汝南县养老服务设施用地"),
    ("43", "清单问题"),
]
# Nobody wrote these in one piece; the pages must hold the pieces.
CUT_QUERIES = [
    ("养老服务办结率", ["养老服务", "办结率"]), ("全市办结率", ["全市", "办结率"]), ("满意度测评台账", ["满意度测评", "台账"]),
]
NOTHING = ["龘龘", "constructor", "__proto__", "zzzzzz", "<script>alert(1)</script>"]


@pytest.fixture(scope="module")
def find(browser, site, site_address):
    """Returns a function that asks the search page, once from disk and once over http, and gives the common answer."""
    ask = """queries => queries.map(query => {
        const found = Search.find(query);
        return {pages: found.pages.map(hit => [hit.page.name, hit.page.label, hit.rank]), statistics: found.statistics.map(hit => hit.statistic.label),
                kinds: found.statistics.map(hit => hit.statistic.kind)};
    })"""
    with open_page(browser) as (disk, first), open_page(browser) as (web, second):
        for page, scheme in ((disk, "file"), (web, "http")):
            page.goto(address_of("search.html", scheme, site, site_address))

        def answers(queries: list[str]) -> list[dict]:
            from_disk, from_web = disk.evaluate(ask, queries), web.evaluate(ask, queries)
            assert from_disk == from_web
            assert (first.errors, second.errors, first.foreign, second.foreign) == ([], [], [], [])
            return from_disk

        yield answers


def squeezed(text: str) -> str:
    """Returns text folded and without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).lower())


def page_texts(site) -> dict[str, str]:
    """Returns the text of each page's article as a reader sees it, read by another program than the index's."""
    texts = {}
    for path in sorted((site / "book").rglob("*.html")):
        article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("article")
        for hidden in article.select("script, style, svg, button, form, template, .no-search, .headerlink, .statistic-cards, .above-input"):
            hidden.decompose()
        texts[path.relative_to(site).with_suffix("").as_posix()] = article.get_text()
    return texts


def test_at_least_forty_queries_have_their_pages_first(find):
    """The page that a reader expects stands first."""
    assert len(FIRST_PAGES) >= 40
    wrong = {}
    for (query, expected), answer in zip(FIRST_PAGES, find([query for query, _ in FIRST_PAGES]), strict=True):
        name, title, _rank = answer["pages"][0] if answer["pages"] else ("", "", 0)
        if not name or not any(one in ("any", name) or (not one.startswith("book/") and one in title) for one in expected):
            wrong[query] = answer["pages"][:3]
    assert wrong == {}


def test_pages_with_the_query_in_their_title_come_first(find):
    """No page without the query in its title stands before one that has it."""
    queries = [query for query, _ in FIRST_PAGES]
    for query, answer in zip(queries, find(queries), strict=True):
        whole = squeezed(query)
        in_title = [whole in squeezed(title) for _, title, _ in answer["pages"]]
        assert in_title == sorted(in_title, reverse=True), query


def test_pages_with_the_whole_phrase_come_before_those_with_its_characters(find, site):
    """A page that holds the phrase stands before every page that only holds its pairs of characters."""
    texts = {name: squeezed(text) for name, text in page_texts(site).items()}
    for query in ("养老服务", "立行立改", "顶层设计", "满意度测评"):
        holds = [query in texts[name] for name, _, _ in find([query])[0]["pages"]]
        assert holds == sorted(holds, reverse=True) and any(holds), query


def test_a_statistic_is_a_result_of_its_own(find, site):
    """Name and value find the card; its link leads to a page that exists."""
    for (query, expected), answer in zip(FIRST_STATISTICS, find([query for query, _ in FIRST_STATISTICS]), strict=True):
        assert answer["statistics"][:1] == [expected], query
    stored = json.loads(re.search(r"Search\.setText\((.*)\);\s*$", (site / "searchtext.js").read_text(encoding="utf-8"), re.DOTALL)[1])
    assert len(stored["statistics"]) > 50
    for docname, anchor, *_ in stored["statistics"]:
        assert anchor and (site / f"{docname}.html").is_file(), anchor


def test_a_compound_that_nobody_wrote_finds_its_pieces(find, site):
    """Without spaces between words a query is cut where the pages' text has its pieces."""
    texts = {name: squeezed(text) for name, text in page_texts(site).items()}
    for query, pieces in CUT_QUERIES:
        assert not any(query in text for text in texts.values())
        names = [name for name, _, _ in find([query])[0]["pages"]]
        assert names and all(piece in texts[names[0]] for piece in pieces), query


def test_nonsense_finds_nothing(find):
    """Unknown characters, names of built-in properties and markup are words like others."""
    assert [query for query, answer in zip(NOTHING, find(NOTHING), strict=True) if answer["pages"] or answer["statistics"]] == []


def test_a_number_is_found_whole(find, site):
    """43 is neither a piece of 435 nor of 79.43, and 4.3 is not 43; two numbers in neighbouring cells are not one."""
    texts = page_texts(site)
    for query in ("43", "29", "4.3", "0.2", "435"):
        number = re.compile(rf"(?<![0-9])(?<![0-9]\.){re.escape(query)}(?!\.?[0-9])")
        answer, = find([query])
        assert {name for name, *_ in answer["pages"]} == {name for name, text in texts.items() if number.search(unicodedata.normalize("NFKC", text))}, query
    assert find(["435"])[0]["statistics"] and "已建成助餐点" not in find(["43"])[0]["statistics"]


def test_figures_stand_in_the_order_of_who_states_them(find):
    """The bulletin's before derived ones, and these before the invented ones."""
    for answer in find(["办结率", "汝南", "养老", "问题", "满意率"]):
        assert answer["kinds"] == sorted(answer["kinds"]) and answer["kinds"][0] == 0
    assert {kind for answer in find(["办结率", "汝南"]) for kind in answer["kinds"]} == {0, 1, 2}


def test_what_newcomers_type_leads_to_what_the_book_calls_it(find):
    """Each word of the table finds pages, and each word that it leads to stands in the book."""
    for typed, written in read_words().items():
        assert all(answer["pages"] for answer in find([typed, *written])), typed


def read_results(page, site, query: str) -> tuple[str, str]:
    """Returns what the search page says of a query, and its results, as text."""
    page.goto((site / "search.html").as_uri() + "?q=" + quote(query))
    return page.locator("#search-status").inner_text(), page.locator("#search-results").inner_text()


def test_results_say_why_they_are_there(browser, site):
    """The matched words are marked, and the place and kind are named; a section with the query in its heading is what the link opens."""
    with open_page(browser) as (page, watch):
        _said, results = read_results(page, site, "汝南")
        assert all(word in results for word in ("简报写出", "推算，简报没有写", "小标题里有", "正文里有"))
        assert page.locator(".search-page").first.locator("a").first.get_attribute("href").partition("#")[2] != ""
        for result in page.locator(".search-page, .search-statistic").all():
            assert result.locator("mark").count() > 0
        said, _results = read_results(page, site, "养老服务办结率")
        assert "没有找到整句" in said and "“养老服务”“办结率”" in said
        assert "没有找到整句" not in read_results(page, site, "整改 台账")[0]
        assert "书里的说法是" in read_results(page, site, "新人")[0]
        assert (watch.errors, watch.foreign) == ([], [])


def test_odd_queries_are_readable_and_told(browser, site):
    """600 characters, markup, nothing, a text file that is missing, storage refused: a word what happened, and nothing wider than the page."""
    with open_page(browser, viewport={"width": 390, "height": 800}) as (page, watch):
        page.add_init_script("for (const name of ['localStorage', 'sessionStorage']) "
                             "Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError'); }, configurable: true});")
        said, _results = read_results(page, site, "办结率怎样计算" * 86)
        assert "只找前" in said and len(said) < 400
        assert "没有找到" in read_results(page, site, "x" * 600)[0]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        said, _results = read_results(page, site, "<img src=x onerror=alert(1)>79.3")
        assert "<img" in said and page.locator("#search-status img, #search-results img").count() == 0
        assert "请输入" in read_results(page, site, " ")[0]
        assert watch.errors == []
        page.route("**/searchtext.js", lambda route: route.abort())
        assert "searchtext.js" in read_results(page, site, "养老")[0]


@pytest.mark.thorough
def test_random_pieces_of_every_page_find_it(find, site, capsys):
    """A piece of 2, 3 or 4 characters from anywhere in a page finds the page; the share is printed."""
    generator = random.Random(SEED)
    tried = []
    for name, text in page_texts(site).items():
        flat = re.sub(r"\s+", "", text)
        for length in LENGTHS:
            drawn = [flat[at:at + length] for at in (generator.randrange(len(flat) - length) for _ in range(PIECES_OF_A_LENGTH))]
            # Numbers and Latin words are found whole, not in pieces.
            tried += [(name, length, piece) for piece in drawn if not re.search(r"[0-9A-Za-z.]", piece)]
    answers = find([piece for _, _, piece in tried])
    found = {length: [name in {page[0] for page in answer["pages"]} for (name, size, _), answer in zip(tried, answers, strict=True) if size == length]
             for length in LENGTHS}
    with capsys.disabled():
        print("\nrecall:", {length: f"{sum(hits)}/{len(hits)}" for length, hits in found.items()})
    missed = [piece for piece, answer in zip(tried, answers, strict=True) if piece[0] not in {page[0] for page in answer["pages"]}]
    assert len(tried) > 500
    assert len(missed) <= len(tried) / 100, missed


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_reader_searches_and_reads_on(scheme, browser, site, site_address):
    """From the sidebar's field to the results with summaries, to the page with its marks, which can be cleared."""
    with open_page(browser, viewport={"width": 1280, "height": 800}) as (page, watch):
        page.goto(address_of("book/index.html", scheme, site, site_address))
        page.locator(".search-button-field").first.click()
        page.locator("#pst-search-dialog input").fill("办结率")
        page.keyboard.press("Enter")
        page.wait_for_selector(".search-page")
        assert "search.html" in page.url and "办结率" in page.locator("#search-status").inner_text()
        assert page.locator(".search-summary mark").count() > 3 and page.locator(".search-statistic").count() > 0
        page.locator(".search-page a").first.click()
        page.wait_for_selector("mark.search-hit-current")
        marks = page.locator("mark.search-hit").all_inner_texts()
        assert marks and set("".join(marks)) == set("办结率")
        page.get_by_role("button", name="清除标记").click()
        assert page.locator("mark.search-hit").count() == 0
        assert (watch.errors, watch.foreign) == ([], [])
