"""Charts of the book: each function takes a table and returns a Figure; nothing is drawn before it is looked at."""

from .bars import bullet_bars, planned_built, rate_bars, value_bars
from .figure import MIME_TYPE, Figure, show
from .flow import flow_chart
from .intervals import interval_bars
from .lanes import timeline
from .statuses import status_bars

__all__ = [
    "MIME_TYPE",
    "Figure",
    "bullet_bars",
    "flow_chart",
    "interval_bars",
    "planned_built",
    "rate_bars",
    "show",
    "status_bars",
    "timeline",
    "value_bars",
]
