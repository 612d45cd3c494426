"""Statistics in a real browser: every page and its anchors, cards by keyboard, pointer and touch, without a script, in print; the index."""

import re
from urllib.parse import quote, unquote, urlsplit

import pytest
from browsing import open_page
from conftest import ROOT

from liandong.data.bulletins import bulletin_slugs

pytestmark = pytest.mark.thorough

PAGES = sorted(path.relative_to(ROOT).with_suffix(".html").as_posix() for path in (ROOT / "book").rglob("*.md"))
BULLETIN = f"book/bulletins/{bulletin_slugs(ROOT)[0]}"
CHAPTER = f"{BULLETIN}/results-regulation.html"
INDEX, SOURCE = f"{BULLETIN}/statistics.html", f"{BULLETIN}/source.html"
VALUE = "article a.statistic[data-note]"
# Of one page: its ids, what its links lead to, and the values that have no card.
LOOK = """() => ({
  ids: Array.from(document.querySelectorAll('[id]'), node => node.id),
  links: Array.from(document.querySelectorAll('article a[href]'), node => node.href),
  values: document.querySelectorAll('article .statistic[data-note]').length,
  bare: Array.from(document.querySelectorAll('article .statistic[data-note]')).filter(node =>
    !document.getElementById('card-' + node.dataset.note) && !document.querySelector('[data-entry="' + node.dataset.note + '"]')).length,
})"""
INSIDE = """() => {
  const box = document.querySelector('.card-popup').getBoundingClientRect();
  return box.left >= 0 && box.top >= 0 && box.right <= document.documentElement.clientWidth && box.bottom <= window.innerHeight && box.height > 40;
}"""
FOCUSED = "() => document.activeElement && document.activeElement.matches('article a.statistic[data-note]') ? document.activeElement.id || 'v' : ''"


@pytest.mark.thorough
def test_every_page_opens_and_no_anchor_is_broken(browser, site, site_address):
    """All links between the book's pages lead to a place that is there, no id stands twice, and each value has its card."""
    seen = {}
    with open_page(browser) as (page, _watch):
        for name in PAGES:
            page.goto(f"{site_address}/{name}", wait_until="domcontentloaded")
            seen[name] = page.evaluate(LOOK)
    ids = {name: set(found["ids"]) for name, found in seen.items()}
    assert [name for name, found in seen.items() if len(found["ids"]) != len(set(found["ids"]))] == []
    assert sum(found["values"] for found in seen.values()) > 100
    assert {name: found["bare"] for name, found in seen.items() if found["bare"]} == {}
    broken = []
    for name, found in seen.items():
        for link in found["links"]:
            if not link.startswith(site_address):
                continue
            address = urlsplit(link)
            target = unquote(address.path).lstrip("/")
            if not (site / target).is_file() or (address.fragment and target in ids and unquote(address.fragment) not in ids[target]):
                broken.append((name, link.removeprefix(site_address)))
    assert broken == []


def test_every_card_of_a_page_opens_by_keyboard(browser, site_address):
    """Tab reaches each value and opens its card inside the window; Enter goes in, Escape comes back; no key is trapped."""
    with open_page(browser, viewport={"width": 1000, "height": 700}) as (page, _watch):
        page.goto(f"{site_address}/{CHAPTER}")
        total = page.locator(VALUE).count()
        assert total > 5
        page.evaluate("document.querySelector('article h1').tabIndex = -1; document.querySelector('article h1').focus()")
        opened = []
        for _ in range(total * 4 + 60):
            page.keyboard.press("Tab")
            if not page.evaluate(FOCUSED):
                if len(opened) == total:
                    break
                continue
            popup = page.locator(".card-popup")
            assert popup.is_visible() and page.evaluate(INSIDE)
            name = page.evaluate("document.activeElement.getAttribute('aria-expanded') + document.activeElement.dataset.note")
            assert name.startswith("true")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.className") == "card-popup"
            page.keyboard.press("Escape")
            assert popup.is_hidden() and page.evaluate(FOCUSED)
            assert page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false"
            opened.append(name)
        assert len(opened) == total


