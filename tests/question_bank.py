"""A tiny question bank in a folder, and figures that no cell needs to report."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from builders import csv_text
from conftest import ROOT

from liandong.course.questions.figures import Figures
from liandong.course.questions.marking import NumberAnswer
from liandong.model import Computed, Kind, Statistic, printed_value, quantity_text, whole

SLUG = "2020-1-jia"
QUESTION_FIELDS = ["id", "module", "kind", "stem_zh", "answer", "cases", "shown", "explanation_zh", "reread", "examination"]
OPTION_FIELDS = ["question", "position", "text_zh", "correct", "why_zh"]
PLACE = "method/step#怎样算"
PAGE = "# 步骤\n\n## 怎样算\n\n算。\n\n(here)=\n这里。\n"

# Answers, what a reader types, and whether it is right.
ROUNDED, EXACT, COUNT = NumberAnswer("79.3", 1, False, "%"), NumberAnswer("75.0", 1, True, "%"), NumberAnswer("43", 0, True, "项")
NUMBERS = [
    (ROUNDED, "79.3", True), (ROUNDED, "79.31", True), (ROUNDED, "79.26", True), (ROUNDED, "79.25", False), (ROUNDED, "79.35", False), (ROUNDED, "79.349", True),
    (ROUNDED, "79", False), (ROUNDED, "-79.3", False), (EXACT, "75", True), (EXACT, "75.00", True), (EXACT, "75.01", False), (COUNT, "43", True),
    (COUNT, "43.0", True), (COUNT, "43.2", False), (NumberAnswer("79.2", 1, False, "%"), "79.25", True), (NumberAnswer("0", 0, False, "%"), "-0.3", True),
]


def question(key: str, kind: str, **more) -> dict:
    """Returns a row of questions.csv of the module on figures; parts are replaced by name."""
    row = {"id": key, "module": "figure-checking", "kind": kind, "stem_zh": f"问{key}？", "explanation_zh": "因为。", "reread": PLACE}
    return dict.fromkeys(QUESTION_FIELDS, "") | row | more


def option(key: str, position: int, text: str, correct: str = "", why: str = "") -> dict:
    """Returns a row of options.csv."""
    return dict(zip(OPTION_FIELDS, (key, str(position), text, correct, why), strict=True))


# One question of each kind; the tests damage copies of it.
BANK = (
    [
        question("pick", "single", stem_zh="办结率是多少？", shown="3"),
        question("pick-all", "multiple", explanation_zh="{rate|formula}。"),
        question("value", "number", stem_zh="{case}的办结率是多少？", answer="this", cases="training:unit-rate.*", explanation_zh="{this|formula}。"),
        question("steps", "order"),
        question("draft", "wrong-number"),
    ],
    [
        option("pick", 1, "{rate}", "yes"),
        option("pick", 2, "{rate|cut}", "no", "去尾了。"),
        option("pick", 3, "{rate|rest-base}", "no", "分母错了。"),
        option("pick", 4, "{rate|points}", "no", "不是百分点。"),
        option("pick", 5, "{rate|complement}", "no", "说反了。"),
        option("pick-all", 1, "分子是{rate|part}项", "yes"),
        option("pick-all", 2, "分母是{rate|whole}项", "yes"),
        option("pick-all", 3, "分母是{rate|rest}项", "no", "那是没有办结的。"),
        option("steps", 1, "先交办"),
        option("steps", 2, "再签收", "", "签收才计时。"),
        option("steps", 3, "后复核"),
        option("draft", 1, "共交办{all|off}。", "", "合计是{all}。"),
        option("draft", 2, "办结率{rate|raised}。", "", "应是{rate}。"),
        option("draft", 3, "办结{done}。"),
    ],
)


def figure(key: str, value, unit: str, decimals: int = 0, *, bulletin: str = SLUG, **more) -> Statistic:
    """Returns a derived figure as a cell reports it."""
    printed = printed_value(Fraction(value), decimals)
    made = Statistic(
        Kind.DERIVED, bulletin, key, f"指标{key}", "", unit, "", "", Computed(printed, Fraction(value)), quantity_text(printed, unit),
        formula=whole(f"算得 {printed}{unit}"),
    )
    return replace(made, **more)


def rate(key: str, part: int, total: int, decimals: int = 1, **more) -> Statistic:
    """Returns a rate in percent."""
    return figure(key, Fraction(100 * part, total), "%", decimals, fraction=(Fraction(part), Fraction(total)), **more)


def figures(*changed: Statistic) -> Figures:
    """Returns the figures that the tiny bank names; ``changed`` ones replace or join them."""
    known = [
        figure("all", 29, "项"), figure("done", 23, "项"), rate("rate", 23, 29), rate("other-rate", 11, 14), figure("rise", 23, "个百分点"),
        rate("unit-rate.one", 2, 3, bulletin="training", case_zh="甲局"), rate("unit-rate.two", 3, 4, bulletin="training", case_zh="乙局"),
        figure("unit-count.one", 3, "项", bulletin="training", case_zh="甲局"), figure("unit-count.two", 4, "项", bulletin="training", case_zh="乙局"),
    ]
    return Figures({one.key: one for one in [*known, *changed]}, SLUG)


def write_bank(root: Path, questions: list[dict] = BANK[0], options: list[dict] = BANK[1]) -> None:
    """Writes a bank, and the page that its questions send readers to, below ``root``."""
    folder = root / "data" / "training"
    folder.mkdir(parents=True, exist_ok=True)
    package = json.loads((ROOT / "data" / "training" / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [resource for resource in package["resources"] if resource["name"] in ("questions", "options")]
    package.pop("totals", None)
    texts = {
        "datapackage.json": json.dumps(package, ensure_ascii=False),
        "questions.csv": csv_text(QUESTION_FIELDS, [list(row.values()) for row in questions]),
        "options.csv": csv_text(OPTION_FIELDS, [list(row.values()) for row in options]),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    page = root / "book" / "method" / "step.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_bytes(PAGE.encode())
