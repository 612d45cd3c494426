"""The switch of basis in a real browser: by keyboard, without the script, in print, on a phone."""

import pytest
from browsing import open_page

pytestmark = pytest.mark.thorough

PRACTICE = "book/bulletins/2024-59-zhumadian/practice.html"
DISCREPANCIES = "book/bulletins/2024-59-zhumadian/discrepancies.html"
CITY = "section.basis-switch[data-source$=':city-completion-rate']"
VISIBLE = "rows => rows.filter(row => row.offsetParent !== null).map(row => row.dataset.choice)"


@pytest.fixture
def opened(browser, site):
    """Returns a function that opens a page from disk; ``settings`` are playwright's."""
    contexts = []

    def open_it(name: str, **settings):
        contexts.append(open_page(browser, **settings))
        page, watch = contexts[-1].__enter__()
        page.goto((site / name).as_uri())
        return page, watch

    yield open_it
    for context in contexts:
        context.__exit__(None, None, None)


def rows(page, box: str) -> list[str]:
    """Returns the choices of the rows that are seen."""
    return page.eval_on_selector_all(f"{box} tbody tr", VISIBLE)


def test_a_reader_changes_the_basis_by_keyboard(opened):
    """The strict basis first; arrow keys choose another, and rate, fraction and bar are the chosen row's; the status says it."""
    page, watch = opened(PRACTICE)
    assert rows(page, CITY) == ["kept kept"]
    result = page.locator(f"{CITY} .basis-result")
    strict = result.text_content()
    assert "÷" in strict
    page.locator(f"{CITY} fieldset").first.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    assert rows(page, CITY) == ["done kept"]
    chosen = page.locator(f"{CITY} tr[data-choice='done kept']")
    assert result.text_content() == chosen.get_attribute("data-spoken") != strict
    classes = chosen.locator("rect").evaluate_all("bars => bars.map(bar => bar.getAttribute('class'))")
    assert classes == ["basis-done", "basis-done", "basis-kept"]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert rows(page, CITY) == ["done out"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert len(rows(page, CITY)) == 9
    assert page.locator(f"{CITY} .basis-all").get_attribute("aria-pressed") == "true"
    assert watch.errors == []


def test_switches_of_one_page_do_not_touch_each_other(opened):
    """City, county and both levels each have their own buttons."""
    page, _ = opened(PRACTICE)
    page.locator("section.basis-switch[data-source$=':county-completion-rate'] input[value=out]").check()
    assert rows(page, CITY) == ["kept kept"]
    assert rows(page, "section.basis-switch[data-source$=':county-completion-rate']") == ["out"]
    assert rows(page, "section.basis-switch[data-source$=':combined-completion-rate']") == ["kept kept"]


def test_without_the_script_all_bases_are_a_table(opened):
    """No control is shown that does nothing."""
    page, _ = opened(PRACTICE, java_script_enabled=False)
    assert page.locator(f"{CITY} tbody tr:visible").count() == 9
    assert not page.locator(f"{CITY} form").is_visible()


def test_print_shows_every_basis(opened):
    """Whatever was chosen, paper has the whole table and no buttons."""
    page, _ = opened(PRACTICE)
    page.emulate_media(media="print")
    assert len(rows(page, CITY)) == 9
    assert not page.locator(f"{CITY} form").is_visible()


def test_no_hypothesis_is_favoured_until_the_reader_chooses(opened):
    """All stand side by side; a choice shows what each number would have to be, and can be taken back."""
    page, watch = opened(DISCREPANCIES)
    box = "section.basis-switch[data-source$=':handover-hypotheses']"
    every = rows(page, box)
    assert len(every) > 4
    assert page.locator(f"{box} .basis-result").text_content() == ""
    page.locator(f"{box} input[value=added-misprinted]").check()
    assert rows(page, box) == ["added-misprinted"]
    assert "（简报" in page.locator(f"{box} .basis-result").text_content()
    page.locator(f"{box} input[value='']").check()
    assert rows(page, box) == every
    assert watch.errors == []


def test_a_phone_needs_no_sideways_scrolling(opened):
    """The chosen row stands in lines of its own; the page is as wide as the screen."""
    page, _ = opened(PRACTICE, viewport={"width": 360, "height": 740})
    box = page.locator(CITY)
    box.scroll_into_view_if_needed()
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