def test_tab_leaves_a_card_at_both_ends(browser, site_address):
    """Through the card's links and out of it, forwards and backwards, the focus goes on in the page."""
    with open_page(browser) as (page, _watch):
        page.goto(f"{site_address}/{CHAPTER}")
        page.locator(VALUE).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        inside = page.locator(".card-popup :is(a, button)").count()
        for _ in range(inside + 1):
            page.keyboard.press("Tab")
        # Out of the card, and on the next stop of the page.
        assert page.evaluate("!document.activeElement.closest('.card-popup') && document.activeElement !== document.body")
        first = page.locator(VALUE).first
        first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement === document.querySelector('article a.statistic[data-note]')")


def test_links_lead_there_and_back(browser, site_address):
    """Chapter, card, entry, chapter; entry, place in the source, entry: each step by a click, each at the right place."""
    with open_page(browser) as (page, _watch):
        page.goto(f"{site_address}/{CHAPTER}")
        value = page.locator(f"{VALUE}[id]").first
        statistic = value.get_attribute("id").removeprefix("at-")
        value.click()
        page.locator(".card-popup .card-entry").click()
        page.wait_for_url(f"**/{INDEX}#stat-{statistic}")
        entry = page.locator(f"#stat-{statistic}")
        entry.wait_for(state="visible")
        entry.locator(f"a[href$='#at-{statistic}'][href*='results-regulation']").click()
        page.wait_for_url(f"**/{CHAPTER}#at-{statistic}")
        page.locator(f"#at-{statistic}").wait_for(state="visible")
        page.go_back()
        page.locator(f"#stat-{statistic} blockquote a").first.click()
        page.wait_for_url(f"**/{SOURCE}#mention-*")
        mention = page.locator(f"#{urlsplit(page.url).fragment}")
        mention.wait_for(state="visible")
        mention.locator("a").click(modifiers=["Shift"])  # a link like any other: it is not taken for the card
        assert mention.locator("a").get_attribute("href") == f"statistics.html#stat-{statistic}"


def test_pointing_opens_and_leaving_closes(browser, site_address):
    """The card opens beside the value, stays while the pointer is in it, and closes after it has left; Escape closes it too."""
    with open_page(browser) as (page, _watch):
        page.goto(f"{site_address}/{CHAPTER}")
        value, popup = page.locator(VALUE).first, page.locator(".card-popup")
        value.hover()
        popup.wait_for(state="visible")
        assert page.evaluate(INSIDE)
        popup.locator(".card-head").hover()
        page.wait_for_timeout(400)
        assert popup.is_visible()
        page.locator("article h1").hover()
        popup.wait_for(state="hidden")
        value.hover()
        popup.wait_for(state="visible")
        page.keyboard.press("Escape")
        assert popup.is_hidden()


def test_a_tap_opens_on_a_phone(browser, site_address):
    """At 320 pixels the first tap opens the card inside the window and goes nowhere; a link in it goes on; a tap beside it closes it."""
    with open_page(browser, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True) as (page, _watch):
        page.goto(f"{site_address}/{CHAPTER}")
        value = page.locator("article p a.statistic[data-note]").first
        value.scroll_into_view_if_needed()
        value.tap()
        assert page.locator(".card-popup").is_visible() and page.evaluate(INSIDE)
        assert page.url.endswith(CHAPTER)
        page.locator(".card-close").tap()
        assert page.locator(".card-popup").is_hidden()
        value.tap()
        page.locator(".card-popup .card-entry").tap()
        page.wait_for_url(f"**/{INDEX}#stat-*")


def test_without_a_script_a_value_leads_to_its_entry(browser, site):
    """From disk and with scripts off: the link goes to the entry, and the page's list of cards can be read."""
    with open_page(browser, java_script_enabled=False) as (page, _watch):
        page.goto((site / CHAPTER).as_uri())
        assert page.locator(".statistic-cards").is_visible()
        value = page.locator(VALUE).first
        target = value.get_attribute("href").partition("#")[2]
        value.click()
        page.wait_for_url(f"**/statistics.html#{target}")
        page.locator(f"#{target}").wait_for(state="visible")
        assert page.locator("table.statistics-index tbody tr").count() > 50


