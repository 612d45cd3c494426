"""After any edit the site is what a clean build would make, and only the pages concerned were run again."""

import csv
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from builders import SLUG as TOY
from conftest import ROOT, SITE_PARTS, copy_project
from toy_book import FOLDER, PAGES, write_contents, write_toy_book

from liandong.data.bulletins import bulletin_slugs
from liandong.data.text_files import record_reads
from liandong.model.bulletin import open_bulletin
from liandong.pages.cells import pages_with_cells
from liandong.run.book import run_page
from liandong.run.progress import Progress
from liandong.site import build_site, is_current, render_build_result

SLUG = bulletin_slugs(ROOT)[0]
LATER = "2025-06-30"
NUMERIC = [
    (resource["name"], field["name"])
    for resource in open_bulletin(SLUG, ROOT).package["resources"] if resource["path"].startswith("tables/")
    for field in resource["schema"]["fields"] if field["type"] in ("integer", "number")
]
# Each column takes a minute, most of it for the clean build.
SAMPLE = [("status", "problems"), ("handover", "value"), ("canteens", "value")]
READ = re.compile(r"^reading sources\.\.\. \[ *\d+%\] (\S+)$", re.MULTILINE)
WRITTEN = re.compile(r"^writing output\.\.\. \[ *\d+%\] (\S+)$", re.MULTILINE)


def build(project: Path) -> set[str]:
    """Builds, and returns the pages that Sphinx read."""
    with Progress("site", stream=sys.stderr) as progress:
        result = build_site(project, progress=progress)
    assert result.ok, render_build_result(result, project)
    return set(READ.findall((project / "_build" / "logs" / "build.log").read_text(encoding="utf-8")))


def written(project: Path) -> set[str]:
    """Returns the pages that the last build wrote, of a book too small to be written by several processes."""
    return set(WRITTEN.findall((project / "_build" / "logs" / "build.log").read_text(encoding="utf-8")))


def tree(site: Path) -> dict[str, bytes]:
    """Returns all files of a site with their bytes."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def assert_like_clean(project: Path, elsewhere: Path) -> None:
    """Asserts that the project's site equals a clean build of the same sources in another folder."""
    clean = elsewhere / "clean"
    if clean.exists():
        shutil.rmtree(clean)
    for part in SITE_PARTS:
        source = project / part
        target = clean / part
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    build(clean)
    ours, theirs = tree(project / "_build" / "html"), tree(clean / "_build" / "html")
    assert sorted(set(ours) ^ set(theirs)) == []
    assert [name for name in sorted(ours) if ours[name] != theirs[name]] == []


def readers(project: Path, file: Path) -> set[str]:
    """Returns the pages whose cells read a file."""
    found = set()
    for page in pages_with_cells(project):
        with record_reads() as reads:
            run_page(page)
        if file in {read.path for read in reads}:
            found.add(page.relative_to(project).with_suffix("").as_posix())
    return found


def edit_rows(project: Path, table: str, change) -> Path:
    """Applies ``change`` to the list of a table's rows, writes it back, and returns the path."""
    path = project / "data" / "bulletins" / SLUG / "tables" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def raise_first(field: str):
    """Returns a change that raises the first filled number of a column by one last place, as newer data."""

    def change(rows: list[dict]) -> None:
        row = next(row for row in rows if row[field])
        value = Decimal(row[field])
        row[field] = str(value + Decimal(1).scaleb(value.as_tuple().exponent))
        row["as_of"] = LATER

    return change


def add_to_level(level: str, number: int):
    """Returns a change that adds problems to the first row of a level, as newer data."""

    def change(rows: list[dict]) -> None:
        row = next(row for row in rows if row["level"] == level)
        row["problems"] = str(int(row["problems"]) + number)
        row["as_of"] = LATER

    return change


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """Returns a built copy of the project; each test puts its sources back."""
    copy = copy_project(tmp_path_factory.mktemp("incremental") / "project")
    build(copy)
    return copy


@pytest.fixture
def edited(project: Path):
    """Yields the project, and puts book, data and table of contents back afterwards."""
    yield project
    for part in ("book", "data"):
        shutil.rmtree(project / part)
    copy_project(project, ("book", "data", "_toc.yml"))


@pytest.mark.parametrize(
    ("table", "field"),
    [pytest.param(*column, marks=pytest.mark.thorough if column in SAMPLE else pytest.mark.exhaustive, id="-".join(column)) for column in NUMERIC],
)
def test_an_edit_of_a_table_runs_its_readers_and_gives_the_clean_site(table, field, edited, tmp_path):
    """One number changed: exactly the pages that read the table run again, and every byte is a clean build's."""
    build(edited)
    paths = []
    if (table, field) == ("status", "problems"):
        paths = [edit_rows(edited, "status", add_to_level("city", 1)), edit_rows(edited, "assignments", add_to_level("city", 1))]
    elif (table, field) == ("assignments", "problems"):
        paths = [edit_rows(edited, "assignments", add_to_level("county", 1)), edit_rows(edited, "status", add_to_level("county", 1))]
    else:
        paths = [edit_rows(edited, table, raise_first(field))]
    if table == "handover":
        # The listed solutions belong to the bulletin's own numbers.
        listed = edited / "data" / "bulletins" / SLUG / "discrepancies.yml"
        text = re.sub(r"base: \w+", "base: untestable", listed.read_text(encoding="utf-8"))
        listed.write_text(re.sub(r"^ +(solutions:.*|- \{before.*|doubted:.*)\n", "", text, flags=re.MULTILINE), encoding="utf-8")
        paths.append(listed)
    expected = set().union(*(readers(edited, path) for path in paths))
    assert build(edited) == expected
    assert_like_clean(edited, tmp_path)


