"""A tiny project with a builder of its own, beside the folder that it publishes to; no Jupyter is needed."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from builders import SLUG
from test_diff import entry

from liandong.data import folders
from liandong.findings import DataError
from liandong.releases.assembly import PACKAGE_PLACE
from liandong.releases.publishing import Outcome, Work, publish
from liandong.releases.release import RELEASES, list_versions
from liandong.releases.snapshot import Snapshot

PAGES = 8
DATE = "2020-05-01"


def take(root: Path, label: str) -> Snapshot:
    """Returns a snapshot of the one number in the project."""
    value = (root / "data" / "number.txt").read_text(encoding="utf-8").strip()
    return Snapshot(label, {f"{SLUG}:done": entry(value=value)})


def build(root: Path) -> str:
    """Builds a site of some pages that all show the number and the releases, aside and swapped in like the real one."""
    value = (root / "data" / "number.txt").read_text(encoding="utf-8").strip()
    html = root / "_build" / "html"
    folders.finish_swap(html.with_name("html.new"), html)
    new = html.with_name("html.new")
    (new / "book").mkdir(parents=True)
    for number in range(PAGES):
        text = f"<html><head></head><body><p>{value}</p><p>{list_versions(root)}</p>{PACKAGE_PLACE}</body></html>"
        (new / "book" / f"page{number}.html").write_text(text, encoding="utf-8")
    (new / "index.html").write_text(f"<html><head></head><body>{value}</body></html>", encoding="utf-8")
    (new / ".buildinfo").write_text(str(root), encoding="utf-8")
    folders.swap_in(new, html)
    return ""


@dataclass
class Project:
    """A tiny project beside the folder that it publishes to."""

    base: Path
    said: list[str] = field(default_factory=list)

    @property
    def root(self) -> Path:
        """Returns the project's root."""
        return self.base / "project"

    @property
    def target(self) -> Path:
        """Returns the folder that readers open."""
        return self.base / "网站 site"

    def set_number(self, value: str) -> None:
        """Changes the data."""
        (self.root / "data").mkdir(parents=True, exist_ok=True)
        (self.root / "data" / "number.txt").write_text(value, encoding="utf-8")

    def publish(self, target: Path | None = None, **more) -> Outcome:
        """Publishes; ``check``, ``take`` and ``build`` can be replaced."""
        work = Work(more.pop("check", lambda root: []), more.pop("take", take), more.pop("build", build), self.said.append)
        return publish(self.root, target or self.target, work, **({"reason": "理由", "date": DATE} | more))

    def refused(self, target: Path | None = None, **more) -> list[str]:
        """Returns the codes with which publishing is refused; folder, releases and what lies beside them must stay as they were."""
        before = self.state()
        with pytest.raises(DataError) as caught:
            self.publish(target, **more)
        assert self.state() == before
        assert "下一步" in str(caught.value)
        return [finding.code for finding in caught.value.findings]

    def state(self) -> dict:
        """Returns all that lies in the base, but for the project's own _build."""
        return {path: content for path, content in tree(self.base).items() if not path.startswith("project/_build/")}


def tree(folder: Path) -> dict[str, bytes]:
    """Returns every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def make_tiny_project(base: Path) -> Project:
    """Returns a project that was never published, with an empty list of releases like the real one."""
    made = Project(base)
    made.set_number("23")
    (made.root / RELEASES).mkdir()
    (made.root / RELEASES / "index.json").write_bytes(b'{\n "versions": []\n}\n')
    return made
