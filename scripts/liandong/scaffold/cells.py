"""The cells that report a new bulletin's statistics: ordinary short Python, which a programmer may change later."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby

from liandong.findings import messages
from liandong.scaffold.proposals import ProposedStatistic, SourceReading
from liandong.scaffold.ties import Tie
from zhproof.reading import read_numerals

LINES = 10  # of a cell
ON_ONE_PAGE = 80  # statistics; a page of more is slow to read and to load
MESSAGES = messages(__name__)
_MEASURES = ("constant", "count_rows", "facts", "percentage")
_RELATIONS = ("at_least", "only_integer", "part_of", "printed_twice", "remainder")
_DIGITS = "零一二三四五六七八九十"
_CELL = "```{{code-cell}} ipython3\n:tags: [hide-input]\n{}\n```\n\n"


@dataclass(frozen=True)
class FigurePage:
    """A page of statistics."""

    name: str  # the name of its file, without the ending
    heading: str  # its heading
    imports: str  # the lines that import what its cells use
    sections: tuple[tuple[str, str], ...]  # its sections: the title, empty if the text has none, and the cells


def figure_pages(reading: SourceReading, ties: dict[str, Tie]) -> list[FigurePage]:
    """Return the pages that report all statistics, in the order of the text."""
    chunks = [
        reading.figures[start : start + ON_ONE_PAGE] for start in range(0, len(reading.figures), ON_ONE_PAGE)
    ] or [[]]
    pages = []
    for number, figures in enumerate(chunks, 1):
        lines = {figure.id: report_line(figure, ties.get(figure.id)) for figure in figures}
        single = len(chunks) == 1
        name, heading = (
            ("figures", MESSAGES["heading"]) if single
            else (f"figures-{number}", MESSAGES["numbered"].format(number=_in_words(number)))
        )
        sections = []
        for section, group in groupby(figures, key=lambda figure: figure.section):
            sections.append((section.title, _cells([lines[figure.id] for figure in group])))
        pages.append(FigurePage(name, heading, _imports(lines.values()), tuple(sections)))
    return pages


def report_line(figure: ProposedStatistic, tie: Tie | None) -> str:
    """Return the line of Python that reports a statistic with its calculation."""
    own = _number(figure)
    others = [_number(other) for other in tie.others] if tie else []
    measure = own
    if tie and tie.kind == "total":
        measure = " + ".join(others)
    elif tie and tie.kind == "difference":
        measure = " - ".join(others)
    elif tie and tie.kind == "percentage":
        measure = f"percentage({', '.join(others)})"
    elif tie and tie.kind == "printed_twice":
        measure = f"printed_twice({own}, bulletin.reported({json.dumps(figure.id)}))"
    elif tie and tie.kind == "remainder" and len(others) == 1:
        measure = f"remainder({own}, constant(100), {others[0]})"
    elif tie and tie.kind == "counted":
        measure = _names_of(figure)
    elif tie and tie.kind == "listed":
        measure = f"at_least({own}, {_names_of(figure)})"
    elif tie and tie.kind == "rise":
        measure = f'RisingRate({", ".join(others)}).on_common_base("{"rise" if figure.unit == "个百分点" else "rate"}")'
    elif tie and tie.kind == "part_of" and figure.hedge:
        measure = f"part_of({own}, {others[0]}, bulletin.reported({json.dumps(figure.id)}))"
    elif tie and tie.kind == "part_of" and tie.others[0].unit == f"万{figure.unit}":
        measure = f"part_of({own}, {others[0]} * constant(10000))"
    elif tie:
        measure = f"{tie.kind}({', '.join([own, *others])})"
    return f"bulletin.report({json.dumps(figure.id)}, {measure})"


def _names_of(figure: ProposedStatistic) -> str:
    return f'count_rows(names[names["item"] == {json.dumps(figure.id)}], "listed_zh")'


def _number(figure: ProposedStatistic) -> str:
    # A numeral in a name would have to say where it comes from.
    return f"number[{json.dumps(figure.id if read_numerals(figure.name) else figure.name, ensure_ascii=False)}]"


def _cells(lines: list[str]) -> str:
    return "".join(_CELL.format("\n".join(lines[start : start + LINES])) for start in range(0, len(lines), LINES))


def _imports(lines) -> str:
    text = "\n".join(lines)
    used = [name for name in _MEASURES if f"{name}(" in text or name == "facts"]
    result = f"from liandong.model.measures import {', '.join(used)}"
    if "RisingRate(" in text:
        result += "\nfrom liandong.model.rises import RisingRate"
    related = [name for name in _RELATIONS if f"{name}(" in text]
    return result + (f"\nfrom liandong.model.tied_measures import {', '.join(related)}" if related else "")


def _in_words(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
