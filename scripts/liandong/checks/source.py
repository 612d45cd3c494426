"""Checks a bulletin's text against what is recorded of it: checksum, every numeral, contexts, noise, hedges."""

import hashlib
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from liandong.data.bulletins import BULLETINS
from liandong.data.text_files import read_bytes
from liandong.findings import DataError, Finding, messages, quote
from liandong.model.bulletin import Bulletin
from liandong.model.mentions import Mention, is_decided
from liandong.model.provenance import place_in_context
from liandong.scaffold.unfinished import check_unfinished
from zhproof.rounding import HEDGES

REQUIRED_INFO = ("title", "document", "issuer", "number", "date", "sha256", "noise")
MESSAGES = messages(__name__)
BLANK = re.compile(r"\s+")
AROUND = 12


def check_source(bulletin: Bulletin) -> list[Finding]:
    """Return what does not fit between source.txt and bulletin.yml, mentions.csv and statistics.csv."""
    folder = (BULLETINS / bulletin.slug).as_posix()
    findings = _check_info(bulletin, f"{folder}/bulletin.yml")
    mentions = bulletin.mentions
    placed, free = bulletin.placed_mentions
    as_read = [(row, mention) for row, mention in enumerate(mentions, start=2) if not is_decided(mention)]
    as_scanned = [numeral.printed for numeral in free] == [mention["printed"] for _, mention in as_read]
    findings += _compare(bulletin, as_read, f"{folder}/mentions.csv")
    findings += _check_rows(bulletin.source, placed, f"{folder}/mentions.csv", as_scanned)
    findings += _check_hedges(bulletin, placed, f"{folder}/statistics.csv") if as_scanned else []
    for number, mention in enumerate(mentions, start=2):
        # A statistic without an id is unfinished, not contradictory: scaffold.unfinished names it with its context.
        if mention["statistic"] and mention["role"] != "statistic":
            found = f"{mention['role']}，{mention['statistic'] or MESSAGES['nothing']}"
            findings.append(Finding("E307", f"{folder}/mentions.csv", number, "statistic", found,
                                    MESSAGES["role_needs"]))
    findings += check_unfinished(bulletin)
    # What is wrong with something that a bulletin reads is told when it is asked for it.
    for ask in (lambda: bulletin.published, lambda: bulletin.discrepancies,
                *(partial(bulletin.reported, name) for name in bulletin.statistics)):
        try:
            ask()
        except DataError as error:
            findings += error.findings
    return findings


def _check_info(bulletin: Bulletin, file: str) -> list[Finding]:
    findings = [
        Finding("E310", file, found=MESSAGES["missing_info"].format(key=key), expected=key)
        for key in REQUIRED_INFO if bulletin.info.get(key) is None
    ]
    digest = hashlib.sha256(read_bytes(bulletin.folder / "source.txt", bulletin.root)).hexdigest()
    if digest != bulletin.info.get("sha256"):
        source = (Path(file).parent / "source.txt").as_posix()
        found, expected = (MESSAGES["checksum"].format(value=value) for value in (digest, bulletin.info.get("sha256")))
        findings.append(Finding("E301", source, found=found, expected=expected))
    for number, entry in enumerate(bulletin.info.get("noise") or [], start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("found"), str):
            found = MESSAGES["noise_entry"].format(number=number)
            findings.append(Finding("E310", file, found=found, expected=MESSAGES["noise_form"]))
        elif entry["found"] not in bulletin.source:
            found = MESSAGES["noise"].format(text=quote(entry["found"]))
            findings.append(Finding("E309", file, found=found, expected=MESSAGES["verbatim"]))
    return findings


