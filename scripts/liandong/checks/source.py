"""Checks a bulletin's text against what is recorded of it: checksum, every numeral, contexts, noise, hedges."""

import hashlib
import re
from collections.abc import Callable
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
    findings += _compare(bulletin, as_read, f"{folder}/mentions.csv")
    findings += _check_positions(mentions, f"{folder}/mentions.csv")
    findings += _check_decisions(placed, f"{folder}/mentions.csv")
    if [numeral.printed for numeral in free] == [mention["printed"] for _, mention in as_read]:
        findings += _check_readings(placed, f"{folder}/mentions.csv")
        findings += _check_contexts(bulletin.source, placed, f"{folder}/mentions.csv")
        findings += _check_hedges(bulletin, placed, f"{folder}/statistics.csv")
    for number, mention in enumerate(mentions, start=2):
        # A statistic without an id is unfinished, not contradictory: scaffold.unfinished names it with its context.
        if mention["statistic"] and mention["role"] != "statistic":
            found = f"{mention['role']}，{mention['statistic'] or MESSAGES['nothing']}"
            findings.append(Finding("E307", f"{folder}/mentions.csv", number, "statistic", found, MESSAGES["role_needs"]))
    findings += check_unfinished(bulletin)
    for ask in (lambda: bulletin.published, lambda: bulletin.discrepancies):
        findings += _findings_of(ask)
    for statistic in bulletin.statistics:
        findings += _findings_of(partial(bulletin.reported, statistic))
    return findings


def _findings_of(ask: Callable) -> list[Finding]:
    """Return what is wrong with something that a bulletin reads when it is asked for it."""
    try:
        ask()
    except DataError as error:
        return error.findings
    return []


def _check_info(bulletin: Bulletin, file: str) -> list[Finding]:
    findings = [
        Finding("E310", file, found=MESSAGES["missing_info"].format(key=key), expected=key)
        for key in REQUIRED_INFO if bulletin.info.get(key) is None
    ]
    digest = hashlib.sha256(read_bytes(bulletin.folder / "source.txt", bulletin.root)).hexdigest()
    if digest != bulletin.info.get("sha256"):
        source = (Path(file).parent / "source.txt").as_posix()
        findings.append(Finding("E301", source, found=MESSAGES["checksum"].format(value=digest),
                                expected=MESSAGES["checksum"].format(value=bulletin.info.get("sha256"))))
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
    pairs = [("replace", n, n + 1, n, n + 1) for n, (one, other) in enumerate(zip(scanned, recorded, strict=False)) if one != other]
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
            expected = MESSAGES["in_order"].format(context=_around(bulletin.source, numeral.start, numeral.end) if numeral else mention["context"])
            statistic = (mention or {}).get("statistic") or None
            findings.append(Finding("E302", file, row, "printed", MESSAGES[key].format(**words), expected, statistic=statistic))
    return findings


def _check_positions(mentions: list[dict], file: str) -> list[Finding]:
    findings = []
    for row, mention in enumerate(mentions, start=1):
        if mention["position"] != str(row):
            found, expected = (MESSAGES["position"].format(number=number) for number in (quote(mention["position"]), row))
            findings.append(Finding("E302", file, row + 1, "position", found, expected, statistic=mention["statistic"] or None))
    return findings


def _check_decisions(placed: list[Mention], file: str) -> list[Finding]:
    """Return the rows that a person decided whose print is not verbatim in the text at a place with its context."""
    return [
        Finding("E302", file, row, "printed", MESSAGES["not_verbatim"].format(printed=quote(mention.row["printed"])),
                MESSAGES["verbatim_in_context"], statistic=mention.row["statistic"] or None)
        for row, mention in enumerate(placed, start=2) if mention.is_decided and mention.start is None
    ]


def _check_readings(placed: list[Mention], file: str) -> list[Finding]:
    """Return the rows that say something else than what was read, without the reason of the person who decided so."""
    return [
        Finding("E302", file, row, name, MESSAGES["unexplained"].format(name=name, value=quote(mention.row[name])), MESSAGES["give_reason"],
                statistic=mention.row["statistic"] or None)
        for row, mention in enumerate(placed, start=2) if not mention.is_decided for name in mention.differing()
    ]


def _check_contexts(source: str, placed: list[Mention], file: str) -> list[Finding]:
    """Return the rows whose context does not hold the whole numeral at its place; blanks and line breaks do not count."""
    findings = []
    for row, one in enumerate(placed, start=2):
        mention = one.row
        # The place of what a person decided was found by its context.
        if one.is_decided or one.start is None:
            continue
        # The context must cover the numeral itself, not another place with the same words.
        if place_in_context(source, one.start, mention["printed"], mention["context"]) is None:
            findings.append(Finding("E303", file, row, "context", quote(mention["context"]), MESSAGES["context_place"],
                                    statistic=mention["statistic"] or None))
    return findings


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
                                MESSAGES["one_hedge"] if several else scanned, MESSAGES["part_hedges"] if several else "", statistic=name))
    return findings


def _around(source: str, start: int, end: int) -> str:
    return BLANK.sub("", source[max(0, start - AROUND): end + AROUND])
