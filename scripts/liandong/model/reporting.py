"""Makes statistics of what cells computed: reported ones, derived ones, and the figures of the teaching ledger."""

from __future__ import annotations

from liandong.model import Computed, FormulaPart, Kind, Reported, Statistic, Verdict, joined_text
from liandong.model.measures import Measure
from liandong.model.number_text import exact_text, printed_value, quantity_text
from zhproof.rounding import Interval

TRANSCRIBED_FORMULA = "转录原文，没有可供计算的数字"
UPDATED_FORMULA = "取自数据表，比简报新"
NO_VALUE = "无解"
CASE = "{name}（{case}）"


def formula_parts(measure: Measure, decimals: int, unit: str) -> tuple[FormulaPart, ...]:
    """Return the derivation in full: the formula, the exact value as far as it can be written, and the rounded one."""
    if measure.transcribed:
        return (FormulaPart(TRANSCRIBED_FORMULA),)
    if measure.value is None:
        return measure.parts
    suffix = "%" if unit == "%" else ""
    rounded = f"{printed_value(measure.value, decimals)}{suffix}"
    if isinstance(measure.value, Interval):
        return (*measure.parts, FormulaPart(f" = {rounded}"))
    exact = exact_text(measure.value, decimals)
    if measure.formula == exact == printed_value(measure.value, decimals):
        # A count of rows: there is nothing to compute.
        return (*measure.parts, FormulaPart(suffix)) if suffix else measure.parts
    parts = measure.parts if measure.operator == "claims" else (*measure.parts, FormulaPart(f" = {exact}{suffix}"))
    if exact == printed_value(measure.value, decimals) and measure.operator != "claims":
        return parts
    return (*parts, FormulaPart(f" → {rounded}"))


def formula_text(measure: Measure, decimals: int, unit: str) -> str:
    """Return the derivation as text."""
    return joined_text(formula_parts(measure, decimals, unit))


def reported_statistic(
    slug: str, row: dict, measure: Measure, reported: Reported, verdict: Verdict, finding: str = "", **origin,
) -> Statistic:
    """Return a statistic that a bulletin reports; ``row`` is its row of statistics.csv.

    ``origin`` is where it comes from, by the names of ``Statistic``: sources, equal_cells, clauses.
    """
    transcribed = measure.transcribed and measure.digits is not None
    # What was only copied is shown digit for digit: rounded, a slip behind the printed decimals would look right.
    printed = f"{measure.digits:f}" if transcribed else printed_value(measure.value, reported.decimals)
    if verdict == Verdict.REPRODUCED:
        # An exact tie prints as the rule that the bulletin followed prints it.
        printed = f"{reported.value:f}"
    updated = verdict == Verdict.UPDATED
    # Prose prints the bulletin's figure while it stands or is disputed, after that the newer one, without a hedge.
    text = quantity_text(printed,
                         row["unit"]) if updated else quantity_text(f"{reported.value:f}", row["unit"], reported.hedge)
    formula = formula_parts(measure, reported.decimals, row["unit"])
    if updated and measure.transcribed:
        formula = (FormulaPart(UPDATED_FORMULA),)
    elif measure.relation and measure.transcribed:
        formula = measure.relation.formula
    return _statistic(
        Kind.STATISTIC, slug, row, measure, printed, formula=formula, text=text, reported=reported, verdict=verdict,
        finding=finding,
        copied=measure.transcribed and not updated, relation=None if updated else measure.relation, **origin,
    )


def derived_statistic(slug: str, row: dict, measure: Measure, **origin) -> Statistic:
    """Return a figure that the bulletin never states, by its row of derived.csv; ``origin`` as for a reported one."""
    return _unreported(Kind.DERIVED, slug, row, measure, **origin)


def teaching_statistic(
    slug: str, row: dict, measure: Measure, *, case: str, case_zh: str, label_zh: str, **origin,
) -> Statistic:
    """Return a figure of the teaching ledger; it has no verdict, its label (虚构数据) stands in that place.

    ``row`` is its row of figures.csv, ``origin`` as for a reported one; of a case of the figure the id is
    ``figure.case``.
    """
    named = row | {"id": f"{row['id']}.{case}",
                   "name_zh": CASE.format(name=row["name_zh"], case=case_zh)} if case else row
    return _unreported(
        Kind.TEACHING, slug, named, measure, figure=row["id"], case=case, case_zh=case_zh, label_zh=label_zh, **origin,
    )


def _unreported(kind: Kind, slug: str, row: dict, measure: Measure, **more) -> Statistic:
    """Return a statistic that nobody reports, printed with the decimals that its row gives."""
    decimals = int(row["decimals"])
    printed = printed_value(measure.value, decimals)
    text = quantity_text(printed, row["unit"]) if printed else NO_VALUE
    return _statistic(kind, slug, row, measure, printed, formula=formula_parts(measure, decimals, row["unit"]),
                      text=text, **more)


def _statistic(kind: Kind, slug: str, row: dict, measure: Measure, printed: str, **more) -> Statistic:
    """Return a statistic with what its row and its measure say."""
    value = measure.value
    described = {name: row[name] for name in ("id", "name_zh", "name_en", "unit", "section", "definition_zh")}
    return Statistic(
        kind=kind, bulletin=slug, **described,
        computed=Computed(printed, (value.lower, value.upper) if isinstance(value, Interval) else value),
        inputs=measure.inputs, fraction=measure.fraction, counted=measure.counted, as_of=measure.as_of, **more,
    )