@pytest.fixture(scope="module")
def toy(tmp_path_factory) -> Path:
    """Returns the built toy book; each test leaves it built and as it was."""
    book = write_toy_book(tmp_path_factory.mktemp("incremental") / "toy")
    build(book)
    return book


@pytest.mark.thorough
def test_edits_read_and_write_what_they_must(toy, tmp_path):
    """Words, a table, a title, a removed row, a new page and its removal: each step reads and writes its pages, the end is clean."""
    words = toy / "book" / "words.md"
    text = words.read_text(encoding="utf-8")
    words.write_text(text + "\n再核一遍。\n", encoding="utf-8")
    assert build(toy) == {"book/words"}
    assert written(toy) == {"book/words"}

    # Older than the last build by its time, different by its bytes.
    words.write_text(text, encoding="utf-8")
    os.utime(words, (1, 1))
    assert build(toy) == {"book/words"}

    # Only touched: nothing to read, nothing to write.
    os.utime(words)
    assert is_current(toy)
    assert build(toy) == set()
    assert written(toy) == set()

    votes = toy / "data" / "bulletins" / TOY / "tables" / "votes.csv"
    before = votes.read_text(encoding="utf-8")
    votes.write_text(before.replace("83,%,2020-05-01", f"84,%,{LATER}"), encoding="utf-8")
    assert build(toy) == {f"{FOLDER}/votes"}
    # The foot of every page counts the verdicts and gives the date; elsewhere nothing but the foot is changed.
    assert "book/words" not in written(toy) and f"{FOLDER}/votes" in written(toy)
    assert LATER in (toy / "_build" / "html" / "book" / "words.html").read_text(encoding="utf-8")
    assert_like_clean(toy, tmp_path)

    status = toy / "data" / "bulletins" / TOY / "tables" / "status.csv"
    rows = status.read_text(encoding="utf-8")
    status.write_text(rows.replace("23,2020-05-01", f"24,{LATER}"), encoding="utf-8")
    assert build(toy) == {f"{FOLDER}/status"}
    status.write_text(rows, encoding="utf-8")

    words.write_text(text.replace("# 说明", "# 说明和来源"), encoding="utf-8")
    assert build(toy) == {"book/words", f"{FOLDER}/status"}
    # Its title stands in the navigation of every page.
    assert written(toy) == set(PAGES)
    assert_like_clean(toy, tmp_path)

    write_contents(toy, [*PAGES, "book/extra"])
    (toy / "book" / "extra.md").write_text("# 另一页\n\n见{stat}`problems`。\n", encoding="utf-8")
    build(toy)
    assert (toy / "_build" / "html" / "book" / "extra.html").is_file()
    write_contents(toy, list(PAGES))
    (toy / "book" / "extra.md").unlink()
    build(toy)
    assert not (toy / "_build" / "html" / "book" / "extra.html").exists()

    votes.write_text(before, encoding="utf-8")
    words.write_text(text, encoding="utf-8")
    build(toy)
    assert_like_clean(toy, tmp_path)


WITHOUT_FORK = """
import os
for name in ("fork", "forkpty", "killpg", "setpgid", "setsid"):
    vars(os).pop(name, None)
"""
BUILD = """
import os, sys
from pathlib import Path
from liandong.run.progress import Progress
from liandong.site import build_site, render_build_result
if __name__ == "__main__":
    assert not hasattr(os, "fork")
    root = Path(sys.argv[1])
    with Progress("site") as progress:
        result = build_site(root, progress=progress)
    sys.exit(None if result.ok else render_build_result(result, root))
"""


