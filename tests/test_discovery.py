"""What others find the site by: the feed of releases, sitemap and robots where the site knows its address, the head, where errors are told."""

import json
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from builders import CALCULATION, build_pages, notebook, tiny_statistics, write_bulletin
from test_releases import keep, make_release

from liandong.releases.release import write_release
from liandong.releases.snapshot import Snapshot
from liandong.sphinx_ext.furniture.notice import ABOUT
from liandong.sphinx_ext.machines.discovery import FEED, PAGE, ROBOTS, SITEMAP, feed

ATOM = {"atom": "http://www.w3.org/2005/Atom", "map": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HOSTILE = "<b>“改正”&</b>]]>"


def entries(text: str) -> list[dict[str, str]]:
    """Returns the entries of a feed: title, id, updated, summary and the address of its link."""
    found = ET.fromstring(text).findall("atom:entry", ATOM)
    return [
        {name: one.findtext(f"atom:{name}", namespaces=ATOM) for name in ("title", "id", "updated", "summary")} | {"href": one.find("atom:link", ATOM).get("href")}
        for one in found
    ]


def tiny_site(tmp_path, base: str = ""):
    """Builds the tiny project with the page of releases."""
    pages = {f"{CALCULATION}.ipynb": notebook(tiny_statistics(write_bulletin(tmp_path))), f"{PAGE}.md": "# 更新\n\n```{releases}\n```\n",
             f"{ABOUT}.md": "# 关于\n\n(report-error)=\n## 报告错误\n\n写来。\n"}
    return build_pages(tmp_path, pages, config={"html_baseurl": base})


def test_the_feed_tells_of_each_release(tmp_path):
    """Newest first, with kind, reason and what changed; the same bytes each time, the same ids wherever the site lies."""
    keep(tmp_path, "23", "24")
    text = feed(tmp_path, "书", "", "releases.html")
    second, first = entries(text)
    assert (first["title"], second["title"]) == ("版本 1（首次发布）", "版本 2（更新）")
    assert second["summary"].startswith("理由2。改动的统计数：") and first["summary"] == "理由1。"
    assert (second["updated"], second["href"]) == ("2020-05-01T00:00:00+08:00", "releases.html#release-2")
    assert feed(tmp_path, "书", "", "releases.html") == text
    there = entries(feed(tmp_path, "书", "https://example.org/a/", "releases.html"))
    assert [entry["id"] for entry in there] == [second["id"], first["id"]] and first["id"] != second["id"]
    assert there[0]["href"] == "https://example.org/a/releases.html#release-2"


def test_a_publishers_words_are_text(tmp_path):
    """A reason with markup is shown as it was written."""
    write_release(tmp_path, make_release(reason=HOSTILE), Snapshot("", {}, (), {}))
    assert entries(feed(tmp_path, HOSTILE, "", "releases.html"))[0]["summary"] == f"{HOSTILE}。"


@pytest.mark.parametrize("base", ["https://example.org/a/", "https://example.org/a"])
def test_with_an_address(tmp_path, base):
    """Every page is in the sitemap by its canonical address; robots.txt names the sitemap; picture and address are absolute."""
    built = tiny_site(tmp_path, base)
    listed = {one.text for one in ET.parse(built.out / SITEMAP).iter("{%s}loc" % ATOM["map"])}
    pages = {path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in built.out.rglob("*.html")}
    named = {page.find("link", rel="canonical")["href"] for path, page in pages.items() if path.name not in ("search.html", "404.html", "index.html", "genindex.html")}
    assert named == listed and f"https://example.org/a/{PAGE}.html" in listed
    assert "Sitemap: https://example.org/a/sitemap.xml\n" in (built.out / ROBOTS).read_text(encoding="utf-8")
    head = BeautifulSoup(built.page(PAGE), "html.parser").head
    found = {tag["property"]: tag["content"] for tag in head.find_all("meta", property=True)}
    assert found["og:image"] == "https://example.org/a/_static/social-preview.png"
    assert found["og:url"] == f"https://example.org/a/{PAGE}.html"


def test_without_an_address(tmp_path):
    """Nothing names a host, and what a former build wrote is gone; the feed stands, named in every head."""
    tiny_site(tmp_path, "https://example.org/a/")
    built = tiny_site(tmp_path)
    assert not (built.out / SITEMAP).exists() and not (built.out / ROBOTS).exists()
    assert (built.out / FEED).is_file() and "example.org" not in (built.out / FEED).read_text(encoding="utf-8")
    head = BeautifulSoup(built.page(PAGE), "html.parser").head
    assert head.find("link", rel="canonical") is None
    assert head.find("link", type="application/atom+xml")["href"] == "../../feed.xml"


@pytest.mark.thorough
def test_every_page_leads_to_where_errors_are_told(site):
    """To the very place; and the page that tells of access is one click away, too."""
    place = BeautifulSoup((site / f"{ABOUT}.html").read_text(encoding="utf-8"), "html.parser").find(id="report-error")
    assert "发现错误怎样告诉我们" in place.get_text()
    for path in (site / "book").rglob("*.html"):
        links = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select(".data-version a")
        assert [link for link in links if link["href"].endswith("#report-error")], path
        assert [link for link in links if link.get_text() == "无障碍说明"], path


def test_the_sites_own_feed_is_right(site):
    """It can be read, leads to a page that is there, and has an entry for each release of the project."""
    root = ET.parse(site / FEED).getroot()
    assert (site / root.find("atom:link[@rel='alternate']", ATOM).get("href")).is_file()
    assert root.findtext("atom:updated", namespaces=ATOM)
    versions = json.loads((site.parents[1] / "data" / "releases" / "index.json").read_text(encoding="utf-8"))["versions"]
    assert len(root.findall("atom:entry", ATOM)) == len(versions)
