"""Tables of texts and patterns, kept in files of TOML beside the modules that use them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_PART = re.compile("⟨([a-z_]+)⟩")


@cache
def table(file: str) -> dict[str, Any]:
    """Return what a file of the package holds, such as ``relations/rules.toml``."""
    return tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))


class Patterns:
    """The patterns of a file as attributes, each compiled when first asked for; the file's sections only group them.

    Where a pattern says ⟨name⟩ it takes in the part, or the pattern, of that name.
    """

    def __init__(self, file: str, **parts: str) -> None:
        """Read the patterns.

        Args:
            file: The file, which may have a section ``parts``.
            parts: More parts.
        """
        sections = dict(table(file))
        parts |= sections.pop("parts", {})
        self._texts = {name: text for section in sections.values() for name, text in section.items()}
        self._parts = self._texts | parts

    @property
    def names(self) -> list[str]:
        """The names of all patterns."""
        return list(self._texts)

    def __getattr__(self, name: str) -> re.Pattern:
        try:
            pattern = self.compiled(self._texts[name])
        except KeyError:
            raise AttributeError(name) from None
        setattr(self, name, pattern)
        return pattern

    def compiled(self, text: str) -> re.Pattern:
        """Return the pattern of a text that may take in parts."""
        return re.compile(self._whole(text))

    def _whole(self, text: str) -> str:
        return _PART.sub(lambda match: self._whole(self._parts[match[1]]), text)