def test_without_the_cards_own_script_a_value_leads_to_its_entry(browser, site_address):
    """Where only that script is missing: the list of cards is hidden from the first moment, and the link still goes to the entry."""
    with open_page(browser) as (page, _watch):
        page.route("**/cards.js*", lambda route: route.abort())
        page.goto(f"{site_address}/{CHAPTER}")
        assert page.locator(".statistic-cards").count() and not page.locator(".statistic-cards").is_visible()
        page.locator(VALUE).first.click()
        page.wait_for_url(f"**/{INDEX}#stat-*")


def test_in_print_the_cards_are_footnotes(browser, site):
    """Each value has the number of its footnote, and the footnote the address to cite; nothing floats over the page."""
    with open_page(browser) as (page, _watch):
        page.goto((site / CHAPTER).as_uri())
        page.emulate_media(media="print")
        value = page.locator("article p a.statistic[data-note]").first
        number = value.get_attribute("data-note")
        mark = value.evaluate("node => getComputedStyle(node, '::after').content")
        assert "attr(data-note)" in mark or number in mark
        note = page.locator(f"#card-{number}")
        assert note.is_visible()
        address = note.locator(".card-entry").evaluate("node => node.dataset.address + getComputedStyle(node, '::after').content")
        assert address.startswith(f"{INDEX}#stat-")


@pytest.fixture(scope="module")
def index_page(browser, site_address):
    """Yields the index of statistics, open."""
    with open_page(browser) as (page, _watch):
        page.goto(f"{site_address}/{INDEX}")
        yield page


def shown(page) -> list[list[str]]:
    """Returns the visible rows of the index as text."""
    return page.evaluate("""() => Array.from(document.querySelectorAll('table.statistics-index tbody tr')).filter(row => !row.hidden)
        .map(row => Array.from(row.cells, cell => cell.textContent.trim()))""")


def said(page) -> str:
    """Returns what the filters say."""
    return page.locator(".index-filters output").inner_text()


def test_the_index_is_filtered(index_page):
    """By section, verdict, unit and words, each alone and together, the entries along; the number shown is told; all come back."""
    page = index_page
    every = shown(page)
    for name, column in (("section", 1), ("verdict", 5), ("unit", 4)):
        page.locator(f".index-filters select[name={name}]").select_option(index=1)
        wanted = page.locator(f".index-filters select[name={name}]").input_value()
        # How far a relation carries stands behind the verdict.
        assert shown(page) == [row for row in every if row[column] == wanted or (column == 5 and row[column].startswith(wanted))] != every
        assert page.locator(".statistic-entry:not([hidden])").count() == len(shown(page))
        assert unquote(page.url).endswith(f"?{name}={wanted}")
        page.locator(f".index-filters select[name={name}]").select_option("")
    page.locator(".index-filters input").fill("办结率")
    found = shown(page)
    assert found and len(found) < len(every) and all("办结率" in "".join(row) for row in found)
    assert said(page) == f"显示 {len(found)} 个，共 {len(every)} 个。"
    page.reload()
    assert shown(page) == found
    page.locator(".index-filters input").fill("没有这样的指标")
    assert shown(page) == [] and "没有同时符合" in said(page) and "没有这样的指标" in said(page)
    assert page.locator("section:has(> .statistic-entry):not([hidden])").count() == 0
    page.locator(".index-filters button").click()
    assert shown(page) == every and "?" not in page.url


def test_a_filter_that_does_not_exist_is_told(index_page, site_address):
    """A verdict, a sorting and an entry that the address names and the filters do not have: each with a word."""
    page = index_page
    page.goto(f"{site_address}/{INDEX}")
    every = shown(page)
    page.goto(f"{site_address}/{INDEX}?verdict={quote('胡说')}&sort={quote('大小')}")
    assert shown(page) == every and all(word in said(page) for word in ("结论“胡说”", "排序“大小”", f"共 {len(every)} 个"))
    page.goto(f"{site_address}/{INDEX}?words={quote('没有这样的指标')}#stat-listed-problems")
    page.locator("#stat-listed-problems dl").wait_for(state="visible")
    assert "筛选取消了" in said(page) and shown(page) == every