def _compare(bulletin: Bulletin, rows: list[tuple[int, dict]], file: str) -> list[Finding]:
    """Return the differences between the scan and the recorded rows, aligned so that one slip is one finding."""
    numerals = bulletin.placed_mentions[1]
    scanned = [numeral.printed for numeral in numerals]
    recorded = [mention["printed"] for _, mention in rows]
    findings = []
    # With as many rows as numerals each is compared with its own; only a missing or surplus one needs an alignment.
    same_length = len(scanned) == len(recorded)
    pairs = [("replace", n, n + 1, n, n + 1)
             for n, (one, other) in enumerate(zip(scanned, recorded, strict=False)) if one != other]
    aligned = SequenceMatcher(None, scanned, recorded, autojunk=False).get_opcodes
    for kind, a1, a2, b1, b2 in pairs if same_length else aligned():
        if kind == "equal":
            continue
        for offset in range(max(a2 - a1, b2 - b1)):
            numeral = numerals[a1 + offset] if a1 + offset < a2 else None
            row, mention = rows[b1 + offset] if b1 + offset < b2 else (None, None)
            key = "changed_numeral" if numeral and mention else "extra_numeral" if numeral else "missing_numeral"
            words = {
                "scanned": quote(numeral.printed if numeral else ""),
                "printed": quote(mention["printed"] if mention else numeral.printed),
            }
            expected = MESSAGES["in_order"].format(context=_around(bulletin.source, numeral.start, numeral.end)
                                                   if numeral else mention["context"])
            statistic = (mention or {}).get("statistic") or None
            findings.append(Finding("E302", file, row, "printed", MESSAGES[key].format(**words), expected,
                                    statistic=statistic))
    return findings


def _check_rows(source: str, placed: list[Mention], file: str, as_scanned: bool) -> Iterator[Finding]:
    """Yield what is wrong with the rows of mentions.csv: positions, decisions not verbatim, readings, contexts.

    What was read is compared only where the scan finds the numerals that are recorded; blanks and line breaks do not
    count.
    """

    def tell(code: str, row: int, column: str, found: str, expected: str) -> Finding:
        return Finding(code, file, row, column, found, expected, statistic=placed[row - 2].row["statistic"] or None)

    rows = list(enumerate(placed, start=2))
    for row, one in rows:
        if one.row["position"] != str(row - 1):
            found, expected = (MESSAGES["position"].format(number=number)
                               for number in (quote(one.row["position"]), row - 1))
            yield tell("E302", row, "position", found, expected)
    for row, one in rows:
        if one.is_decided and one.start is None:
            found = MESSAGES["not_verbatim"].format(printed=quote(one.row["printed"]))
            yield tell("E302", row, "printed", found, MESSAGES["verbatim_in_context"])
    undecided = [(row, one) for row, one in rows if as_scanned and not one.is_decided]
    for row, name in ((row, name) for row, one in undecided for name in one.differing()):
        found = MESSAGES["unexplained"].format(name=name, value=quote(placed[row - 2].row[name]))
        yield tell("E302", row, name, found, MESSAGES["give_reason"])
    for row, one in undecided:
        # The context must cover the numeral itself, not another place with the same words.
        if one.start is not None and place_in_context(source, one.start, one.row["printed"],
                                                      one.row["context"]) is None:
            yield tell("E303", row, "context", quote(one.row["context"]), MESSAGES["context_place"])


def _check_hedges(bulletin: Bulletin, placed: list[Mention], file: str) -> list[Finding]:
    """Return the statistics whose hedge in statistics.csv is not the one that stands at their numerals."""
    findings = []
    hedges: dict[str, list[str]] = {}
    for mention in placed:
        # A word that is no hedge has its finding, E204, in mentions.csv.
        if mention.hedge in HEDGES or not mention.hedge:
            hedges.setdefault(mention.row["statistic"], []).append(mention.hedge)
    for row, (name, statistic) in enumerate(bulletin.statistics.items(), start=2):
        found = list(dict.fromkeys(hedges.get(name, [statistic["hedge"]])))
        if found == [statistic["hedge"]]:
            continue
        several = len(found) > 1
        scanned = MESSAGES["joined"].join(hedge or MESSAGES["nothing"] for hedge in found)
        words = {"scanned": scanned, "hedge": statistic["hedge"] or MESSAGES["nothing"]}
        findings.append(Finding("E308", file, row, "hedge", MESSAGES["hedges" if several else "hedge"].format(**words),
                                MESSAGES["one_hedge"] if several else scanned,
                                MESSAGES["part_hedges"] if several else "", statistic=name))
    return findings


def _around(source: str, start: int, end: int) -> str:
    return BLANK.sub("", source[max(0, start - AROUND): end + AROUND])
