"""A tiny bulletin in a folder, the statistics of its cells, and a throw-away Sphinx project that shows them; nothing needs a kernel."""

import csv
import hashlib
import io
import json
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import yaml

from liandong.model import Computed, FormulaPart, Input, Kind, Reported, Statistic, Verdict, whole
from liandong.model.bulletin import Bulletin, open_bulletin
from liandong.model.measures import completion_rate, fact, total
from liandong.model.mentions import READINGS
from liandong.model.outputs import CellOutput, collecting

SLUG = "2020-1-jia"
FIGURE_MIME = "application/vnd.liandong.figure+json"
SOURCE = "甲市共交办 29 项问题，其中办结 23\n\n项，持续整改 6 项，办结率79.3%，\n测评满意率均在83%以上。\n"

MENTIONS = [
    ("29", "甲市共交办 29 项问题", "statistic", "problems"),
    ("23", "其中办结 23项", "statistic", "done"),
    ("6", "持续整改 6 项", "statistic", "ongoing"),
    ("79.3%", "办结率79.3%", "statistic", "completion-rate"),
    ("83%", "测评满意率均在83%以上", "statistic", "satisfaction"),
]
STATISTICS = [
    ("problems", "交办问题", "项", ""),
    ("done", "办结问题", "项", ""),
    ("ongoing", "持续整改问题", "项", ""),
    ("completion-rate", "办结率", "%", ""),
    ("satisfaction", "满意率", "%", "以上"),
]
DERIVED = [("wide-rate", "办结率（持续整改算作办结）", "%", "1")]
STATUS = [("done", "立行立改", "23", "2020-05-01"), ("ongoing", "持续整改", "6", "2020-05-01")]
VOTES = [("satisfaction", "满意率", "83", "%", "2020-05-01")]
LABELS = {"done": "已办结", "ongoing": "正在整改"}


def field(name: str, kind: str = "string", title: str = "", **more) -> dict:
    """Returns a field of datapackage.json; ``required``, ``minimum`` and ``enum`` are constraints."""
    constraints = {key: more.pop(key) for key in ("required", "minimum", "enum") if key in more}
    return {"name": name, "type": kind, "title": title or name, "description": name, "description_en": name,
            **({"constraints": constraints} if constraints else {}), **more}


def resource(name: str, path: str, fields: list[dict], key: str) -> dict:
    """Returns a resource of datapackage.json."""
    return {"name": name, "type": "table", "path": path, "title": f"{name} 表", "description": name, "format": "csv",
            "mediatype": "text/csv", "encoding": "utf-8",
            "schema": {"fields": fields, "primaryKey": [key], "missingValues": [""]}}


def package() -> dict:
    """Returns the datapackage.json of the tiny bulletin."""
    section = {"enum": ["first"], "labels": {"first": "第一部分"}}
    return {
        "name": SLUG,
        "title": "甲市",
        "description": "虚构的一期简报。",
        "resources": [
            resource("statistics", "statistics.csv", [
                field("id", required=True), field("name_zh"), field("name_en"), field("unit"), field("hedge"),
                field("section", **section), field("definition_zh"),
            ], "id"),
            resource("derived", "derived.csv", [
                field("id", required=True), field("name_zh"), field("name_en"), field("unit"), field("decimals", "integer"),
                field("section", **section), field("definition_zh"),
            ], "id"),
            resource("mentions", "mentions.csv", [
                field("position", "integer"), field("printed"), field("context"), field("role"), field("statistic"),
                *map(field, READINGS), field("why"),
            ], "position"),
            resource("status", "tables/status.csv", [
                field("status", title="状态", enum=list(LABELS), labels=LABELS), field("wording_zh", title="说法"),
                field("problems", "integer", title="项数", minimum=0), field("as_of", "date", title="日期"),
                field("contact", title="联系人", private=True),
            ], "status"),
            resource("votes", "tables/votes.csv", [
                field("item", required=True), field("name_zh"), field("value", "number"), field("unit"), field("as_of", "date"),
            ], "item"),
        ],
    }


def csv_text(headings: list[str], rows) -> str:
    """Returns a CSV file's text."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()


def write_bulletin(root: Path, *, source: str = SOURCE, mentions=None, statistics=None, derived=None, status=None, votes=None,
                   info: dict | None = None, discrepancies=None, package_json: dict | None = None) -> Bulletin:
    """Writes the tiny bulletin below ``root`` and returns it; each argument replaces one of its parts.

    Args:
        root: the project's root to be.
        source: the text; its checksum goes to bulletin.yml.
        mentions: rows of printed, context, role, statistic, and what a person decided: value, unit, hedge, kind, why; the position is their number.
        statistics: rows of id, name, unit, hedge.
        derived: rows of id, name, unit, decimals.
        status: rows of status, wording, problems, date.
        votes: rows of item, name, value, unit, date.
        info: entries of bulletin.yml that replace the true ones.
        discrepancies: what discrepancies.yml holds; no file without it.
        package_json: another datapackage.json.
    """
    folder = root / "data" / "bulletins" / SLUG
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    mentions = MENTIONS if mentions is None else mentions
    statistics = STATISTICS if statistics is None else statistics
    derived = DERIVED if derived is None else derived
    basis = {"title": "甲市的简报", "document": "简报", "issuer": "乙", "number": "2020年第1期", "date": "2020-05-01", "noise": []}
    basis["sha256"] = hashlib.sha256(source.encode()).hexdigest()
    info_text = yaml.safe_dump(basis | (info or {}), allow_unicode=True).replace("'2020-05-01'", "2020-05-01")
    texts = {
        "source.txt": source,
        "bulletin.yml": info_text,
        "datapackage.json": json.dumps(package_json or package(), ensure_ascii=False),
        "mentions.csv": csv_text(["position", "printed", "context", "role", "statistic", *READINGS, "why"],
                                 [(number, *row, *[""] * (9 - len(row))) for number, row in enumerate(mentions, start=1)]),
        "statistics.csv": csv_text(["id", "name_zh", "name_en", "unit", "hedge", "section", "definition_zh"],
                                   [(key, name, key, unit, hedge, "first", name) for key, name, unit, hedge in statistics]),
        "derived.csv": csv_text(["id", "name_zh", "name_en", "unit", "decimals", "section", "definition_zh"],
                                [(key, name, key, unit, decimals, "first", name) for key, name, unit, decimals in derived]),
        "tables/status.csv": csv_text(["status", "wording_zh", "problems", "as_of", "contact"],
                                      [(*row, "张三") for row in (STATUS if status is None else status)]),
        "tables/votes.csv": csv_text(["item", "name_zh", "value", "unit", "as_of"], VOTES if votes is None else votes),
    }
    if discrepancies is not None:
        texts["discrepancies.yml"] = (
            discrepancies if isinstance(discrepancies, str) else yaml.safe_dump(discrepancies, allow_unicode=True, sort_keys=False)
        )
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return open_bulletin(SLUG, root)


def discrepancy(*statistics: str, **more) -> list[dict]:
    """Returns a discrepancies.yml with one entry that lists the statistics."""
    return [{"id": "open-question", "title": "一处疑问", "statistics": list(statistics), "status": "待核", "fails": "算不出", **more}]


def frame(rows: list[dict], table: str = "made_up", first: int = 2) -> pd.DataFrame:
    """Returns a table as the loader gives it: indexed by line number of the file, exact numbers in object columns."""
    result = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype="object") for name in rows[0]} if rows else {})
    result.index = pd.RangeIndex(first, first + len(result), name="row")
    result.attrs["table"] = table
    return result


def tiny_statistics(bulletin: Bulletin) -> list[Statistic]:
    """Returns what the cells of the tiny bulletin's page report: each statistic and each derived figure once."""
    status, votes = bulletin.table("status"), bulletin.table("votes")
    with collecting() as statistics:
        bulletin.report("problems", total(status))
        bulletin.report("done", total(status[status["status"] == "done"]))
        bulletin.report("ongoing", total(status[status["status"] == "ongoing"]))
        bulletin.report("completion-rate", completion_rate(status))
        bulletin.report("satisfaction", fact(votes, "satisfaction"))
        bulletin.derive("wide-rate", completion_rate(status, done=["done", "ongoing"]))
    return statistics