def amount(text: str) -> float | None:
    """Returns the number that a cell begins with, 万 and 亿 expanded."""
    match = re.search(r"(-?\d+(?:\.\d+)?)(?:—[\d.]+)?[余多]?([万亿]?)", text)
    return float(match[1]) * {"": 1, "万": 1e4, "亿": 1e8}[match[2]] if match else None


def test_the_index_is_sorted(index_page, site_address):
    """By number within a unit with 万 expanded, up, down and back to the bulletin's order; heading and address say which way."""
    page = index_page
    page.goto(f"{site_address}/{INDEX}")
    before = shown(page)
    assert any("万" in row[2] for row in before)
    heading = page.locator("table.statistics-index th").nth(2)
    for direction, step in (("ascending", 1), ("descending", -1)):
        heading.locator("button").click()
        assert heading.get_attribute("aria-sort") == direction
        rows = [(row[4].lstrip("万亿"), amount(row[2])) for row in shown(page)]
        known = [row for row in rows if row[1] is not None]
        assert rows[:len(known)] == known
        for unit in {unit for unit, _ in known}:
            places = [place for place, row in enumerate(known) if row[0] == unit]
            assert places == list(range(places[0], places[0] + len(places))), unit
            values = [known[place][1] * step for place in places]
            assert values == sorted(values), unit
        assert unquote(page.url).endswith("sort=" + ("" if step > 0 else "-") + "简报")
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") is None
    assert shown(page) == before


def test_the_legend_counts_every_row(index_page, site_address):
    """What the table of verdicts counts are the rows of the index, derived ones too."""
    page = index_page
    page.goto(f"{site_address}/{INDEX}")
    counts = page.evaluate("Object.fromEntries(Array.from(document.querySelectorAll('table.totals tbody tr'), row => [row.cells[0].textContent.trim(), Number(row.cells[1].textContent)]))")
    every = shown(page)
    assert counts["推算"] == sum(row[5] == "推算" for row in every) > 0
    assert counts.pop("合计") == len(every) == sum(counts.values())


def test_the_index_has_few_stops_and_does_not_move(browser, site_address):
    """Fewer than 300 stops for the keyboard; neither the form, nor an entry that the address names, pushes anything about."""
    with open_page(browser, viewport={"width": 1280, "height": 900}) as (page, watch):
        page.add_init_script("window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => { "
                             "if (!entry.hadRecentInput) { shift += entry.value; } })).observe({type: 'layout-shift', buffered: true});")
        for anchor in ("", "#stat-listed-problems", "#stat-city-completion-rate"):
            page.goto("about:blank")
            page.goto(f"{site_address}/{INDEX}{anchor}")
            page.locator("article h1").wait_for(state="visible")
            page.wait_for_timeout(300)
            assert page.evaluate("shift") < 0.02, anchor
        stops = page.evaluate("""() => Array.from(document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]'))
            .filter(node => node.tabIndex >= 0 && node.checkVisibility({visibilityProperty: true})).length""")
        assert 150 < stops < 330
        assert (watch.errors, watch.foreign) == ([], [])


def test_source_and_card_stand_side_by_side(browser, site_address):
    """On a wide screen the card of a numeral opens beside the text and stays there until another is pointed at."""
    with open_page(browser, viewport={"width": 1500, "height": 900}) as (page, _watch):
        page.goto(f"{site_address}/{SOURCE}")
        page.locator(".mention-statistic a").first.hover()
        popup = page.locator(".card-popup")
        popup.wait_for(state="visible")
        text, card = page.locator(".source-text").bounding_box(), popup.bounding_box()
        assert card["x"] >= text["x"] + text["width"]
        page.locator("article h1").hover()
        page.wait_for_timeout(400)
        assert popup.is_visible()
