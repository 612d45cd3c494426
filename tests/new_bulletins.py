"""A small project of two plainly fictional bulletins with tables and pages of their own, for tests only; its site is built once."""

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml
from conftest import ROOT

from liandong.data.folders import FileLock
from liandong.scaffold import Created, Request, create_bulletin
from liandong.scaffold.contents import enter_bulletin
from liandong.scaffold.files import comparison_page

FICTIONAL = ROOT / "tests" / "fictional_bulletin"
FIRST, SECOND = "2099-01-xugou", "2099-02-xugou"
TEMPLATE = FICTIONAL / "template"
PAGES = ("index", "source", "practice", "discrepancies", "statistics")
# `new` puts a bulletin behind those that are there; this one holds the place until the first has come.
PLACEHOLDER = "      - file: book/bulletins/none/index\n"
TOC = f"format: jb-book\nroot: book/index\nparts:\n  - caption: 虚构  # 只供测试\n    chapters:\n{PLACEHOLDER}"
# The second bulletin differs from the first in its issue and in two states of the city's problems.
CHANGES = {
    "source.txt": [("第1期", "第2期"), ("立行立改的 18 项，持续整改的 4 项", "立行立改的 20 项，持续整改的 2 项"), ("75.0%", "83.3%")],
    "mentions.csv": [
        ("（2099年第1期）", "（2099年第2期）"), ("\n2,1,", "\n2,2,"), ("75.0%", "83.3%"),
        (",18,4项问题中立行立改的18项", ",20,4项问题中立行立改的20项"), (",4,18项，持续整改的4项", ",2,20项，持续整改的2项"),
        (",2,4项，涉及顶层设计的2项", ",2,2项，涉及顶层设计的2项"),
    ],
    "tables/status.csv": [("立行立改（虚构）,18", "立行立改（虚构）,20"), ("city,ongoing,持续整改（虚构）,4", "city,ongoing,持续整改（虚构）,2")],
}


def small_project(target: Path, package: bool = False) -> Path:
    """Returns a project with a home page, settings like the real ones, and no bulletin yet.

    Args:
        target: Where.
        package: Whether it gets the package too, which a build needs.
    """
    target.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["config"]["liandong_bulletin"] = FIRST
    (target / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    shutil.copy2(ROOT / "requirements.txt", target)
    if package:
        shutil.copytree(ROOT / "scripts", target / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "book" / "_static", target / "book" / "_static")
    (target / "book" / "index.md").write_text("# 虚构的知识库\n\n全部虚构，只供测试。\n\n```{bulletin-list}\n```\n", encoding="utf-8")
    (target / "_toc.yml").write_text(TOC, encoding="utf-8")
    (target / "data" / "bulletins").mkdir(parents=True)
    return target


def filled_project(target: Path, *slugs: str) -> Path:
    """Returns the small project with the bulletins made by `new` and filled in."""
    small_project(target, package=True)
    for slug in slugs:
        install_bulletin(target, slug)
    give_up_place(target)
    return target


def source_file(folder: Path, slug: str) -> Path:
    """Returns the text of a fictional bulletin as a file in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{slug}.txt"
    path.write_bytes(changed((FICTIONAL / "source.txt").read_text(encoding="utf-8"), "source.txt", slug).encode("utf-8"))
    return path


def add_bulletin(root: Path, slug: str) -> Created:
    """Returns what `new` made of a fictional bulletin in a project."""
    created = create_bulletin(root, Request(slug, source_file(root / "_build" / "texts", slug), place="虚构市", date=date(2099, 3, 5)))
    give_up_place(root)
    return created


def give_up_place(root: Path) -> None:
    """Takes out of _toc.yml what held the place of the first bulletin."""
    toc = root / "_toc.yml"
    toc.write_bytes(toc.read_bytes().replace(PLACEHOLDER.encode("utf-8"), b""))


def install_bulletin(root: Path, slug: str) -> None:
    """Puts a fictional bulletin into a project: its data, its pages and its place in the table of contents."""
    data, book = root / "data" / "bulletins" / slug, root / "book" / "bulletins" / slug
    text = changed((FICTIONAL / "source.txt").read_text(encoding="utf-8"), "source.txt", slug)
    words = {
        "slug": slug, "title": "虚构市：联动监督样例 虚构的简报", "document": "简报", "issuer": "虚构省人大社会建设委员会", "place": "虚构市",
        "number": f"2099年第{int(slug.split('-')[1])}期", "date": "2099-03-05", "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    files = {data / "source.txt": text}
    for path in (path for path in FICTIONAL.rglob("*.csv") if TEMPLATE not in path.parents):
        name = path.relative_to(FICTIONAL).as_posix()
        files[data / name] = changed(path.read_text(encoding="utf-8"), name, slug)
    for folder, names in ((data, ("bulletin.yml", "datapackage.json", "discrepancies.yml")), (book, [f"pages/{page}.md" for page in PAGES])):
        for name in names:
            filled = re.sub("@([a-z0-9_]+)@", lambda match: words[match[1]], (TEMPLATE / name).read_text(encoding="utf-8"))
            if name.endswith("index.md"):
                filled = filled.replace(words["number"], f"{{standard}}`{words['number']}`")
            files[folder / Path(name).name] = filled
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8"))
    others = [path.name for path in data.parent.iterdir() if path.name != slug]
    if others:
        (root / "book" / "comparison.md").write_bytes(comparison_page())
    toc = root / "_toc.yml"
    toc.write_text(enter_bulletin(toc.read_text(encoding="utf-8"), slug, PAGES, bool(others)), encoding="utf-8")


def changed(text: str, name: str, slug: str) -> str:
    """Returns a file's text for a bulletin: as it is for the first, with the changes for the second."""
    for old, new in CHANGES.get(name, []) if slug == SECOND else []:
        assert old in text, (name, old)
        text = text.replace(old, new)
    return text


def build(root: Path):
    """Returns the result of building a project, and its message."""
    from liandong.run.progress import Progress
    from liandong.site import build_site, render_build_result

    with Progress("site", stream=sys.stderr) as progress:
        result = build_site(root, progress=progress)
    return result, render_build_result(result, root)


def built_once(tmp_path_factory, name: str, make: Callable[[Path], object]) -> Path:
    """Returns a project that ``make`` put into a folder, with its built site; made once for all test processes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    project = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not (project / "_build" / "html" / "index.html").is_file():
            if project.exists():
                shutil.rmtree(project)
            make(project)
            result, message = build(project)
            assert result.ok, message
    return project


def built_pair(tmp_path_factory) -> Path:
    """Returns the small project with both bulletins and its built site."""
    return built_once(tmp_path_factory, "fictional-pair", lambda target: filled_project(target, FIRST, SECOND))


def codes(caught) -> list[str]:
    """Returns the codes of a caught error's findings."""
    return [finding.code for finding in caught.value.findings]


def visible(root: Path) -> set[str]:
    """Returns the files of a project, without what is below _build and the scripts."""
    return {
        path.relative_to(root).as_posix() for path in root.rglob("*")
        if path.is_file() and path.relative_to(root).parts[0] not in ("_build", "scripts")
    }
