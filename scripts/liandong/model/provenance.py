"""Where a statistic comes from, in readers' words: cells with their headings, and clauses of the text that state it.

A statistic that carries these is whole: whoever shows it needs no table and no text, and what a page shows depends on
statistics alone. Private columns are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from liandong.data.fields import cell_text
from liandong.data.tables import as_names
from liandong.model import Clause, Input, Source
from liandong.model.data_package import DataPackage
from liandong.model.mentions import Mention

# How many times its length a clause of a text may take with its blanks and line breaks.
_FAR = 20
BLANK = re.compile(r"\s")
# The columns that say of what a row speaks, the first that a table has; else its primary key.
NAMING = ("wording_zh", "name_zh", "title_zh")


def describe_cells(bulletin: DataPackage, inputs: tuple[Input, ...]) -> tuple[Source, ...]:
    """Return the cells that a measure read, one source a table, without tables and rows that the bulletin lacks."""
    result = []
    for name, resource in _tables(bulletin, inputs):
        frame = bulletin.read_once(name)
        read = list(dict.fromkeys(field for entry in inputs if entry.table == name
                                  for field in entry.fields if field in frame))
        lines = sorted({row for entry in inputs if entry.table == name for row in entry.rows if row in frame.index})
        columns = [*_naming(resource, list(frame.columns), read), *read]
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        cells, places = [frame[column].array for column in columns], frame.index.get_indexer(lines)
        result.append(Source(
            name, resource["title"], resource["path"], len(read), tuple(fields[column]["title"] for column in columns),
            tuple((line, *(cell_text(array[place], fields[column])
                           for column, array in zip(columns, cells, strict=True)))
                  for line, place in zip(lines, places, strict=True)),
        ))
    return tuple(result)


def locate_mentions(source: str, mentions: Iterable[Mention], statistic: str) -> tuple[Clause, ...]:
    """Return the clauses of the text that state a statistic."""
    return tuple(
        Clause(number, *split_context(source, one.start, one.row["printed"], one.row["context"]),
               one.row.get("why", "").strip())
        for number, one in enumerate(mentions, start=1) if one.row["statistic"] == statistic
    )


def split_context(source: str, start: int | None, printed: str, context: str) -> tuple[str, str, str]:
    """Return a clause (context) of a text in three pieces: before the numeral at an offset (if known), it, after it.

    Blanks and line breaks do not count in the search.
    """
    wanted = BLANK.sub("", printed)
    # The numeral may stand twice in its clause: the clause's own place in the text tells which one is meant.
    found = place_in_context(source, start, printed, context)
    offset = BLANK.sub("", context).find(wanted) if found is None else found
    if offset < 0 or not wanted:
        return context, "", ""
    letters = [index for index, letter in enumerate(context) if not BLANK.match(letter)]
    first, last = letters[offset], letters[offset + len(wanted) - 1] + 1
    return context[:first], context[first:last], context[last:]


def place_in_context(source: str, start: int | None, printed: str, context: str) -> int | None:
    """Return how many letters of a clause stand before the numeral at an offset; None if the clause is not there."""
    if start is None:
        return None
    squeezed, wanted = BLANK.sub("", context), BLANK.sub("", printed)
    # Only so much is looked at as can hold the clause: a long text has thousands of them.
    far = _FAR * max(len(context), len(printed))
    before, behind = BLANK.sub("", source[max(0, start - far) : start]), BLANK.sub("", source[start : start + far])
    place, text = len(before), before + behind
    starts = range(max(0, place + len(wanted) - len(squeezed)), place + 1)
    return next((place - first for first in starts if text.startswith(squeezed, first)), None)


def equal_cells(bulletin: DataPackage, statistic: str, inputs: tuple[Input, ...]) -> tuple[Input, ...]:
    """Return the single cells that hold the same fact as a statistic, though its measure may not have read them so.

    They are the cells that datapackage.json says so of: the number in the row whose key names the statistic, in a table
    that the measure read, and the total that the bulletin's parts must add up to.
    """
    cells = [cell for _, resource in _tables(bulletin, inputs) for cell in _keyed_cells(bulletin, resource, statistic)]
    for total in bulletin.package.get("totals", ()):
        if total.get("statistic") == statistic and total["total"].get("field"):
            frame = bulletin.read_once(total["total"]["resource"])
            for column, value in total["total"].get("where", {}).items():
                frame = frame[frame[column] == value]
            if len(frame) == 1:
                cells.append(Input(total["total"]["resource"], (int(frame.index[0]),), (total["total"]["field"],)))
    return tuple(cells)


def _tables(bulletin: DataPackage, inputs: tuple[Input, ...]) -> list[tuple[str, dict]]:
    """Return the tables of some cells with their descriptions, without those that the bulletin does not have."""
    described = {resource["name"]: resource for resource in bulletin.package["resources"]}
    return [(name, described[name]) for name in dict.fromkeys(entry.table for entry in inputs) if name in described]


def _keyed_cells(bulletin: DataPackage, resource: dict, statistic: str) -> list[Input]:
    """Return the one number of each row whose foreign key to the statistics names this one."""
    schema = resource["schema"]
    keys = [name for key in schema.get("foreignKeys", ()) if key["reference"]["resource"] == "statistics"
            for name in as_names(key["fields"])]
    frame = bulletin.read_once(resource["name"])
    numbers = [field["name"]
               for field in schema["fields"] if field.get("type") in ("integer", "number") and field["name"] in frame]
    if len(numbers) != 1:
        return []
    return [Input(resource["name"], (int(row),), (numbers[0],)) for key in keys if key in frame
            for row in frame.index[frame[key] == statistic]]


def _naming(resource: dict, columns: list[str], read: list[str]) -> list[str]:
    """Return the columns that tell readers of what a row speaks."""
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    keys = [name for name in as_names(resource["schema"].get("primaryKey", [])) if name in columns]
    words = [name for name in keys if "labels" in fields[name]] + [name for name in NAMING if name in columns][:1]
    return [name for name in (words or keys) if name not in read]
