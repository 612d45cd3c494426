"""Checks a bulletin's text against what is recorded of it: checksum, every numeral, contexts, noise, hedges."""

import hashlib
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from liandong.bulletin import BULLETINS, Bulletin
from liandong.data.text_files import read_bytes
from liandong.findings import DataError, Finding, quote
from liandong.scaffold.unfinished import check_unfinished
from zhproof.quantities import Numeral

REQUIRED_INFO = ("title", "document", "issuer", "number", "date", "sha256", "noise")
MESSAGES = {
    "checksum": "sha256 为 {value}",
    "extra_numeral": "原文此处有数字 {printed}，mentions.csv 没有登记",
    "missing_numeral": "登记了数字 {printed}，重新扫描原文却没有",
    "changed_numeral": "原文此处是 {scanned}，mentions.csv 登记的是 {printed}",
    "in_order": "与 source.txt 扫描结果逐行相同，原文在“{context}”附近",
    "position": "序号 {number}",
    "context_place": "原文中含有这个数字的一段，位置与序号相合",
    "role_needs": "性质 statistic 与编号同时填或同时不填",
    "hedge": "原文的约数词是 {scanned}，statistics.csv 填的是 {hedge}",
    "noise": "原文中没有这一段：{text}",
    "verbatim": "原文照录",
    "missing_info": "缺少 {key}",
    "noise_entry": "noise 的第 {number} 项没有 found",
    "noise_form": "每一项写 found、kind、note",
    "nothing": "（无）",
}
BLANK = re.compile(r"\s+")
AROUND = 12


def check_source(bulletin: Bulletin) -> list[Finding]:
    """Returns what does not fit between source.txt and bulletin.yml, mentions.csv and statistics.csv."""
    folder = (BULLETINS / bulletin.slug).as_posix()
    findings = _check_info(bulletin, f"{folder}/bulletin.yml")
    numerals = bulletin.numerals
    mentions = bulletin.mentions
    findings += _compare(bulletin.source, numerals, mentions, f"{folder}/mentions.csv")
    if [numeral.printed for numeral in numerals] == [mention["printed"] for mention in mentions]:
        findings += _check_contexts(bulletin.source, numerals, mentions, f"{folder}/mentions.csv")
        findings += _check_hedges(bulletin, numerals, f"{folder}/statistics.csv")
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
    """Returns what is wrong with something that a bulletin reads when it is asked for it."""
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


def _compare(source: str, numerals: list[Numeral], mentions: list[dict], file: str) -> list[Finding]:
    """Returns the differences between the scan and the recorded rows, aligned so that one slip is one finding."""
    scanned = [numeral.printed for numeral in numerals]
    recorded = [mention["printed"] for mention in mentions]
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
            mention = mentions[b1 + offset] if b1 + offset < b2 else None
            key = "changed_numeral" if numeral and mention else "extra_numeral" if numeral else "missing_numeral"
            words = {
                "scanned": quote(numeral.printed if numeral else ""),
                "printed": quote(mention["printed"] if mention else numeral.printed),
            }
            row = b1 + offset + 2 if mention else None
            expected = MESSAGES["in_order"].format(context=_around(source, numeral) if numeral else mention["context"])
            statistic = (mention or {}).get("statistic") or None
            findings.append(Finding("E302", file, row, "printed", MESSAGES[key].format(**words), expected, statistic=statistic))
    for row, mention in enumerate(mentions, start=1):
        if mention["position"] != str(row):
            found, expected = (MESSAGES["position"].format(number=number) for number in (quote(mention["position"]), row))
            findings.append(Finding("E302", file, row + 1, "position", found, expected, statistic=mention["statistic"] or None))
    return findings


def _check_contexts(source: str, numerals: list[Numeral], mentions: list[dict], file: str) -> list[Finding]:
    """Returns the rows whose context does not hold the whole numeral at its place; blanks and line breaks do not count."""
    findings = []
    squeezed = BLANK.sub("", source)
    for row, (numeral, mention) in enumerate(zip(numerals, mentions, strict=False), start=2):
        context = BLANK.sub("", mention["context"])
        place = len(BLANK.sub("", source[: numeral.start]))
        end = place + len(BLANK.sub("", numeral.printed))
        # The context must cover the numeral itself, not another place with the same words.
        starts = range(max(0, end - len(context)), place + 1)
        if not any(squeezed.startswith(context, start) for start in starts):
            findings.append(Finding("E303", file, row, "context", quote(mention["context"]), MESSAGES["context_place"],
                                    statistic=mention["statistic"] or None))
    return findings


def _check_hedges(bulletin: Bulletin, numerals: list[Numeral], file: str) -> list[Finding]:
    """Returns the statistics whose hedge in statistics.csv is not the one that stands at their numerals."""
    findings = []
    rows = {statistic: row for row, statistic in enumerate(bulletin.statistics, start=2)}
    for numeral, mention in zip(numerals, bulletin.mentions, strict=False):
        statistic = bulletin.statistics.get(mention["statistic"])
        if statistic and statistic["hedge"] != numeral.hedge:
            words = {"scanned": numeral.hedge or MESSAGES["nothing"], "hedge": statistic["hedge"] or MESSAGES["nothing"]}
            findings.append(Finding("E308", file, rows[statistic["id"]], "hedge", MESSAGES["hedge"].format(**words),
                                    numeral.hedge or MESSAGES["nothing"], statistic=statistic["id"]))
    return findings


def _around(source: str, numeral: Numeral) -> str:
    return BLANK.sub("", source[max(0, numeral.start - AROUND): numeral.end + AROUND])
