"""How the site and its statistics are cited, what can be downloaded, and the one version that all of it names."""

import json
import re
import tomllib
import zipfile

import pytest
import yaml
from bs4 import BeautifulSoup
from builders import done_statistic
from conftest import ROOT

from liandong.releases.edition import CITATION, Edition, citation_file, read_edition
from liandong.sphinx_ext.statistics.citing import PAGE, CitedEdition, cite, citing_html, refer

EDITION = Edition("某知识库", "1.2.3", "2020-06-01", "MIT", "某编写组")
FILE = "title: 某知识库\nversion: 1.2.3\ndate-released: 2020-06-01\nlicense: MIT\nauthors:\n  - family-names: 王\n    given-names: 小\n  - name: 某组\n"


def soup(site, name: str) -> BeautifulSoup:
    """Returns a page of the built site."""
    return BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")


def release(root, version: str) -> None:
    """Writes a release as far as its version and day are read."""
    folder = root / "data" / "releases" / version
    folder.mkdir(parents=True)
    parts = {"version": version, "date": "2021-02-03", "kind": "first", "reason": "试", "previous": None, "dates": {}, "data_sha256": {}, "inputs_sha256": ""}
    (folder / "release.json").write_text(json.dumps(parts), encoding="utf-8")
    (folder.parent / "index.json").write_text(json.dumps({"versions": [version]}), encoding="utf-8")


def test_the_standards_form():
    """GB/T 7714-2015: makers, title with its kind, what it is part of, version, day, day of reading, address."""
    reference = refer(EDITION, done_statistic(), "https://example.org/a.html#stat-done")
    assert cite(reference) == (
        f"某编写组. {done_statistic().name_zh}：23项（仅转录）[DS/OL]//某知识库：1.2.3版. (2020-06-01)[引用日期]. https://example.org/a.html#stat-done."
    )
    assert cite(CitedEdition(EDITION, "", "key", "a.html")) == "某编写组. 某知识库：1.2.3版[EB/OL]. (2020-06-01)[引用日期]. a.html."


def test_bibtex_is_one_balanced_entry():
    """Every field stands in braces, a command's character behind a backslash, whatever the name of a statistic holds."""
    entry = BeautifulSoup(citing_html(CitedEdition(EDITION, "79.3%}{\\x & <b>", "a-b", "a.html")), "html.parser").pre.string
    assert entry.startswith("@misc{a-b,\n  author = {{某编写组}},\n  title = {79.3\\%\\}\\{ x \\& <b>},\n")
    plain = re.sub(r"\\.", "", entry)
    assert plain.count("{") == plain.count("}") and entry.endswith("\n}")


def test_the_last_releases_version_is_the_sites(tmp_path):
    """Before a release the citation file's; then the release's, in the citation file of the site too, and nothing else of it changes."""
    assert read_edition(tmp_path) == Edition()
    (tmp_path / CITATION).write_text(FILE, encoding="utf-8")
    assert (read_edition(tmp_path).version, read_edition(tmp_path).authors, read_edition(tmp_path).released) == ("1.2.3", "王小、某组", False)
    release(tmp_path, "1.2.4")
    assert (read_edition(tmp_path).version, read_edition(tmp_path).day, read_edition(tmp_path).released) == ("1.2.4", "2021-02-03", True)
    # Older data do not make the text older.
    (tmp_path / CITATION).write_text(FILE.replace("2020-06-01", "2022-06-01"), encoding="utf-8")
    assert (read_edition(tmp_path).version, read_edition(tmp_path).day) == ("1.2.4", "2022-06-01")
    (tmp_path / CITATION).write_text(FILE, encoding="utf-8")
    assert citation_file(tmp_path).decode() == FILE.replace("1.2.3", "1.2.4").replace("2020-06-01", "2021-02-03")


def test_one_version_everywhere(site):
    """Program, citation file, foot, data packages, descriptions of the dataset and the reference to the site name the same."""
    version = read_edition(ROOT).version
    named = {
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"],
        yaml.safe_load((site / CITATION).read_text(encoding="utf-8"))["version"],
        *(json.loads(path.read_text(encoding="utf-8"))["version"] for path in (site / "data").glob("*/datapackage.json")),
        *(json.loads(script.string)["version"] for script in soup(site, "book/index.html").select('script[type="application/ld+json"]')),
    }
    assert named == {version}
    assert f"版本 {version}，" in soup(site, "book/index.html").select_one(".data-version").get_text()
    assert f"{version}版" in soup(site, f"{PAGE}.html").select_one(".citing p").get_text()


def test_everything_can_be_downloaded(site):
    """The page leads to every file of the data and to the packages, each of which holds its files; every page leads to it."""
    page = soup(site, f"{PAGE}.html")
    files = {(site / "book" / link["href"]).resolve() for link in page.select(".downloads-list a[download]")}
    data = {path for path in (site / "data").rglob("*") if path.is_file()}
    assert data | {site / name for name in ("statistics.csv", "statistics.json", "statistics.xlsx", "derived.json", "training.json", "LICENSE.txt")} <= files
    assert all(path.is_file() for path in files)
    for path in (site / "data").glob("*.zip"):
        folder = path.with_suffix("")
        with zipfile.ZipFile(path) as package:
            assert {name: package.read(name) for name in package.namelist()} == {
                file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
            }
    for path in (site / "book").rglob("*.html"):
        assert [link for link in soup(site, path.relative_to(site)).select(".data-version a") if link.get_text() == "下载和引用"], path


def test_every_entry_has_its_reference(site):
    """Name, value and verdict as the entry shows them, and its permanent address."""
    entries = soup(site, "book/bulletins/2024-59-zhumadian/statistics.html").select(".statistic-entry")
    assert len(entries) > 70
    for entry in entries:
        words = entry.select_one(".citing p").get_text()
        name, value, verdict = (entry.select_one(f".card-head {part}").get_text() for part in ("strong", ".card-value", ".verdict"))
        assert f"{name}：{value}（{verdict}）" in words
        assert words.endswith(f"{entry.select_one('a.card-entry').get_text()}.")
        assert entry.select_one(".citing pre").get_text().startswith("@misc{")


@pytest.mark.thorough
@pytest.mark.parametrize("selector", ["figure.chart", "table[data-kind=table]"])
def test_charts_and_tables_lead_to_their_files(site, selector):
    """Below each stand its permanent address, which is its anchor, and the page to download and to cite."""
    for path in sorted((site / "book").rglob("*.html")):
        page = soup(site, path.relative_to(site))
        for shown in page.select(selector):
            line = shown.find_next("p", class_="take-along")
            targets = [link["href"] for link in line.select("a")]
            assert page.find(id=targets[0].removeprefix("#")) is not None, path
            assert targets[-1].endswith("download.html")
            assert all((path.parent / target).is_file() for target in targets[1:])
