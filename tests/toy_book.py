"""A book of four pages about the tiny bulletin, with the real book's settings and package, for builds that take two seconds."""

import shutil
from pathlib import Path

import yaml
from builders import SLUG, write_bulletin
from conftest import ROOT

FRONT = """---
jupytext:
  text_representation: {extension: .md, format_name: myst}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

"""
FOLDER = f"book/bulletins/{SLUG}"
PAGES = {
    "book/index": "# 首页\n\n办结率{stat}`completion-rate`。\n",
    "book/words": "# 说明\n\n只有文字。\n",
    f"{FOLDER}/status": FRONT + f"""# 办理

```{{code-cell}} ipython3
:tags: [hide-input]
from liandong import open_bulletin
from liandong.model.measures import completion_rate, total

bulletin = open_bulletin("{SLUG}")
status = bulletin.table("status")
bulletin.report("problems", total(status))
bulletin.report("done", total(status[status["status"] == "done"]))
bulletin.report("ongoing", total(status[status["status"] == "ongoing"]))
bulletin.report("completion-rate", completion_rate(status))
bulletin.derive("wide-rate", completion_rate(status, done=["done", "ongoing"]))
```
""",
    f"{FOLDER}/votes": FRONT + f"""# 测评

```{{code-cell}} ipython3
:tags: [hide-input]
from liandong import open_bulletin
from liandong.model.measures import fact

bulletin = open_bulletin("{SLUG}")
bulletin.report("satisfaction", fact(bulletin.table("votes"), "satisfaction"))
```

```{{code-cell}} ipython3
bulletin.preview("votes")
```
""",
}


def write_toy_book(target: Path) -> Path:
    """Returns ``target`` after writing the book there."""
    write_bulletin(target)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["config"]["liandong_bulletin"] = SLUG
    (target / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    write_contents(target, list(PAGES))
    (target / "requirements.txt").write_text("", encoding="utf-8")
    for name in ("CITATION.cff", "LICENSE"):
        shutil.copy2(ROOT / name, target / name)
    shutil.copytree(ROOT / "scripts", target / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "book" / "_static", target / "book" / "_static")
    for page, text in PAGES.items():
        path = target / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return target


def write_contents(target: Path, pages: list[str]) -> None:
    """Writes the table of contents: the first page is the home page."""
    entries = "".join(f"- file: {page}\n" for page in pages[1:])
    (target / "_toc.yml").write_text(f"format: jb-book\nroot: {pages[0]}\nchapters:\n{entries}", encoding="utf-8")
