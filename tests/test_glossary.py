"""The glossary: its data, the finding of terms in a text, and the links that the pages get."""

import csv
import json
import shutil

import pytest
from bs4 import BeautifulSoup
from builders import CALCULATION, build_pages, csv_text, notebook, tiny_statistics, write_bulletin
from conftest import ROOT

from liandong.course.glossary import FOLDER, Finder, Term, check_terms, read_terms
from liandong.sphinx_ext.course.glossary import PAGE

COLUMNS = ["id", "name_zh", "aliases", "name_en", "definition_zh", "basis_zh", "source_kind", "source_zh", "page"]
ROWS = [
    ["list", "问题清单", "清单", "problem list", "可以交办的条目。", "按条目点数", "practice", "", ""],
    ["form", "交办单", "", "form", "交办用的文书。", "", "law", "《监督法》（2024年修正）第六条", ""],
    ["assignment", "交办", "", "assignment", "交到承办单位手里。", "", "practice", "", ""],
]
HOSTILE = "<script>alert</script>\"' onfocus=\"alert"


def term(key: str, name: str, aliases: tuple[str, ...] = (), **parts) -> Term:
    """Returns a made-up term."""
    values = {"english": name, "definition": "释义", "basis": "", "kind": "practice", "source": "", "page": "", "row": 2} | parts
    return Term(key, name, aliases, **values)


def words(text: str, *terms: Term) -> list[str]:
    """Returns the words of a text that are linked."""
    return [text[found.start:found.end] for found in Finder(terms).find(text)]


