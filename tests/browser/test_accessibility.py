"""Pages for everybody, in a real browser: axe finds nothing, nothing runs off a narrow screen, the keyboard reaches everything.

Every page is opened once. In the wide window and at 320 px axe runs with all its rules in the light mode; in the dark mode, which
changes nothing but colours, with those about colour. The everyday tests open one page of each kind.
"""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from browsing import open_page
from conftest import ROOT
from playwright.sync_api import expect

pytestmark = pytest.mark.thorough

OTHER_PAGES = ["404.html", "search.html"]
PAGES = sorted(path.relative_to(ROOT).with_suffix(".html").as_posix() for path in (ROOT / "book").rglob("*.md")) + OTHER_PAGES
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
WIDE, NARROW = 1280, 320  # px; 320 is also what is left of 1280 at a zoom of 400 %
HEIGHT = 900
# WCAG 2.2, 1.4.12: what a reader may set.
TEXT_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }"
SHOW_MODE = """mode => { document.documentElement.dataset.theme = mode; document.documentElement.dataset.mode = mode; }"""
RUN_AXE = """async only => {
    const runOnly = only ? {type: "rule", values: only} : {type: "tag", values: TAGS};
    const found = await axe.run(document, {runOnly, resultTypes: ["violations"]});
    return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target.join(" ")} ${node.html.slice(0, 200)}`));
}""".replace("TAGS", str(TAGS))
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def reader(browser):
    """Yields a page that carries axe; the policy, which forbids strange scripts, is off for it."""
    with open_page(browser, bypass_csp=True, reduced_motion="reduce", viewport={"width": WIDE, "height": HEIGHT}) as (page, _watch):
        page.add_init_script(script=Path(AXE_FILE_PATH).read_text(encoding="utf-8"))
        yield page


def run_axe(page, mode: str, width: int) -> list[str]:
    """Returns what axe finds in a mode at a width, each with the mode."""
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")
    page.evaluate(SHOW_MODE, mode)
    only = COLOUR_RULES if mode == "dark" else None
    return [f"{width} px, {mode}: {one}" for one in page.evaluate(RUN_AXE, only)]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name, reader, site_address):
    """Axe finds nothing on a page, wide and narrow, light and dark; at 320 px the page does not scroll sideways, even with wider text."""
    reader.set_viewport_size({"width": WIDE, "height": HEIGHT})
    reader.goto(f"{site_address}/{name}")
    # Axe judges what is laid out, so that everything is, as if the reader had been everywhere.
    reader.add_style_tag(content="* { content-visibility: visible !important }")
    found = run_axe(reader, "light", WIDE) + run_axe(reader, "dark", WIDE)
    reader.set_viewport_size({"width": NARROW, "height": HEIGHT})
    # The theme notes some time after a change of size which parts scroll.
    reader.wait_for_timeout(350)
    found += run_axe(reader, "light", NARROW) + run_axe(reader, "dark", NARROW)
    if reader.evaluate(OVERFLOW) > 0:
        found.append(f"{NARROW} px: scrolls sideways")
    reader.add_style_tag(content=TEXT_SPACING)
    if reader.evaluate(OVERFLOW) > 0:
        found.append(f"{NARROW} px with wider text: scrolls sideways")
    assert found == []


def test_axe_is_awake(reader, site_address):
    """A fault that is put into a page is found, in the dark mode too."""
    reader.set_viewport_size({"width": WIDE, "height": HEIGHT})
    reader.goto(f"{site_address}/book/index.html")
    reader.evaluate("() => document.querySelector('article').insertAdjacentHTML('beforeend', '<button></button><p class=dim>看不清的字</p>')")
    reader.add_style_tag(content=".dim { color: #777 !important; background: #666 !important }")
    assert any("button-name" in one for one in run_axe(reader, "light", WIDE))
    assert any("color-contrast" in one for one in run_axe(reader, "dark", WIDE))


@pytest.fixture
def keyboard(browser, site_address):
    """Yields a page under its policy, as a reader with a keyboard has it."""
    with open_page(browser, viewport={"width": WIDE, "height": HEIGHT}) as (page, _watch):
        page.goto(f"{site_address}/book/method/rectification.html")
        yield page


def test_first_stop_is_the_way_to_the_text(keyboard):
    """The first press of Tab shows the link that skips the navigation; it leads to the text."""
    keyboard.keyboard.press("Tab")
    link = keyboard.locator(":focus")
    assert link.inner_text().strip() == "跳到正文"
    # It slides in.
    expect(link).to_be_in_viewport(ratio=1)
    keyboard.keyboard.press("Enter")
    assert keyboard.evaluate("location.hash") == "#main-content"
    keyboard.keyboard.press("Tab")
    assert keyboard.evaluate("document.activeElement.closest('main') !== null")


def test_no_keyboard_trap_and_the_focus_is_seen(keyboard):
    """Tab goes from stop to stop and leaves the page in the end; each stop is outlined while it has the focus."""
    stops, hidden = [], []
    for _ in range(400):
        keyboard.keyboard.press("Tab")
        place = keyboard.evaluate("""() => {
            const now = document.activeElement, style = getComputedStyle(now);
            if (now === document.body) return null;
            const all = [...document.querySelectorAll("*")];
            return [all.indexOf(now), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2, now.outerHTML.slice(0, 80)];
        }""")
        if place is None:
            break
        stops.append(place[0])
        if not place[1]:
            hidden.append(place[2])
    else:
        pytest.fail("Tab never left the page")
    assert len(stops) > 20 and len(set(stops)) == len(stops)
    assert hidden == []


def test_motion_is_left_out_for_who_asks(reader, site_address):
    """With reduced motion nothing moves and nothing fades."""
    reader.goto(f"{site_address}/book/index.html")
    moving = reader.evaluate("""() => [...document.querySelectorAll("*")].filter(one => {
        const style = getComputedStyle(one);
        return parseFloat(style.transitionDuration) > 0.01 || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0.01);
    }).length""")
    assert moving == 0
