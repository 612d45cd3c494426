"""One name means one thing in the whole package."""

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "scripts" / "liandong"


def test_no_two_classes_have_one_name() -> None:
    """Whoever reads a class's name anywhere knows which one is meant."""
    names = Counter(
        node.name for path in PACKAGE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []
