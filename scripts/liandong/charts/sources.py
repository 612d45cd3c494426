"""Frames for the charts, made from measures and from the tables that every bulletin has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from liandong.model import Input, printed_value

if TYPE_CHECKING:
    import pandas

    from liandong.model.bulletin import Bulletin
    from liandong.model.measures import Measure

RATE_DECIMALS = 1
LIST_LABEL = "问题清单"
LISTED_LEVELS = ("city", "county")


def rates_frame(rates: Mapping[str, Measure], strict: str | None = None) -> pandas.DataFrame:
    """Return the frame for `rate_bars`: basis_zh, numerator, denominator, label, strict, inputs.

    Args:
        rates: rates in percent by the words for their basis.
        strict: the basis that the bulletin itself uses.
    """
    import pandas as pd

    rows = [
        {
            "basis_zh": basis,
            "numerator": int(rate.fraction[0]),
            "denominator": int(rate.fraction[1]),
            "label": f"{printed_value(rate.value, RATE_DECIMALS)}%",
            "strict": basis == strict,
            "inputs": rate.inputs,
        }
        for basis, rate in rates.items()
    ]
    return pd.DataFrame(rows)


def flow_frames(bulletin: Bulletin) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Return nodes and links for `flow_chart`: channels, then the list, its recipients and the state of the problems.

    No link joins the channels to the list: raw problems are merged, not handed on one by one.
    """
    import pandas as pd

    channels, assignments, status = (bulletin.table(name) for name in ("channels", "assignments", "status"))
    listed = assignments[assignments["level"].isin(LISTED_LEVELS)]
    states = status[status["level"].isin(LISTED_LEVELS)]
    levels = bulletin.labels("status", "level")
    nodes = [_node(row.channel, 0, row.name_zh, row.problems, _cell(channels, row.Index)) for row in channels.itertuples()]
    nodes.append(_node("list", 1, LIST_LABEL, sum(listed["problems"]), _cell(listed, *listed.index)))
    links = []
    for row in listed.itertuples():
        nodes.append(_node(row.level, 2, row.assigned_to_zh, row.problems, _cell(listed, row.Index)))
        links.append({"source": "list", "target": row.level, "value": int(row.problems)})
    for row in states.itertuples():
        name = f"{row.level}-{row.status}"
        nodes.append(_node(name, 3, f"{levels[row.level]}{row.wording_zh}", row.problems, _cell(states, row.Index), row.status))
        links.append({"source": row.level, "target": name, "value": int(row.problems)})
    return pd.DataFrame(nodes), pd.DataFrame(links)


def _node(node: str, stage: int, label: str, value: int, inputs: tuple[Input, ...], status: str = "") -> dict:
    return {"node": node, "stage": stage, "label_zh": label, "value": int(value), "status": status, "inputs": inputs}


def _cell(frame: pandas.DataFrame, *rows: int) -> tuple[Input, ...]:
    return (Input(frame.attrs.get("table", ""), tuple(int(row) for row in rows), ("problems",)),)
