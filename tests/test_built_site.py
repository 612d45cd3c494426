"""The built site: whole, linked, and saying of every statistic exactly what the cells computed."""

import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, copy_project

from liandong.course.training import open_ledger
from liandong.data.bulletins import bulletin_slugs
from liandong.model.bulletin import open_bulletin
from liandong.office.catalogue import make_files
from liandong.run.book import run_book
from liandong.sphinx_ext.furniture.assets import CLASS, SHEET, SLIM_SHEET, UNUSED, USED, slim

PAGES = sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in (ROOT / "book").rglob("*.md"))
CONTRACT = [
    "bulletin", "id", "name_zh", "name_en", "unit", "reported", "computed", "verdict", "relation", "formula_zh", "inputs",
    "page", "anchor", "mentions",
]
CODE = re.compile(r"^(`{3,}).*?^\1$|``.+?``", re.MULTILINE | re.DOTALL)
ROLE = re.compile(r"\{(stat|formula|chart|statistics)\}")
STAT_ROLE = re.compile(r"\{stat\}`([a-z0-9-]+)`")
# Sphinx's own note for its next run, which differs between places on disk and is not put on the site.
NOT_PUBLISHED = {".buildinfo"}


@pytest.fixture(scope="session")
def statistics(site: Path) -> list[dict]:
    """Returns statistics.json."""
    return json.loads((site / "statistics.json").read_text(encoding="utf-8"))


@cache
def plain_reports() -> dict[tuple[str, str], dict]:
    """Returns what the cells report when run here, by bulletin and id."""
    return run_book(ROOT).statistics


@cache
def soup(site: Path, page: str) -> BeautifulSoup:
    """Returns a parsed page of the site, not to be changed."""
    return BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


@cache
def anchors(site: Path, page: str) -> set[str]:
    """Returns the ids of a page."""
    return {element["id"] for element in soup(site, page).select("[id]")}


def article(site: Path, page: str) -> BeautifulSoup:
    """Returns the article of a page, without what the theme puts around it."""
    return soup(site, page).find("article")


