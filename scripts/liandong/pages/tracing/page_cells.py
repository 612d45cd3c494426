"""The words in a page's cells that readers will see: captions, alternative texts, names of bases."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from liandong.pages.cells import read_cells
from liandong.pages.tracing.markdown import Block, Forged
from liandong.pages.tracing.rules import Piece, marked_pieces

CJK = re.compile("[\u4e00-\u9fff]")
# An element that says itself where it comes from.
CLAIM = "data-kind"
# What is passed under these names is shown, whatever script it is in.
SHOWN = frozenset({"alt", "caption", "axis", "title", "heading", "headings", "label", "labels", "unit"})


def read_cell_texts(text: str) -> Iterator[Block | Forged]:
    """Yield what of the code readers will see: strings with Chinese in them or passed as something that is shown, and decimal fractions.

    Strings of other scripts are ids, names of columns and paths; whole numbers count columns and rows. A decimal fraction in a cell is a
    figure typed by hand: those of the data come from tables, exactly. A cell that is no Python is the build's to refuse.
    """
    for cell in read_cells(text):
        try:
            tree = ast.parse(cell.code)
        except (SyntaxError, ValueError):
            continue
        shown = {
            id(constant)
            for call in ast.walk(tree) if isinstance(call, ast.Call)
            for keyword in call.keywords if keyword.arg in SHOWN
            for constant in ast.walk(keyword.value)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant):
                continue
            line = cell.line + node.lineno - 1
            if isinstance(node.value, float):
                yield Block(((Piece(ast.get_source_segment(cell.code, node) or str(node.value)), line),))
            elif isinstance(node.value, str) and CLAIM in node.value:
                yield Forged(line, node.value)
            elif isinstance(node.value, str) and (id(node) in shown or CJK.search(node.value)):
                yield Block(tuple((piece, line) for piece in marked_pieces(node.value)))
