"""The course's own questions with the book's own figures: a changed table changes exactly the questions that show it."""

import csv
from pathlib import Path

import pytest
from conftest import ROOT, copy_project

from liandong.course.questions.bank import Bank, read_bank
from liandong.course.questions.figures import Figures
from liandong.course.questions.sealing import unseal
from liandong.course.questions.variants import Variant, make_variants
from liandong.data.bulletins import bulletin_slugs, default_bulletin
from liandong.run.book import run_book
from liandong.sphinx_ext.course.question_html import question_data

SLUG = bulletin_slugs(ROOT)[0]
LATER = "2025-06-30"


def figures_of(root: Path) -> Figures:
    """Returns what the cells of a project report."""
    runs = run_book(root)
    assert [error for run in runs for error in run.errors] == []
    return Figures(runs.statistics, default_bulletin(root))


def figures_shown(variants: list[Variant], figures: Figures) -> set[tuple[str, str]]:
    """Returns bulletin and id of all figures whose present value a question's variants show, before or after the answer."""
    texts = [text for variant in variants for text in (variant.stem, variant.explanation, variant.solution)]
    texts += [text for variant in variants for choice in variant.choices for text in (choice.text, choice.why)]
    shown = {(segment.figure, segment.text) for text in texts for segment in text if segment.figure}
    known = figures.statistics
    # The bulletin's own figure stays what it said.
    return {key for key, words in shown if words != known[key].reported_text}


def pages_data(bank: Bank, figures: Figures) -> dict[str, object]:
    """Returns what the page holds for each question: variants, answers, explanations."""
    return {question.id: unseal(question_data(question, make_variants(question, figures), str, ("", "")), question.id) for question in bank.questions}


def edit(root: Path, name: str, change) -> None:
    """Applies a change to the rows of a table."""
    path = root / name
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def one_more_done(root: Path) -> None:
    """Newer data of the bulletin: a problem of the city that was going on is done."""
    def change(rows: list[dict]) -> None:
        city = {row["status"]: row for row in rows if row["level"] == "city"}
        for status, step in (("done", 1), ("ongoing", -1)):
            city[status]["problems"] = str(int(city[status]["problems"]) + step)
            city[status]["as_of"] = LATER

    edit(root, f"data/bulletins/{SLUG}/tables/status.csv", change)


def one_more_satisfied(root: Path) -> None:
    """The teaching ledger: in the first vote one vote more is satisfied and one less basically so."""
    def change(rows: list[dict]) -> None:
        rows[0]["satisfied"] = str(int(rows[0]["satisfied"]) + 1)
        rows[0]["basically_satisfied"] = str(int(rows[0]["basically_satisfied"]) - 1)

    edit(root, "data/training/ledger/tables/votes.csv", change)


@pytest.fixture(scope="module")
def before() -> tuple[Figures, dict[str, object]]:
    """Returns figures and questions as they are."""
    figures = figures_of(ROOT)
    return figures, pages_data(read_bank(ROOT), figures)


@pytest.mark.parametrize("change", [one_more_done, one_more_satisfied])
def test_a_changed_table_changes_exactly_its_questions(change, before, tmp_path):
    """Each question that shows a changed figure has other answers or explanations, each other question is the same, and some are concerned."""
    copy = copy_project(tmp_path / "project", ("_config.yml", "book", "data"))
    change(copy)
    bank = read_bank(ROOT)
    old, old_data = before
    new = figures_of(copy)
    moved = {key for key, one in new.statistics.items() if (one.text, one.formula_zh) != (old.statistics[key].text, old.statistics[key].formula_zh)}
    new_data = pages_data(bank, new)
    concerned = {question.id for question in bank.questions if figures_shown(make_variants(question, new), new) & moved}
    assert moved and concerned
    assert {key for key in new_data if new_data[key] != old_data[key]} == concerned
