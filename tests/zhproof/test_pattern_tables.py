"""The package's tables of patterns and texts."""

import re
from pathlib import Path

import pytest

from zhproof.reading.chinese import WORDS as READING
from zhproof.relations.words import WORDS
from zhproof.tables import Patterns

PACKAGE = Path(__file__).parents[2] / "scripts" / "zhproof"


@pytest.mark.parametrize(("modules", "patterns"), [("relations/*.py", WORDS), ("*.py reading/**/*.py", READING)])
def test_each_pattern_is_used_and_each_that_is_used_exists(modules, patterns):
    """A name that no module asks for, or that stands in no file, would be seen by nobody."""
    files = [file for pattern in modules.split() for file in PACKAGE.glob(pattern)]
    named = {name for file in files for name in re.findall(r"\bWORDS\.(\w+)\b(?!\()", file.read_text(encoding="utf-8"))}
    assert named == set(patterns.names)
    assert all(isinstance(getattr(patterns, name), re.Pattern) for name in named)


def test_a_pattern_that_stands_in_no_file_is_no_attribute():
    """As of any other object."""
    with pytest.raises(AttributeError, match="no_such_pattern"):
        _ = WORDS.no_such_pattern


def test_parts_of_patterns_may_hold_parts():
    """The name of a change holds the words for up and down."""
    assert WORDS.bare_change.match("同比新增")["up"] == "新增"
    assert isinstance(WORDS, Patterns)