def figure_output(name: str = "bars", **more) -> CellOutput:
    """Returns the output of a figure whose drawing is empty."""
    empty = {"wide": {"data": {"values": [{}]}, "mark": "point"}}
    data = {"name": name, "specifications": empty, "alt": "甲多于乙", "caption": "甲和乙", "headings": ["名"], "rows": [["甲"]]} | more
    return CellOutput(FIGURE_MIME, data, data["alt"])


def changed(statistic: Statistic, **more) -> Statistic:
    """Returns a statistic with parts replaced; ``formula_zh`` stands for a formula of which only the text is known."""
    if "formula_zh" in more:
        more["formula"] = whole(more.pop("formula_zh"))
    return replace(statistic, **more)


def done_statistic(**more) -> Statistic:
    """Returns what a cell reports for the statistic ``done``, with parts replaced."""
    return changed(Statistic(
        Kind.STATISTIC, SLUG, "done", "办结问题", "done", "项", "first", "办结问题", Computed("23", Fraction(23)), "23项",
        reported=Reported("23", Decimal("23"), "", (2,)), verdict=Verdict.TRANSCRIBED, formula=(FormulaPart("转录"),),
        inputs=(Input("status", (2,), ("problems",)),),
    ), **more)


def notebook(*cells: list[Statistic | CellOutput]) -> str:
    """Returns an executed notebook with a code cell for each list of outputs, which are its outputs."""
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python", "pygments_lexer": "ipython3"}},
        "cells": [{"cell_type": "markdown", "id": "head", "metadata": {}, "source": "# 复算"}] + [
            {
                "cell_type": "code", "id": f"cell-{number}", "metadata": {}, "execution_count": number, "source": "pass",
                "outputs": [
                    {"output_type": "display_data", "metadata": {}, "data": output._repr_mimebundle_()} for output in outputs
                ],
            }
            for number, outputs in enumerate(cells, start=1)
        ],
    }, ensure_ascii=False)


@dataclass(frozen=True)
class BuiltProject:
    """A built throw-away project: its folder, the output's folder, and what Sphinx warned of."""

    root: Path
    out: Path
    warnings: str

    def page(self, name: str, suffix: str = ".html") -> str:
        """Returns the text of a written page."""
        return (self.out / f"{name}{suffix}").read_text(encoding="utf-8")


CALCULATION = f"book/bulletins/{SLUG}/calculation"
CONFIG = {
    "extensions": ["myst_nb", "liandong.sphinx_ext"],
    "language": "zh_CN",
    "html_theme": "basic",
    "root_doc": "contents",
    "nb_execution_mode": "off",
    "liandong_bulletin": SLUG,
    "exclude_patterns": ["data", "_build", "_out"],
}


def build_pages(root: Path, pages: dict[str, str], *, builder: str = "html", jobs: int = 1, config: dict | None = None) -> BuiltProject:
    """Writes the pages into a project that has data already, builds it in this process and returns the result.

    Args:
        root: the project's root.
        pages: text by path; a root page that lists them all is added.
        builder: Sphinx's builder.
        jobs: how many processes read.
        config: values that replace those of ``CONFIG``.

    Raises:
        SphinxError: if the build stops.
    """
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    listed = "\n".join(name.rpartition(".")[0] for name in pages)
    contents = f"# 目录\n\n```{{toctree}}\n{listed}\n```\n"
    for name, text in {"contents.md": contents, **pages}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # An unchanged page keeps its time, so that a second build reads only what has changed.
        if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            path.write_bytes(text.encode("utf-8"))
    out = root / "_out" / builder
    warnings = io.StringIO()
    nocolor()
    with patch_docutils(str(root)), docutils_namespace():
        app = Sphinx(
            srcdir=root, confdir=None, outdir=out, doctreedir=root / "_out" / "doctrees", buildername=builder,
            confoverrides=CONFIG | (config or {}), status=io.StringIO(), warning=warnings, parallel=jobs, freshenv=False,
        )
        app.build()
    return BuiltProject(root, out, warnings.getvalue())