@pytest.mark.thorough
def test_an_edit_without_fork_gives_the_clean_site(toy, tmp_path):
    """As on Windows, with no fork and no process groups: the readers of a table alone run again, and every byte is a clean build's."""
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_FORK, encoding="utf-8")
    script = tmp_path / "build.py"
    script.write_text(BUILD, encoding="utf-8")
    votes = toy / "data" / "bulletins" / TOY / "tables" / "votes.csv"
    before = votes.read_text(encoding="utf-8")
    votes.write_text(before.replace("83,%,2020-05-01", f"85,%,{LATER}"), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "scripts")])}
    done = subprocess.run([sys.executable, str(script), str(toy)], env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert set(READ.findall((toy / "_build" / "logs" / "build.log").read_text(encoding="utf-8"))) == {f"{FOLDER}/votes"}
    assert_like_clean(toy, tmp_path)
    votes.write_text(before, encoding="utf-8")
    build(toy)


@pytest.mark.thorough
def test_a_removed_row_gives_the_clean_site(toy, tmp_path):
    """With a row gone from a table that a page shows, its page runs again and every byte is a clean build's."""
    votes = toy / "data" / "bulletins" / TOY / "tables" / "votes.csv"
    before = votes.read_text(encoding="utf-8")
    votes.write_text(before + "other,另一项,90,%,2020-05-01\n", encoding="utf-8")
    build(toy)
    assert "另一项" in (toy / "_build" / "html" / FOLDER / "votes.html").read_text(encoding="utf-8")
    votes.write_text(before, encoding="utf-8")
    assert build(toy) == {f"{FOLDER}/votes"}
    assert "另一项" not in (toy / "_build" / "html" / FOLDER / "votes.html").read_text(encoding="utf-8")
    assert_like_clean(toy, tmp_path)


@pytest.mark.thorough
def test_an_edit_of_the_package_runs_everything_again(toy):
    """Another byte in the package is another input of every page."""
    module = toy / "scripts" / "liandong" / "model" / "measures.py"
    before = module.read_text(encoding="utf-8")
    module.write_text(before + "\n# another byte\n", encoding="utf-8")
    assert build(toy) == set(PAGES)
    module.write_text(before, encoding="utf-8")
    assert build(toy) == set(PAGES)


@pytest.mark.thorough
def test_plain_jupyter_book_gives_the_clean_site_too(toy, tmp_path, monkeypatch):
    """Jupyter Book alone, which keeps what it has: after a renamed part and newer data every byte is a clean build's."""
    book = tmp_path / "book"
    for part in SITE_PARTS:
        source = toy / part
        (book / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, book / part) if source.is_dir() else shutil.copy2(source, book / part)
    monkeypatch.setenv("PYTHONPATH", str(book / "scripts"))
    plain = [sys.executable, "-P", "-c", "from jupyter_book.cli.main import main; main()", "build", "."]
    contents = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    chapters = contents.pop("chapters")
    for name in ("旧名", "新名"):
        contents["parts"] = [{"caption": name, "chapters": chapters}]
        (book / "_toc.yml").write_text(yaml.safe_dump(contents, allow_unicode=True), encoding="utf-8")
        subprocess.run(plain, cwd=book, check=True, capture_output=True)
    votes = book / "data" / "bulletins" / TOY / "tables" / "votes.csv"
    votes.write_text(votes.read_text(encoding="utf-8").replace("83,%,2020-05-01", f"84,%,{LATER}"), encoding="utf-8")
    subprocess.run(plain, cwd=book, check=True, capture_output=True)
    edited = tree(book / "_build" / "html")
    assert all(LATER in edited[f"{page}.html"].decode() for page in PAGES)
    assert all("新名" in edited[f"{page}.html"].decode() for page in PAGES)
    shutil.rmtree(book / "_build")
    subprocess.run(plain, cwd=book, check=True, capture_output=True)
    clean = tree(book / "_build" / "html")
    assert [name for name in sorted({*edited, *clean}) if edited.get(name) != clean.get(name) and name != ".buildinfo"] == []


def test_nothing_changed_is_seen_at_once(toy):
    """After a build the site is current; an edit, or a file of the site changed by hand, ends that."""
    assert is_current(toy)
    page = toy / "_build" / "html" / "book" / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    assert not is_current(toy)
    build(toy)
    assert is_current(toy)


@pytest.mark.thorough
def test_the_real_book_after_other_edits(edited, tmp_path):
    """In the real book: a chapter's title, a removed row, a removed page, the package; after each every byte is a clean build's."""
    build(edited)
    chapter = edited / "book" / "method" / "satisfaction.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("# 满意度测评", "# 满意度测评和结果", 1), encoding="utf-8")
    build(edited)
    assert_like_clean(edited, tmp_path)
    removed = edit_rows(edited, "regulations", lambda rows: rows.pop())
    assert build(edited) >= readers(edited, removed)
    assert_like_clean(edited, tmp_path)
    toc = edited / "_toc.yml"
    toc.write_text(toc.read_text(encoding="utf-8").replace("      - file: book/method/practices\n", ""), encoding="utf-8")
    (edited / "book" / "method" / "practices.md").unlink()
    for page in (edited / "book").rglob("*.md"):
        # Whoever linked to the removed page no longer does.
        words = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"\[([^\]]+)\]\([^)]*practices\.md[^)]*\)", r"\1", words), encoding="utf-8")
    build(edited)
    assert_like_clean(edited, tmp_path)
    module = edited / "scripts" / "liandong" / "model" / "measures.py"
    before = module.read_text(encoding="utf-8")
    module.write_text(before + "\n# another byte\n", encoding="utf-8")
    read = build(edited)
    assert {page.relative_to(edited).with_suffix("").as_posix() for page in pages_with_cells(edited)} <= read
    assert_like_clean(edited, tmp_path)
    module.write_text(before, encoding="utf-8")