def project(tmp_path, pages: dict[str, str], rows=None, builder: str = "html"):
    """Builds the tiny bulletin's project with a glossary."""
    calculation = {f"{CALCULATION}.ipynb": notebook(tiny_statistics(write_bulletin(tmp_path)))}
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    described = json.loads((ROOT / FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    described["resources"] = [resource for resource in described["resources"] if resource["name"] == "terms"]
    (folder / "datapackage.json").write_text(json.dumps({"name": "training", **described}), encoding="utf-8")
    (folder / "terms.csv").write_text(csv_text(COLUMNS, ROWS if rows is None else rows), encoding="utf-8")
    glossary = {f"{PAGE}.md": "# 术语表\n\n```{glossary-terms}\n```\n"}
    return build_pages(tmp_path, calculation | glossary | pages, builder=builder)


def links(built, page: str = "index") -> list[str]:
    """Returns the words that a page links to the glossary, in order."""
    return [link.get_text() for link in BeautifulSoup(built.page(page), "html.parser").select("a.term")]


def test_a_term_is_found_once():
    """Only the first use on a page is linked."""
    assert words("问题清单，问题清单", term("list", "问题清单")) == ["问题清单"]


def test_an_alias_counts_as_the_term():
    """A term that was named by another word is not linked again."""
    assert words("清单和问题清单", term("list", "问题清单", ("清单",))) == ["清单"]


def test_the_longer_term_wins():
    """交办单 is not a 交办 with something behind it."""
    assert words("交办单和交办", term("assignment", "交办"), term("form", "交办单")) == ["交办单", "交办"]


@pytest.mark.parametrize("text", ["《老年人权益保障法》", "他说“老年人多”", "《关于老年人的“老年人”通知》"])
def test_names_and_quotations_are_left_alone(text):
    """A term inside the name of a law or inside quotation marks is not the book's use of it."""
    assert words(text, term("elderly", "老年人")) == []


def test_words_after_a_quotation_are_found():
    """What stands behind a name or a quotation is linked all the same."""
    assert words("《老年人法》说的老年人", term("elderly", "老年人")) == ["老年人"]


def test_no_terms_find_nothing():
    """An empty glossary is no pattern that matches everywhere."""
    assert words("任何话") == []


@pytest.mark.parametrize(("terms", "code"), [
    ([term("a", "清单"), term("b", "台账", ("清单",))], "E931"),
    ([term("a", "单")], "E931"),
    ([term("a", "清单", definition="共有43项")], "E932"),
    ([term("a", "清单", basis="分三大类")], "E932"),
    ([term("a", "清单", kind="law")], "E933"),
    ([term("a", "清单", page="method/nowhere.md")], "E934"),
    ([term("a", "清单", page="../README.md")], "E934"),
])
def test_what_the_schema_cannot_say_is_found(terms, code):
    """Two owners of a word, a word of one character, a bare numeral, a law without its article, a page that is not there."""
    findings = check_terms(terms, ROOT)
    assert [finding.code for finding in findings] == [code]
    assert findings[0].found and findings[0].expected and findings[0].next_step


def test_the_books_glossary_is_sound():
    """At least forty terms, each with English and a source or the word that no law defines it, and none wrong."""
    terms = read_terms(ROOT)
    assert len(terms) >= 40
    assert check_terms(terms, ROOT) == []
    assert {entry.kind for entry in terms} == {"law", "standard", "practice", "unverified"}


def test_the_first_use_on_each_page_is_linked(tmp_path):
    """Each page links the term once, to its entry, and has its card."""
    built = project(tmp_path, {"index.md": "# 页\n\n清单和问题清单。\n", "other.md": "# 别页\n\n问题清单。\n"})
    assert built.warnings == ""
    assert (links(built), links(built, "other")) == (["清单"], ["问题清单"])
    page = BeautifulSoup(built.page("index"), "html.parser")
    link, card = page.select_one("a.term"), page.select_one("template")
    assert link["href"] == card.a["href"] == f"{PAGE}.html#term-list"
    assert (f"card-{link['data-note']}", card["data-name"]) == (card["id"], "问题清单")
    assert [line.string for line in card.select("div p")] == ["可以交办的条目。", "口径：按条目点数", "法律没有定义"]
    entry = BeautifulSoup(built.page(PAGE), "html.parser").find(id="term-list")
    assert entry.get_text() == "问题清单"


@pytest.mark.parametrize("text", [
    "## 交办", "`交办`", "```\n交办\n```", "> 交办", "[交办](https://example.org/)", "| 交办 |\n| --- |\n| 别的 |", "“交办”",
])
def test_what_is_not_running_text_is_not_linked(tmp_path, text):
    """Headings, code, quotations, links and the heads of tables keep their words bare."""
    assert links(project(tmp_path, {"index.md": f"# 页\n\n{text}\n"})) == []


def test_after_what_is_left_alone_the_term_is_still_new(tmp_path):
    """A heading does not use up the page's first use."""
    assert links(project(tmp_path, {"index.md": "# 交办\n\n先交办，再交办。\n"})) == ["交办"]


def test_the_glossary_does_not_link_to_itself(tmp_path):
    """The entries stand beside each other already."""
    assert links(project(tmp_path, {}), PAGE) == []


def test_hostile_text_is_text(tmp_path):
    """A definition with markup is shown as it is written, in the entry and in the card."""
    built = project(tmp_path, {"index.md": "# 页\n\n坏词。\n"}, rows=[["bad", "坏词", "", HOSTILE, HOSTILE, HOSTILE, "practice", HOSTILE, ""]])
    page, entry = (BeautifulSoup(built.page(name), "html.parser") for name in ("index", PAGE))
    assert page.template.div.p.string == HOSTILE
    assert set(page.select_one("a.term").attrs) == {"class", "href", "data-note"}
    assert entry.select_one("dd p").get_text() == HOSTILE
    assert not [script for script in entry.find_all("script") if "alert" in script.get_text()]


def test_a_changed_definition_writes_its_pages_again(tmp_path):
    """No text changed but the table's, and yet the pages show the new definition."""
    pages = {"index.md": "# 页\n\n交办。\n"}
    project(tmp_path, pages)
    changed = [[*row[:4], "新的释义。", *row[5:]] for row in ROWS]
    built = project(tmp_path, pages, rows=changed)
    assert BeautifulSoup(built.page("index"), "html.parser").template.div.p.string == "新的释义。"


@pytest.mark.thorough
def test_the_book_uses_its_terms(site):
    """Most terms are linked somewhere, and every link has its entry."""
    ids = {node["id"] for node in BeautifulSoup((site / f"{PAGE}.html").read_text(encoding="utf-8"), "html.parser").select("dt[id]")}
    used = set()
    for path in sorted((site / "book").rglob("*.html")):
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("a.term"):
            target = link["href"].partition("#")[2]
            assert target in ids, path.name
            used.add(target)
    with (ROOT / FOLDER / "terms.csv").open(encoding="utf-8") as file:
        terms = {f"term-{row['id']}" for row in csv.DictReader(file)}
    assert ids == terms
    assert len(used) > 0.9 * len(terms), terms - used


def test_a_word_that_is_missing_is_named_by_the_check(tmp_path):
    """The command's check reads the glossary: a term of two owners is an error there."""
    from liandong.checks.book import check_data

    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    (tmp_path / "data" / "bulletins").mkdir()
    path = tmp_path / FOLDER / "terms.csv"
    path.write_text(path.read_text(encoding="utf-8") + "again,交办,,again,再来一次。,,practice,,\n", encoding="utf-8")
    assert "E931" in {finding.code for finding in check_data(tmp_path)}
