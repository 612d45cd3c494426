"""The question bank as a whole: the right option is the longest about as often as chance would have it, and dates that are right are worked on."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from liandong.course.questions.bank import QuestionKind, read_bank
from liandong.course.questions.texts import Mark, parse
from liandong.data.working_days import read_working_days

ROOT = Path(__file__).resolve().parents[1]


def plain(text: str) -> str:
    """Returns an option as a reader sees it, a figure as one character."""
    return "".join(part if isinstance(part, str) else part.text if isinstance(part, Mark) else "数" for part in parse(text))


@pytest.mark.parametrize("examination", [False, True])
def test_the_longest_option_is_right_about_as_often_as_by_chance(examination):
    """Over all single-choice questions the share does not leave what guessing by length could use: within a tenth of chance."""
    single = [question for question in read_bank(ROOT).questions if question.kind == QuestionKind.SINGLE and question.examination is examination]
    chance, longest = Fraction(0), 0
    for question in single:
        lengths = {option.right: [] for option in question.options}
        for option in question.options:
            lengths[option.right].append(len(plain(option.text)))
        chance += Fraction(1, len(question.options))
        longest += max(lengths[True]) > max(lengths[False])
    assert abs(longest - chance) * 10 <= len(single), (longest, float(chance), len(single))


def test_no_right_answer_is_a_day_of_rest():
    """A day that is given as the last one on which something may be done is a working day, as the chapter on terms says."""
    calendar = read_working_days(ROOT)
    days = []
    for question in read_bank(ROOT).questions:
        for option in question.options if question.kind == QuestionKind.SINGLE else ():
            for part in parse(option.text) if option.right else ():
                if isinstance(part, Mark) and part.kind == "date" and part.text.count("日") == 1 and "年" in part.text:
                    year, rest = part.text.split("年")
                    month, day = rest.removesuffix("日").split("月")
                    days.append(date(int(year), int(month), int(day)))
    assert len(days) >= 2
    assert [day for day in days if not calendar.is_working(day)] == []
