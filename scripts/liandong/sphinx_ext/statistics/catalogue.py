"""All reported statistics at once: which one a cell of a table is, and on which pages each is printed.

A statistic printed in a table is recognised by where the number came from and never by its digits alone: the table's
cell must be among the cells that the statistic was read from, and the text must be what the statistic prints.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from liandong.model import FormulaPart, Input, Kind, Statistic
from liandong.sphinx_ext import store
from liandong.sphinx_ext.building import once
from liandong.sphinx_ext.statistics.grammar import RoleMention, parse_target, split_roles

Key = tuple[str, str]
# A piece of a text, and the statistic that it prints, if it is one.
Piece = tuple[str, Statistic | None]
Cells = frozenset[tuple[str, int, str]]
NUMBER = re.compile(r"(?<![0-9.])[0-9]+(?:\.[0-9]+)?(?![0-9.]*[0-9])")
ANY_FIELD = ""


class Catalogue:
    """The ``statistics`` of a book by bulletin and id, each with its page, and the ways to find them."""

    def __init__(self, statistics: dict[Key, Statistic]):
        self.statistics = statistics
        self._cells: dict[Key, list[Cells]] = {
            key: [cells_of(one.inputs), *(cells_of([cell]) for cell in one.equal_cells)]
            for key, one in statistics.items()
        }
        self._by_bulletin: dict[str, list[Key]] = defaultdict(list)
        # What reads no cell of a row is not read from that row alone.
        self._by_row: dict[tuple[str, str, int], set[Key]] = defaultdict(set)
        for key in statistics:
            self._by_bulletin[key[0]].append(key)
            for table, row, _ in chain(*self._cells[key]):
                self._by_row[key[0], table, row].add(key)
        self._near_cells: dict[tuple[str, Cells], list[Key]] = {}
        self._formulas: dict[Key, list[Piece]] = {}

    def formula(self, statistic: Statistic) -> list[Piece]:
        """Return a statistic's formula as pieces; remembered, since many pages ask for the same."""
        if statistic.key not in self._formulas:
            self._formulas[statistic.key] = [(part.text, self._number(statistic, part)) for part in statistic.formula]
        return self._formulas[statistic.key]

    def _near(self, bulletin: str, origin: Cells) -> list[Key]:
        """Return the statistics read from nothing but these cells; remembered, since rows often share them."""
        place = (bulletin, origin)
        if place not in self._near_cells:
            some = set().union(*(self._by_row.get((bulletin, table, row), ()) for table, row, _ in origin))
            keys = [key for key in self._by_bulletin[bulletin] if key in some]
            self._near_cells[place] = [key for key in keys if any(_inside(cells, origin) for cells in self._cells[key])]
        return self._near_cells[place]

    def split(self, bulletin: str, text: str, origins: Iterable[Input]) -> list[Piece]:
        """Return a cell as pieces; ``origins`` are the cells of tables behind it, one without fields a whole row."""
        origin = cells_of(origins)
        near = self._near(bulletin, origin) if origin else []
        whole = self._only([key for key in near if _squeezed(text) in _forms(self.statistics[key])], origin)
        if whole:
            return [(text, whole)]
        pieces: list[Piece] = []
        end = 0
        for match in NUMBER.finditer(text) if near else ():
            found = self._only([key for key in near if match[0] in _values(self.statistics[key])], origin)
            if found is None:
                continue
            unit = re.match(rf"\s*{re.escape(found.unit)}", text[match.end():])
            stop = match.end() + (unit.end() if unit else 0)
            pieces += [(text[end : match.start()], None)] * (match.start() > end)
            pieces.append((text[match.start() : stop], found))
            end = stop
        return pieces + [(text[end:], None)] * (end < len(text) or not pieces)

    def split_caption(self, bulletin: str, text: str) -> Iterator[tuple[str | RoleMention, Statistic | None]]:
        """Yield the pieces of a caption, each role in it with the statistic that it names if there is one."""
        for piece in split_roles(text):
            found = None
            if isinstance(piece, RoleMention):
                slug, name = parse_target(piece.target)
                found = self.statistics.get((slug or bulletin, name))
            yield piece, found

    def _number(self, statistic: Statistic, part: FormulaPart) -> Statistic | None:
        """Return the statistic that a number of a formula is: read from the same cells, with the same digits."""
        cells = cells_of(part.inputs)
        if not cells:
            return None
        others = [key for key in self._by_bulletin[statistic.bulletin] if key != statistic.key]
        same = [key for key in others if cells in self._cells[key] and part.text in _values(self.statistics[key])]
        return self._only(same, cells)

    def _only(self, keys: list[Key], origin: Cells) -> Statistic | None:
        """Return the one that is meant: a reported before a derived, an exact before a part; none if several are."""
        exact = [key for key in keys if origin in self._cells[key]]
        for chosen in ([key for key in exact if self.statistics[key].kind == Kind.STATISTIC], exact, keys):
            if len(chosen) == 1:
                return self.statistics[chosen[0]]
        return None


