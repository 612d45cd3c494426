"""The same tasks in Chromium, Firefox and WebKitGTK, over http and from disk: cards, switch of basis, search, questions, filters, addresses."""

import pytest
from browsing import SCHEMES, address_of
from conftest import ROOT
from driving import hands, lacks, walk_webkit  # noqa: F401

from liandong.data.bulletins import bulletin_slugs

pytestmark = pytest.mark.thorough
BULLETIN = f"book/bulletins/{bulletin_slugs(ROOT)[0]}"
PRACTICE, INDEX = f"{BULLETIN}/practice.html", f"{BULLETIN}/statistics.html"
COUNT = "selector => [...document.querySelectorAll(selector)].filter(one => one.checkVisibility()).length"
BASIS = "section.basis-switch[data-source$=':county-completion-rate']"
# The target of the address stands in the window.
AT_TARGET = """() => {
  const box = document.querySelector(":target")?.getBoundingClientRect();
  return document.readyState === "complete" && box?.height && box.top > -5 && box.top < innerHeight * 0.6;
}"""


@pytest.fixture(params=SCHEMES)
def go(request, hands, site, site_address):  # noqa: F811
    """Yields a function that opens a page of the site in a browser, which it returns; in the end nothing may stand on the console."""

    def open_it(name: str, rest: str = ""):
        hands.open(address_of(name, request.param, site, site_address) + rest)
        return hands

    hands.noted()
    yield open_it
    assert hands.noted() == []


def test_a_card_opens_and_closes(go):
    """A press on a value shows its card with verdict and arithmetic; Escape closes it."""
    hand = go(PRACTICE)
    hand.click("article table a.statistic[data-note]")
    assert "原文" in hand.text(".card-popup")
    hand.press("Escape")
    hand.see(f"() => ({COUNT})('.card-popup') === 0")


def test_the_basis_is_switched(go):
    """One basis is shown; a press on another shows that one; the button shows all."""
    hand = go(PRACTICE)
    rows = f"() => [...document.querySelectorAll(\"{BASIS} tr[data-choice]\")].filter(one => one.checkVisibility()).map(one => one.dataset.choice)"
    before = hand.run(rows)
    hand.click(f"{BASIS} label:has(input[value=out])")
    assert len(before) == 1 and hand.run(rows) == ["out"] != before
    hand.click(f"{BASIS} .basis-all")
    assert len(hand.run(rows)) > 2


def test_a_reader_searches_and_reads_on(go):
    """From the field in the sidebar to results, to a page with its marks, which can be cleared."""
    hand = go("book/index.html")
    hand.click(".search-button-field")
    hand.see("() => document.activeElement.matches('#pst-search-dialog input')")
    hand.press("办结率", "Enter")
    assert "办结率" in hand.text("#search-status") and hand.run(COUNT, ".search-statistic") > 0
    hand.click(".search-page a")
    assert "办结率" in hand.text("mark.search-hit-current")
    hand.see("() => [...document.querySelectorAll('button')].filter(one => one.innerText === '清除标记').map(one => one.id = 'clear')[0]")
    hand.click("#clear")
    assert hand.run(COUNT, "mark.search-hit") == 0


def test_a_question_is_answered_and_kept(go):
    """An answer is marked at once, and the next visit knows of it."""
    hand = go("book/training/figure-checking.html")
    hand.click("form.question label:has(input[type=radio])")
    hand.run("() => { document.querySelector('form.question:has(input[type=radio]) button[type=submit]').id = 'submit'; }")
    hand.click("#submit")
    assert hand.text("form.question .question-result:not(:empty)")
    kept = hand.run("() => localStorage.getItem('liandong-course')")
    assert kept and go("book/training/index.html").run("() => localStorage.getItem('liandong-course')") == kept


def test_the_index_is_filtered(go):
    """Typed words leave the rows that have them, and the number is told."""
    hand = go(INDEX)
    rows = "table.statistics-index tbody tr:not([hidden])"
    every = hand.run(COUNT, rows)
    hand.click(".index-filters input[type=search]")
    hand.press("办结率")
    hand.see("() => document.querySelector('.index-filters output').innerText.includes('显示')")
    assert 0 < hand.run(COUNT, rows) < every
    assert hand.run("selector => [...document.querySelectorAll(selector)].every(one => one.textContent.includes('办结率'))", rows)


@pytest.mark.parametrize("place", [f"{INDEX}#stat-county-completion-rate", f"{PRACTICE}#calculation-county-completion-rate"])
def test_an_address_leads_to_its_place(place, go):
    """The entry or the line of the calculation that an address names stands in the window, and stays there."""
    name, _, anchor = place.partition("#")
    hand = go(name, f"#{anchor}")
    hand.see(AT_TARGET)
    assert hand.see(AT_TARGET)


@pytest.fixture
def planted(tmp_path) -> str:
    """Returns the address of a page that writes an error on the console."""
    page = tmp_path / "planted.html"
    page.write_text("<!DOCTYPE html><script>console.error('planted')</script>", encoding="utf-8")
    return page.as_uri()


@pytest.mark.parametrize("hands", ["firefox"], indirect=True)
def test_firefox_has_nothing_on_its_console(go, site, planted):
    """No page fails or asks for what the policy refuses, not even ahead, when Firefox has nothing else to do; a planted error is told."""
    hand = go("book/index.html")
    hand.open(planted)
    assert hand.noted() == ["planted"]
    for path in sorted(site.rglob("*.html")):
        go(path.relative_to(site).as_posix())
    hand.run("() => new Promise(done => setTimeout(done, 500))")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_webkit_has_nothing_on_its_console(scheme, site, site_address, planted, tmp_path):
    """What WebKit's driver does not tell, the browser writes itself; an error that is planted is told."""
    if lacks("webkit"):
        pytest.skip("no WebKitGTK, as another test says")
    pages = [address_of(path.relative_to(site).as_posix(), scheme, site, site_address) for path in sorted(site.rglob("*.html"))]
    errors = [line for line in walk_webkit([planted, *pages], tmp_path) if "ERROR" in line]
    assert len(errors) == 1 and "planted" in errors[0]
