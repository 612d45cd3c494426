"""Every page in five windows: no value, formula or word of a verdict is cut or broken, no column is one character wide; one edge at each side."""

import pytest
from browsing import open_page

WIDTHS = (360, 390, 768, 1280, 1920)  # px
# What a page shows wrongly in a window of a width. The heads of tables that are cards on a phone are there for screen readers only.
FAULTS = """width => {
  const main = document.querySelector("main") || document.body;
  const inside = getComputedStyle;
  const shown = one => one.checkVisibility() && one.getClientRects().length && !one.closest(".headerlink")
    && !(one.closest("thead") && inside(one.closest("thead")).position === "absolute");
  const all = selector => [...main.querySelectorAll(selector)].filter(shown);
  const told = (what, ones) => ones.map(one => `${width} px, ${what}: ${one.textContent.trim().slice(0, 30)}`);
  const cut = one => {
    const box = one.getBoundingClientRect();
    if (box.left < -1 || box.right > width + 1 || one.matches("td, th, .formula") && one.clientWidth && one.scrollWidth > one.clientWidth + 1) { return true; }
    for (let around = one.parentElement; around !== main && around; around = around.parentElement) {
      const frame = around.getBoundingClientRect();
      if (inside(around).overflowX !== "visible" && (box.right > frame.right + 1 || box.left < frame.left - 1)) { return true; }
    }
    return false;
  };
  const thin = one => {
    const style = inside(one), room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return /[\\u4e00-\\u9fff]{3}/.test(one.innerText) && room < 2 * parseFloat(style.fontSize);
  };
  const broken = one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return new Set([...range.getClientRects()].filter(line => line.width).map(line => Math.round(line.bottom / 8))).size > 1;
  };
  return [
    ...told("cut", all("td, th, .formula, .statistic, figure svg").filter(cut)),
    ...told("thin column", all("td, th").filter(thin)),
    ...told("broken", all(".verdict, [class*=badge]").filter(broken)),
    ...(document.documentElement.scrollWidth > width ? [`${width} px: scrolls sideways`] : []),
  ];
}"""
# Left and right edges of what stands in the text of a page.
EDGES = """() => [...new Set([...document.querySelectorAll("article section:not(.basis-switch) > *:not(section, .cell), article .cell > :not(.cell_output)")]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().width && !one.matches("blockquote"))
  .map(one => { const box = one.getBoundingClientRect(); return `${Math.round(box.left)} ${Math.round(box.right)}`; }))]"""


@pytest.mark.thorough
def test_nothing_is_cut_in_any_window(browser, site, site_address):
    """Phones, a tablet, a laptop and a large screen show every page whole."""
    faults = {}
    with open_page(browser, reduced_motion="reduce") as (page, _watch):
        for name in sorted(path.relative_to(site).as_posix() for path in (site / "book").rglob("*.html")):
            page.goto(f"{site_address}/{name}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if found := page.evaluate(FAULTS, width):
                    faults[name] = faults.get(name, []) + found[:5]
    assert faults == {}


@pytest.mark.parametrize("width", WIDTHS[1:])
@pytest.mark.parametrize("name", ["bulletins/2024-59-zhumadian/practice", "training/figure-checking", "method/channels"])
def test_text_tables_and_boxes_have_the_same_edges(name, width, browser, site_address):
    """Paragraphs, tables, charts and folded code begin at one edge and end at one edge."""
    with open_page(browser, viewport={"width": width, "height": 900}) as (page, _watch):
        page.goto(f"{site_address}/book/{name}.html")
        assert len(page.evaluate(EDGES)) == 1


@pytest.mark.thorough
def test_nothing_moves_for_who_comes_to_a_place(browser, site, site_address):
    """An address with a place in it, the middle and the end of each page, on a phone: the layout does not shift once it is seen, and the place is there."""
    watch_shifts = """window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
        if (!entry.hadRecentInput) { window.shift += entry.value; } })).observe({type: "layout-shift", buffered: true});"""
    places = "[...document.querySelectorAll('article section[id], article [id^=stat-]')].filter(one => one.checkVisibility()).map(one => one.id)"
    shifts = {}
    with open_page(browser, viewport={"width": 390, "height": 844}) as (page, _watch):
        page.add_init_script(watch_shifts)
        for name in sorted(path.relative_to(site).as_posix() for path in (site / "book").rglob("*.html")):
            page.goto(f"{site_address}/{name}")
            found = page.evaluate(places)
            for place in {found[len(found) // 2], found[-1]}:
                page.goto("about:blank")
                page.goto(f"{site_address}/{name}#{place}")
                page.locator(":target").wait_for(state="visible")
                page.wait_for_timeout(150)
                shifts[name, place] = page.evaluate("window.shift")
                assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top < innerHeight")
    assert len(shifts) > 50 and {where: shift for where, shift in shifts.items() if shift > 0.02} == {}