def cells_of(inputs: Iterable[Input]) -> Cells:
    """Return the cells (table, line, field) of inputs; one without fields stands for its rows with any field."""
    return frozenset((entry.table, row, field)
                     for entry in inputs for row in entry.rows for field in entry.fields or [ANY_FIELD])


@once
def catalogue(app: Sphinx) -> Catalogue:
    """Return the catalogue of a build whose pages have all been read."""
    return Catalogue(store.statistics(app.env))


@once
def printing_pages(app: Sphinx) -> dict[Key, list[str]]:
    """Return for each statistic the pages that print it, sorted."""
    pages: dict[Key, list[str]] = defaultdict(list)
    for docname, keys in printed_keys(app).items():
        for key in keys:
            pages[key].append(docname)
    return dict(pages)


@once
def printed_keys(app: Sphinx) -> dict[str, list[Key]]:
    """Return the statistics that each page prints, in no particular order, each once."""
    known, figures = catalogue(app), store.figures(app.env)
    pages = {docname for name in (store.USES, store.REPORTS, store.TABLES, store.FIGURES)
             for docname in store.entries(app.env, name)}
    return {docname: list(dict.fromkeys(_printed(app.env, known, figures, docname))) for docname in sorted(pages)}


def _printed(env: BuildEnvironment, known: Catalogue, figures: dict, docname: str) -> Iterator[Key]:
    def formula(statistic: Statistic) -> Iterator[Key]:
        return (found.key for _, found in known.formula(statistic) if found)

    own = store.bulletin_of(env, docname)
    for _, data in store.entries(env, store.REPORTS).get(docname, ()):
        statistic = known.statistics[data["bulletin"], data["id"]]
        yield statistic.key
        yield from formula(statistic)
    tables = [(own, table) for table in store.entries(env, store.TABLES).get(docname, ())]
    tables += [(own, figure) for figure in store.entries(env, store.FIGURES).get(docname, ())]
    for use in store.entries(env, store.USES).get(docname, ()):
        if use.kind == "figure" and (use.bulletin, use.name) in figures:
            tables.append((use.bulletin, figures[use.bulletin, use.name]))
        statistic = known.statistics.get((use.bulletin, use.name)) if use.kind == "statistic" else None
        if statistic and use.part in ("value", "reported", "row"):
            yield use.bulletin, use.name
        if statistic and use.part in ("formula", "row"):
            yield from formula(statistic)
    for bulletin, table in tables:
        for row in split_table(known, bulletin, table):
            yield from (found.key for pieces in row for _, found in pieces if found)
        yield from (found.key for _, found in known.split_caption(bulletin, table.get("caption", "")) if found)


def split_table(known: Catalogue, bulletin: str, table: dict) -> list[list[list[Piece]]]:
    """Return the rows of a table's or figure's data, each cell as pieces; a cell's origin is its own or its row's."""
    origins = table.get("origins") or [[] for _ in table["rows"]]
    return [
        [known.split(bulletin, text, _origin(origin, column)) for column, text in enumerate(row)]
        for row, origin in zip(table["rows"], origins, strict=True)
    ]


def _origin(origin: list, column: int) -> list[Input]:
    """Return the origin of a cell: a table of cells gives one for each column, a chart's table one for the row."""
    return [Input.from_json(entry) for entry in (origin[column] if origin and isinstance(origin[0], list) else origin)]


def _inside(cells: Cells, origin: Cells) -> bool:
    return bool(cells) and all(cell in origin or (*cell[:2], ANY_FIELD) in origin for cell in cells)


def _values(statistic: Statistic) -> set[str]:
    """Return the numbers that a statistic prints, without unit."""
    return {statistic.computed.printed, f"{statistic.reported.value:f}" if statistic.reported else ""} - {""}


def _forms(statistic: Statistic) -> set[str]:
    """Return all that a cell may hold and still be nothing but this statistic."""
    values = _values(statistic)
    return {_squeezed(form) for form in (statistic.text, *values, *(f"{value}{statistic.unit}" for value in values))}


def _squeezed(text: str) -> str:
    """Return a text without the blanks that may stand between a number and its unit."""
    return re.sub(r"(?<=[0-9])\s+(?![\s0-9])|(?<![\s0-9])\s+(?=[0-9])", "", text.strip())
