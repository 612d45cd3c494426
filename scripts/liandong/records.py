"""What a cell hands on: records of statistics and tables, as plain data that survives a notebook, a pickle and JSON.

``report`` and ``derive`` of a bulletin make statistic records, ``preview`` makes table records. Each is an object that
Jupyter displays under its own MIME type; the Sphinx extension renders it. Outside Jupyter (checks, tests) a collector
takes the records instead.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction

from liandong.formulas import Part, joined_text
from liandong.measures import Measure, plain
from liandong.proof import Judgement, Reported, Verdict, printed_value
from zhproof.rounding import Interval, Rounding, round_exact

REPORT_MIME = "application/vnd.liandong.report+json"
TABLE_MIME = "application/vnd.liandong.table+json"

# Where a hedge stands in Chinese: before the number, between number and measure word, or after the unit.
HEDGES_BETWEEN = frozenset({"余", "多"})
HEDGES_AFTER = frozenset({"以上", "以下", "以内", "左右", "上下"})
SCALES = ("万", "亿")

TRANSCRIBED_FORMULA = "转录原文，没有可供计算的数字"
UPDATED_FORMULA = "取自数据表，比简报新"
NO_VALUE = "无解"
CASE = "{name}（{case}）"
EXTRA_DIGITS = 3

_collector: ContextVar[list | None] = ContextVar("collector", default=None)


@dataclass(frozen=True)
class Record:
    """One thing that a cell displays: its MIME type, plain data for it, and a text for where nothing else can be shown."""

    mime: str
    data: dict
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        """Returns the bundle that Jupyter puts into the notebook."""
        return {self.mime: self.data, "text/plain": self.text}


@contextmanager
def collecting():
    """Yields a list that takes every record emitted inside the block, in order, instead of a notebook."""
    records: list[Record] = []
    token = _collector.set(records)
    try:
        yield records
    finally:
        _collector.reset(token)


def emit(record: Record) -> None:
    """Hands a record to the collector, or displays it in the running notebook."""
    records = _collector.get()
    if records is not None:
        records.append(record)
        return
    from IPython.display import display

    display(record)


def quantity_text(printed: str, unit: str, hedge: str = "") -> str:
    """Returns a number as prose prints it: 79.3%, 83%以上, 3000余人, 3万余人, 不低于55%, 23个百分点."""
    if hedge in HEDGES_AFTER:
        return f"{printed}{unit}{hedge}"
    if hedge in HEDGES_BETWEEN:
        scale = unit[:1] if unit.startswith(SCALES) else ""
        return f"{printed}{scale}{hedge}{unit[len(scale):]}"
    return f"{hedge}{printed}{unit}"


def formula_parts(measure: Measure, decimals: int, unit: str) -> tuple[Part, ...]:
    """Returns the derivation in full: the formula, the exact value as far as it can be written, and the rounded one."""
    if measure.transcribed:
        return (Part(TRANSCRIBED_FORMULA),)
    if measure.value is None:
        return measure.parts
    suffix = "%" if unit == "%" else ""
    rounded = f"{printed_value(measure.value, decimals)}{suffix}"
    if isinstance(measure.value, Interval):
        return (*measure.parts, Part(f" = {rounded}"))
    exact = exact_text(measure.value, decimals)
    if measure.formula == exact == printed_value(measure.value, decimals):
        # A count of rows: there is nothing to compute.
        return (*measure.parts, Part(suffix)) if suffix else measure.parts
    parts = measure.parts if measure.operator == "claims" else (*measure.parts, Part(f" = {exact}{suffix}"))
    if exact == printed_value(measure.value, decimals) and measure.operator != "claims":
        return parts
    return (*parts, Part(f" → {rounded}"))


def formula_text(measure: Measure, decimals: int, unit: str) -> str:
    """Returns the derivation as text."""
    return joined_text(formula_parts(measure, decimals, unit))


def exact_text(value: Fraction, decimals: int) -> str:
    """Returns a fraction as decimals: all of them if they end soon, else a few more than are printed, cut off and marked so."""
    text = plain(value)
    places = decimals + EXTRA_DIGITS - 1
    if "/" not in text and len(text.partition(".")[2]) <= places:
        return f"{round_exact(value, max(decimals, len(text.partition('.')[2]))):f}"
    # Cut towards zero, so that the digits shown are the value's own.
    cut = round_exact(abs(value), places, Rounding.FLOOR)
    return f"{'-' if value < 0 else ''}{cut:f}…"


def value_data(value) -> str | list[str] | None:
    """Returns a value for JSON: exact decimal or fraction as text, the two ends of an interval, or nothing."""
    if isinstance(value, Interval):
        return [plain(value.lower), plain(value.upper)]
    return None if value is None else plain(value)


def statistic_record(
    slug: str, row: dict, measure: Measure, reported: Reported, judgement: Judgement, provenance: dict | None = None,
) -> Record:
    """Returns the record of a reported statistic.

    Args:
        slug: the bulletin.
        row: its row of statistics.csv.
        measure: what the cell computed.
        reported: what the bulletin prints.
        judgement: the verdict on the two.
        provenance: where it comes from, in readers' words (``liandong.provenance``).
    """
    transcribed = measure.transcribed and measure.digits is not None
    # What was only copied is shown digit for digit: rounded, a slip behind the printed decimals would look right.
    computed = f"{measure.digits:f}" if transcribed else printed_value(measure.value, reported.decimals)
    updated = judgement.verdict == Verdict.UPDATED
    # Prose prints the bulletin's figure while it stands or is disputed, and the newer one once the tables have moved on.
    value = f"{reported.value:f}"
    # The hedge is the bulletin's word for its own figure, not for a newer one.
    shown, hedge = (computed, "") if updated else (value, reported.hedge)
    parts = formula_parts(measure, reported.decimals, row["unit"])
    if updated and measure.transcribed:
        parts = (Part(UPDATED_FORMULA),)
    data = _common(slug, "statistic", row, measure, computed, parts) | (provenance or {}) | {
        "hedge": hedge,
        "reported": {"printed": reported.printed, "value": value, "hedge": reported.hedge},
        "verdict": str(judgement.verdict),
        "finding": judgement.finding,
        "mentions": list(reported.mentions),
        "text": quantity_text(shown, row["unit"], hedge),
    }
    return Record(REPORT_MIME, data, f"{row['name_zh']} {data['text']}")


def derived_record(slug: str, row: dict, measure: Measure, provenance: dict | None = None) -> Record:
    """Returns the record of a figure that the bulletin never states; ``row`` is its row of derived.csv."""
    decimals = int(row["decimals"])
    computed = printed_value(measure.value, decimals)
    parts = formula_parts(measure, decimals, row["unit"])
    data = _common(slug, "derived", row, measure, computed, parts) | (provenance or {}) | {
        "hedge": "",
        "reported": None,
        "verdict": None,
        "finding": "",
        "mentions": [],
        "text": quantity_text(computed, row["unit"]) if computed else NO_VALUE,
    }
    return Record(REPORT_MIME, data, f"{row['name_zh']} {data['text']}")


def teaching_record(slug: str, row: dict, measure: Measure, *, case: str, case_zh: str, label_zh: str,
                    provenance: dict | None = None) -> Record:
    """Returns the record of a figure of the teaching ledger; it has no verdict, its label stands in that place.

    Args:
        slug: the ledger.
        row: its row of figures.csv.
        measure: what the cell computed.
        case: which case of the figure it is, empty for a single figure; its id is then ``figure.case``.
        case_zh: the case as readers see it.
        label_zh: what the data is, such as 虚构数据.
        provenance: where it comes from, in readers' words.
    """
    decimals = int(row["decimals"])
    computed = printed_value(measure.value, decimals)
    data = _common(slug, "teaching", row, measure, computed, formula_parts(measure, decimals, row["unit"])) | (provenance or {}) | {
        "hedge": "",
        "reported": None,
        "verdict": None,
        "label_zh": label_zh,
        "finding": "",
        "mentions": [],
        "text": quantity_text(computed, row["unit"]) if computed else NO_VALUE,
        "figure": row["id"],
        "case": case,
        "case_zh": case_zh,
    }
    if case:
        data |= {"id": f"{row['id']}.{case}", "name_zh": CASE.format(name=row["name_zh"], case=case_zh)}
    return Record(REPORT_MIME, data, f"{data['name_zh']} {data['text']}")


def table_record(name: str, caption: str, headings: list[str], rows: list[list[str]], origins: list[list[list[dict]]] | None = None) -> Record:
    """Returns the record of a table to be shown as it is; every cell is text.

    Args:
        name: the table.
        caption: its title.
        headings: the columns' titles.
        rows: the cells.
        origins: for each cell the cells of the bulletin's tables that it shows, as ``Input.data``; none if it shows no table's cells.
    """
    data = {"name": name, "caption": caption, "headings": headings, "rows": rows, "origins": origins or []}
    return Record(TABLE_MIME, data, "\n".join("\t".join(row) for row in [headings, *rows]))


def _common(slug: str, kind: str, row: dict, measure: Measure, computed: str, parts: tuple[Part, ...]) -> dict:
    """Returns what both kinds of record hold."""
    return {
        "kind": kind,
        "bulletin": slug,
        **{key: row[key] for key in ("id", "name_zh", "name_en", "unit", "section", "definition_zh")},
        "computed": {"printed": computed, "value": value_data(measure.value)},
        "basis": {
            "fraction": [plain(part) for part in measure.fraction] if measure.fraction else None,
            "counted": list(measure.counted),
            "as_of": measure.as_of.isoformat() if measure.as_of else None,
        },
        "inputs": [entry.data for entry in measure.inputs],
        "formula_zh": joined_text(parts),
        "formula": [part.data for part in parts],
    }
