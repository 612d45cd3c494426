"""Charts of the book: each function takes a table and returns a Figure; nothing is drawn before it is looked at."""

from .figure import MIME_TYPE, Figure
from .flow import flow_chart
from .intervals import interval_bars
from .lanes import timeline
from .rates import rate_bars, status_bars
from .values import bullet_bars, planned_built, value_bars

__all__ = [
    "MIME_TYPE",
    "Figure",
    "bullet_bars",
    "flow_chart",
    "interval_bars",
    "planned_built",
    "rate_bars",
    "status_bars",
    "timeline",
    "value_bars",
]
