"""Frames for the charts, made from measures and from the tables that every bulletin has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from liandong.findings import messages
from liandong.model import Input, printed_value

if TYPE_CHECKING:
    import pandas

    from liandong.model.bulletin import Bulletin
    from liandong.model.measures import Measure

RATE_DECIMALS = 1
LISTED_LEVELS = ("city", "county")
LABELS = messages(__name__, "labels")


def rates_frame(rates: Mapping[str, Measure], strict: str | None = None) -> pandas.DataFrame:
    """Return the frame for `rate_bars`: basis_zh, numerator, denominator, label, strict, inputs.

    Args:
        rates: rates in percent by the words for their basis.
        strict: the basis that the bulletin itself uses.
    """
    import pandas as pd

    rows = [(basis, *map(int, rate.fraction), f"{printed_value(rate.value, RATE_DECIMALS)}%", basis == strict,
             rate.inputs) for basis, rate in rates.items()]
    return pd.DataFrame(rows, columns=["basis_zh", "numerator", "denominator", "label", "strict", "inputs"])


def flow_frames(bulletin: Bulletin) -> tuple[pandas.DataFrame, pandas.DataFrame]:
    """Return nodes and links for `flow_chart`: channels, then the list, its recipients and the state of the problems.

    No link joins the channels to the list: raw problems are merged, not handed on one by one.
    """
    import pandas as pd

    channels, assignments, status = (bulletin.table(name) for name in ("channels", "assignments", "status"))
    listed, states = (frame[frame["level"].isin(LISTED_LEVELS)] for frame in (assignments, status))
    levels = bulletin.labels("status", "level")
    nodes, links = [], []

    def add(node: str, stage: int, label: str, rows: pandas.DataFrame, state: str = "", source: str = "") -> None:
        value = int(rows["problems"].sum())
        inputs = (Input(rows.attrs.get("table", ""), tuple(map(int, rows.index)), ("problems",)),)
        nodes.append({"node": node, "stage": stage, "label_zh": label, "value": value, "status": state,
                      "inputs": inputs})
        links.extend([{"source": source, "target": node, "value": value}] * bool(source))

    for row in channels.itertuples():
        add(row.channel, 0, row.name_zh, channels.loc[[row.Index]])
    add("list", 1, LABELS["list"], listed)
    for row in listed.itertuples():
        add(row.level, 2, row.assigned_to_zh, listed.loc[[row.Index]], source="list")
    for row in states.itertuples():
        add(f"{row.level}-{row.status}", 3, f"{levels[row.level]}{row.wording_zh}", states.loc[[row.Index]], row.status,
            row.level)
    return pd.DataFrame(nodes), pd.DataFrame(links)
