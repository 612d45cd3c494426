"""The weekly bulletin (周通报): what changed in a week, what it adds up to, and how the denominator moved."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from liandong.course.training.items import completion_rate_of, count_items, in_effect
from liandong.course.training.timeline import changes_to, reopenings, status_on
from liandong.findings import messages
from liandong.model.measures import Measure

MESSAGES = messages(__name__)


@dataclass(frozen=True)
class Week:
    """The figures of one week, from its first to its last day: all counts in 项, the rate in percent.

    What was added (assigned), withdrawn, closed and reopened in it; what was listed (the denominator) and closed at its
    end, what was listed at the end of the week before; and the completion rate on the strict basis.
    """

    first: date
    last: date
    added: Measure
    withdrawn: Measure
    listed: Measure
    listed_before: int
    done_in_week: Measure
    reopened: Measure
    done_total: Measure
    rate: Measure


def week_of(history: pd.DataFrame, first: date, last: date) -> Week:
    """Return the figures of a week, all from ``history``; raises MeasureError if nothing was assigned until then."""
    now = status_on(history, last)
    listed = in_effect(now)
    before = in_effect(status_on(history, first - timedelta(days=1)))
    return Week(
        first, last,
        added=count_items(changes_to(history, "assigned", first, last), as_of=last),
        withdrawn=count_items(changes_to(history, "withdrawn", first, last), as_of=last),
        listed=count_items(listed, as_of=last),
        listed_before=len(before),
        done_in_week=count_items(changes_to(history, "done", first, last), as_of=last),
        reopened=count_items(reopenings(history, first, last), as_of=last),
        done_total=count_items(listed[listed["status"] == "done"], as_of=last),
        rate=completion_rate_of(now, as_of=last),
    )


def denominator_note(week: Week) -> str:
    """Return the sentence on how the denominator moved in a week; it has to stand in every weekly bulletin."""
    listed, added, withdrawn = (int(measure.value) for measure in (week.listed, week.added, week.withdrawn))
    if not week.listed_before:
        return MESSAGES["first"].format(listed=listed)
    if not added and not withdrawn:
        return MESSAGES["same"].format(listed=listed)
    changes = [MESSAGES[name].format(count=count)
               for name, count in (("added", added), ("withdrawn", withdrawn)) if count]
    return MESSAGES["moved"].format(before=week.listed_before, listed=listed, changes=MESSAGES["joined"].join(changes))