def test_every_page_of_the_book_is_in_the_table_of_contents_and_on_the_site(site):
    """No chapter is forgotten in _toc.yml, and each has its HTML page."""
    listed = set(re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8")))
    assert listed == set(PAGES)
    assert [page for page in PAGES if not (site / f"{page}.html").is_file()] == []


def test_statistics_json_keeps_its_contract(site, statistics):
    """Every statistic of statistics.csv is there once, in order, with the agreed fields, and its anchor exists."""
    rows = [(slug, key) for slug in bulletin_slugs(ROOT) for key in open_bulletin(slug, ROOT).statistics]
    assert [(entry["bulletin"], entry["id"]) for entry in statistics] == rows
    for entry in statistics:
        assert list(entry) == CONTRACT
        assert list(entry["reported"]) == ["printed", "value", "hedge"]
        # Nothing was computed of a figure that the table only repeats.
        assert entry["computed"] is None or list(entry["computed"]) == ["printed", "value"]
        assert entry["inputs"]
        assert soup(site, entry["page"].removesuffix(".html")).find(id=entry["anchor"]) is not None


def test_the_site_says_what_the_cells_compute_here(statistics):
    """A kernel of the build and a plain run of the same cells give the same figures, verdicts and formulas."""
    for entry in statistics:
        data = plain_reports()[entry["bulletin"], entry["id"]].to_public_json()
        assert {key: entry[key] for key in ("computed", "reported", "verdict", "formula_zh", "inputs")} == {
            key: data[key] for key in ("computed", "reported", "verdict", "formula_zh", "inputs")
        }


@pytest.mark.parametrize("page", PAGES)
def test_prose_prints_each_statistic_with_hedge_and_unit(page, site):
    """Each {stat} of a chapter stands on its page as text, linked to the row that computed it."""
    plain = {statistic.id: statistic for statistic in plain_reports().values()}
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    used = STAT_ROLE.findall(CODE.sub("", text))
    links = article(site, page).select("a.statistic")
    assert len(links) >= len(used)
    shown = {(link["href"].rpartition("#")[2], link.find("span").get_text()) for link in links if link.find("span")}
    assert {(f"stat-{name}", plain[name].text) for name in used} <= shown


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_site_leads_somewhere(page, site):
    """No href of an article points to a missing page or a missing anchor."""
    broken = []
    for link in article(site, page).select("a[href]"):
        address = urlsplit(link["href"])
        if address.scheme or address.netloc:
            continue
        path = unquote(address.path)
        target = ((site / f"{page}.html").parent / path).resolve() if path else site / f"{page}.html"
        if not target.is_file() or address.fragment and target.suffix == ".html" and unquote(address.fragment) not in anchors(
            site, target.relative_to(site).with_suffix("").as_posix()
        ):
            broken.append(link["href"])
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_code_is_folded_and_results_are_not(page, site):
    """Every code cell's source lies in a closed fold, and no report or figure does."""
    body = article(site, page)
    for source in body.select(".cell_input"):
        fold = source.find_parent("details")
        assert fold is not None and not fold.has_attr("open")
    for result in body.select("table.statistics, figure.chart"):
        assert result.find_parent("details") is None


@pytest.mark.parametrize("page", PAGES)
def test_each_figure_has_an_alternative_text_and_its_table(page, site):
    """A figure says its message in words, has a caption, and the numbers behind it follow in a table."""
    for figure in article(site, page).select("figure.chart"):
        image = figure.select_one("[role=img]")
        assert len(image["aria-label"]) > 10
        assert figure.figcaption.get_text(strip=True)
        assert figure.svg is not None
        details = figure.find_next_sibling("details", class_="chart-data")
        assert details is not None and details.find("table") is not None


def test_every_method_chapter_shows_a_figure_and_cites_the_law(site):
    """Each chapter of the method has a chart of the bulletin's own figures and names an article of law."""
    # How intervals are made is no step of the method.
    for page in (page for page in PAGES if page.startswith("book/method/") and page != "book/method/rounding"):
        text = article(site, page)
        assert text.select("figure.chart"), page
        assert re.search(r"第[一二三四五六七八九十百]+条", text.get_text()), page


def test_the_first_page_says_why_figures_do_not_add_up(site, statistics):
    """Before the steps stands the finding, and in the next line the sum of each figure that is doubted; what was only copied has none."""
    page = article(site, "book/index")
    finding = page.select_one("p.finding")
    assert page.select_one(".flow-steps") in finding.find_all_next()
    why = re.sub(r"\s", "", finding.find_next_sibling("p").get_text())
    sums = {one["formula_zh"] for one in statistics if one["verdict"] == "disputed" and (one["relation"] or "÷" in one["formula_zh"] or "分母" in one["formula_zh"])}
    assert sums and all(re.sub(r"\s", "", words) in why for words in sums)


def test_a_rate_with_other_bases_announces_the_switch(site):
    """The cards of the completion rates lead to their switch, and no link to a switch leads nowhere."""
    links = {}
    for path in sorted((site / "book").rglob("*.html")):
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find_all("a", string="换口径看"):
            file, _, anchor = link["href"].partition("#")
            links[anchor] = (path.parent / file if file else path).resolve()
    assert {"basis-city-completion-rate", "basis-county-completion-rate"} <= set(links)
    assert {anchor for anchor, file in links.items() if f'id="{anchor}"' not in file.read_text(encoding="utf-8")} == set()


def test_no_page_has_what_the_theme_sheet_lost(site):
    """Classes whose rules were left out of the theme's sheet are on no page; the sheet is less than half of what it was."""
    full = (Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / SHEET).read_text(encoding="utf-8")
    left = slim(full)
    # Others stand only beside one of these in a selector.
    lost = {name for name in set(CLASS.findall(full)) - set(CLASS.findall(left)) if name.startswith(UNUSED)} - USED
    assert len(lost) > 500 and len(left) < len(full) / 2
    # The theme has files of its own there, which are copied later.
    assert (site / "_static" / SLIM_SHEET).read_text(encoding="utf-8") == left
    found = {path.name: names for path in site.rglob("*.html") if (names := lost & {
        name for value in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")) for name in value.split()
    })}
    assert found == {}


def test_nothing_unresolved_is_printed(site):
    """No page shows a role, a directive or an id where a value should stand."""
    for page in PAGES:
        text = [piece for piece in article(site, page).find_all(string=ROLE) if piece.find_parent(["pre", "code"]) is None]
        assert text == [], page


def test_the_templates_on_the_site_are_those_made_from_its_figures(site):
    """Each template that the page offers is there, byte for byte what the catalogue makes of the figures that the cells report."""
    figures = {name: data for (bulletin, name), data in plain_reports().items() if bulletin == "training"}
    offered = {Path(link["href"]).name for link in article(site, "book/training/templates").select("a.template-file")}
    made = make_files(open_ledger(ROOT), figures)
    assert offered == set(made)
    assert {path.name: path.read_bytes() for path in (site / "templates").iterdir()} == made


def test_the_teaching_figures_are_in_a_file_of_their_own(site, statistics):
    """training.json holds every figure of the ledger and says that it is fictional; statistics.json holds none."""
    teaching = json.loads((site / "training.json").read_text(encoding="utf-8"))
    assert "虚构" in teaching["label"]
    assert [entry["id"] for entry in teaching["figures"]] == open_ledger(ROOT).figure_ids()
    assert not any(entry["bulletin"] == "training" for entry in statistics)


@pytest.mark.thorough
def test_plain_jupyter_book_gives_the_same_site(tmp_path, site):
    """`jupyter-book build .` writes the same files, byte for byte, serially and with every faster way of building off but forked pages.

    That forked pages give what stock kernels give is tested page by page in test_execution.
    """
    project = copy_project(tmp_path / "plain")
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": "", "LIANDONG_ACCELERATION": "off", "LIANDONG_EXECUTOR": "fork"}
    command = [shutil.which("jupyter-book", path=str(Path(sys.executable).parent)), "build", "."]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    other = project / "_build" / "html"
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    others = {path.relative_to(other).as_posix() for path in other.rglob("*") if path.is_file()}
    assert files == others - NOT_PUBLISHED
    assert [file for file in sorted(files) if not filecmp.cmp(site / file, other / file, shallow=False)] == []


