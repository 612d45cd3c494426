"""Charts of the book: each function takes a table and returns a Figure; nothing is drawn before it is looked at."""

from liandong.charts.bars import bullet_bars, interval_bars, planned_built, rate_bars, status_bars, value_bars
from liandong.charts.figure import Figure, show
from liandong.charts.flow import flow_chart
from liandong.charts.lanes import timeline

__all__ = [
    "Figure", "bullet_bars", "flow_chart", "interval_bars", "planned_built", "rate_bars", "show", "status_bars",
    "timeline", "value_bars",
]
