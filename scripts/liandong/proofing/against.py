"""Compares a draft with a bulletin that is out: with its text, its tables and the values released since.

Two ways lead from a number of a draft to one of the bulletin: the same words stand before both, or the name of a
table's row or of a statistic stands before it. Both ask for the same unit, and for one number of the bulletin only;
what is reworded is not compared.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from liandong.data.documents import read_csv
from liandong.data.text_files import path_inside, read_text
from liandong.findings import messages
from liandong.proofing.refusals import refused
from zhproof.findings import CONFIRMED, DOUBT, Finding
from zhproof.quantities import Numeral
from zhproof.reading import read_numerals

RULE = "released"
BULLETINS, RELEASES = Path("data") / "bulletins", Path("data") / "releases"
MESSAGES = messages(__name__)
# So many characters before a number, digits and punctuation left out, name what it counts.
WORDS = 6
_WORD = re.compile("[\u4e00-\u9fffA-Za-z]")
# What may stand between a name and its number.
_LINK = re.compile(r"\s*(?:分别|共计|合计|总数|总计|累计|已有|共有|已|共|仅|有|为|是|达到|达|到|：|:|，)*\s*(?:约|近|超过|超|逾)?\s*$")


@dataclass(frozen=True)
class KnownNumber:
    """A number of the bulletin: what it is of, the number as read, and where it stands."""

    words: str
    numeral: Numeral
    source: str

    @property
    def printed(self) -> str:
        """The number with its unit."""
        unit = self.numeral.unit
        return self.numeral.printed + ("" if unit in ("%", "‰") else unit)


class Released:
    """The numbers of one bulletin by the words before them and by name; of each name the newest comes last."""

    def __init__(self, text: str, named: Iterable[KnownNumber]) -> None:
        """Prepare from the bulletin's text and the numbers of its tables and releases, older ones first."""
        self._by_words: dict[tuple[str, str], list[KnownNumber]] = defaultdict(list)
        for numeral in read_numerals(text):
            words = _words_before(text, numeral)
            if numeral.is_statistical and len(words) == WORDS:
                self._by_words[words, numeral.unit].append(KnownNumber(words, numeral, MESSAGES["text"]))
        self._by_name: dict[str, list[KnownNumber]] = defaultdict(list)
        for known in named:
            self._by_name[known.words].append(known)

    def compare(self, text: str, numerals: Sequence[Numeral]) -> list[Finding]:
        """Return what the bulletin says of a draft's numerals: 已核 for the newest value, 存疑 for another."""
        stated = [numeral for numeral in numerals if numeral.is_statistical and numeral.value is not None]
        return [_judge(numeral, known) for numeral in stated if (known := self._find(text, numeral))]

    def _find(self, text: str, numeral: Numeral) -> list[KnownNumber]:
        """Return the values of what a numeral of the draft counts, the newest last; empty if that is not certain."""
        before = text[max(0, numeral.start - 40) : numeral.start]
        ends = {name: before.rindex(name) + len(name) for name in self._by_name if name in before}
        name = max((name for name, end in ends.items() if _LINK.fullmatch(before, end)), key=len, default="")
        known = [item for item in self._by_name.get(name, ()) if item.numeral.unit == numeral.unit]
        same = self._by_words.get((_words_before(text, numeral), numeral.unit), [])
        if len({item.numeral.value for item in same}) == 1:
            # What the text printed is the oldest.
            known = same[:1] + known
        return known


def open_released(root: Path, slug: str) -> Released:
    """Return the bulletin of a folder in ``data/bulletins``, its tables, and the values that the last release has.

    Raises:
        DataError: E989 if there is no such bulletin; the codes of ``read_text`` for a file that cannot be read.
    """
    folder = path_inside(root / BULLETINS, slug)
    if folder is None or not (folder / "source.txt").is_file():
        names = sorted(path.parent.name for path in (root / BULLETINS).glob("*/source.txt"))
        known = MESSAGES["joined"].join(names) or MESSAGES["none"]
        raise refused("no_bulletin", BULLETINS.as_posix(), slug=slug, names=known)
    text = read_text(folder / "source.txt", root).text
    return Released(text, [*_read_tables(root, folder), *_read_release(root, slug)])


def _read_tables(root: Path, folder: Path) -> Iterable[KnownNumber]:
    """Yield the rows of tables that name what a value is of: columns name_zh, value, unit."""
    for path in sorted((folder / "tables").glob("*.csv")):
        for row in read_csv(path, root):
            if row.get("name_zh") and row.get("value") and row.get("unit"):
                yield from _known(row["name_zh"], row["value"], row["unit"], MESSAGES["table"].format(name=path.name))


def _read_release(root: Path, slug: str) -> Iterable[KnownNumber]:
    """Yield the statistics of the last release."""
    index = root / RELEASES / "index.json"
    versions = json.loads(read_text(index, root).text).get("versions", []) if index.is_file() else []
    file = root / RELEASES / str(versions[-1]) / "statistics.json" if versions else None
    if file is None or not file.is_file():
        return
    for entry in json.loads(read_text(file, root).text):
        if entry["bulletin"] == slug:
            printed = entry["computed"] if entry["verdict"] == "updated" else entry["reported"]
            if printed and printed.get("printed"):
                source = MESSAGES["release"].format(version=versions[-1])
                yield from _known(entry["name_zh"], printed["printed"], entry["unit"], source)


def _known(name: str, printed: str, unit: str, source: str) -> Iterable[KnownNumber]:
    """Yield the number as a draft would print it, read by the reader of drafts."""
    text = printed if printed.endswith(unit) else printed + unit
    numerals = read_numerals(text)
    if len(numerals) == 1:
        yield KnownNumber(name, numerals[0], source)


def _words_before(text: str, numeral: Numeral) -> str:
    """Return the last words of the sentence before a numeral, without digits, punctuation and blanks."""
    sentence = re.split("[。！？；\n]", text[max(0, numeral.start - 60) : numeral.start])[-1]
    return "".join(_WORD.findall(sentence))[-WORDS:]


def _judge(numeral: Numeral, known: Sequence[KnownNumber]) -> Finding:
    newest = known[-1]
    words = {"known": newest.printed, "source": newest.source, "words": newest.words}
    words["printed"] = KnownNumber("", numeral, "").printed
    if _agree(numeral, newest.numeral):
        severity, arithmetic, key, following = CONFIRMED, "equal", "confirmed", ""
    else:
        severity, arithmetic, following = DOUBT, "unequal", MESSAGES["look"]
        key = "outdated" if any(_agree(numeral, older.numeral) for older in known[:-1]) else "different"
    explanation = MESSAGES[key].format(**words)
    return Finding(severity, RULE, (numeral.id,), MESSAGES[arithmetic].format(**words), explanation, following)


def _agree(one: Numeral, other: Numeral) -> bool:
    """Return whether two prints can be of one number: the value of the one lies in what the other admits."""
    return one.value in other.admitted or other.value in one.admitted
