"""The question bank without Sphinx: texts, figures, wrong figures by rule, variants, marking, the code that hides answers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from conftest import ROOT
from question_bank import NUMBERS, SLUG, figure, figures, rate, write_bank

from liandong.course.questions.bank import QuestionKind, read_bank
from liandong.course.questions.citations import linked_citations
from liandong.course.questions.figures import ERRORS, SHOWN, UnknownFigure, error_names, wrong_text
from liandong.course.questions.marking import NumberAnswer, is_right, typed_number
from liandong.course.questions.sealing import seal, unseal
from liandong.course.questions.texts import Mark, Placeholder, TextProblem, parse
from liandong.course.questions.variants import MAX_VARIANTS, Writer, make_variants, text_of
from liandong.data.documents import read_json
from liandong.model import Computed, NoValueError
from liandong.pages.marking.laws import read_register
from liandong.sphinx_ext.course.question_html import words

DOCUMENTATION = (ROOT / "book" / "upkeep" / "questions.md").read_text(encoding="utf-8")


@pytest.fixture
def bank(tmp_path):
    """Returns the tiny bank's questions by id."""
    write_bank(tmp_path)
    return {question.id: question for question in read_bank(tmp_path).questions}


def test_texts_hold_words_figures_and_marks():
    """Placeholders may name a rule and further figures; marks are those of the pages."""
    assert parse("共{a-b}，{training:c.*|over:d+x:e}，{law}`第三条`。") == (
        "共", Placeholder("a-b"), "，", Placeholder("training:c.*", "over", ("d", "x:e")), "，", Mark("law", "第三条"), "。",
    )


@pytest.mark.parametrize("text", ["{", "}", "{A}", "{a|b|c}", "{a b}", "`x`", "{a|cut:}", "{stat}`a`", "{a|over:b,c}"])
def test_broken_texts_are_refused(text):
    """Whatever is no placeholder and no mark is told, never printed as it stands."""
    with pytest.raises(TextProblem):
        parse(text)


@pytest.mark.parametrize(("name", "rule", "others", "expected"), [
    ("other-rate", "cut", (), "78.5%"), ("rate", "raised", (), "79.4%"), ("rate", "points", (), "79.3个百分点"), ("rise", "points", (), "23%"),
    ("other-rate", "rest-base", (), "366.7%"), ("other-rate", "over", ("all",), "37.9%"), ("other-rate", "over", ("rate",), "37.9%"),
    ("other-rate", "complement", (), "21.4%"), ("other-rate", "mean", ("rate", "other-rate"), "78.9%"), ("other-rate", "forced", ("rate",), "20.7%"),
    ("all", "off", (), "30项"), ("rate", "off", (), "79.4%"), ("all", "swapped", (), "92项"), ("rate", "swapped", (), "97.3%"), ("all", "shifted", (), "290项"),
    ("rate", "shifted", (), "793.0%"), ("other-rate", "instead", ("rate",), "79.3%"),
])
def test_wrong_figures_follow_from_right_ones(name, rule, others, expected):
    """Each rule gives the figure that its error gives, printed as the right one is; 23 of 29 is 79.31… percent, 11 of 14 is 78.57… percent."""
    known = figures()
    assert wrong_text(rule, known.find(name), [known.find(other) for other in others]) == expected


@pytest.mark.parametrize(("rule", "changed"), [
    ("cut", rate("x", 1, 2)), ("raised", figure("x", 5, "项")), ("points", figure("x", 5, "项")), ("rest-base", figure("x", 5, "项")),
    ("rest-base", rate("x", 2, 2)), ("swapped", figure("x", 5, "项")), ("swapped", figure("x", 55, "项")), ("swapped", figure("x", 50, "项")),
    ("cut", figure("x", 5, "项", computed=Computed("4—6", (Fraction(4), Fraction(6))))),
])
def test_an_error_that_makes_no_difference_is_none(rule, changed):
    """Where nothing was rounded, nothing is cut off; a figure without parts has no other denominator."""
    with pytest.raises(NoValueError):
        wrong_text(rule, figures(changed).find("x"), [])


def test_names_of_errors_do_not_overlap():
    """Beside the right name stands none that the same wrong figure could be called too."""
    for rule in ERRORS.values():
        assert rule.label not in error_names(rule.label)
        assert len(error_names(rule.label)) >= 3
    assert ERRORS["swapped"].label not in error_names(ERRORS["off"].label)


def test_the_page_for_authors_names_everything():
    """Every rule, way of showing, module, kind and column is described in “怎样出题”."""
    package = read_json(ROOT / "data" / "training" / "datapackage.json", ROOT)
    tables = {resource["name"]: resource["schema"]["fields"] for resource in package["resources"]}
    fields = [*tables["questions"], *tables["options"]]
    words = [*ERRORS, *SHOWN, *(field["name"] for field in fields), *(rule.label for rule in ERRORS.values())]
    words += [word for field in fields if field["name"] in ("module", "kind") for pair in field["labels"].items() for word in pair]
    assert [word for word in words if word not in DOCUMENTATION] == []


def test_cases_go_through_a_family():
    """``this`` is the case's figure, ``case`` its name, and ``.*`` of another family the figure of the same case."""
    known = figures()
    assert known.cases(("training:unit-rate.*",)) == ["training:unit-rate.one", "training:unit-rate.two"]
    writer = Writer(known, "training:unit-rate.two")
    assert text_of(writer.write("{case}{this}，分母{training:unit-count.*}")) == "乙局75.0%，分母4项"
    assert writer.used == {("training", "unit-rate.two"), ("training", "unit-count.two")}
    with pytest.raises(UnknownFigure):
        known.cases(("training:none.*",))


def test_figures_carry_where_they_come_from():
    """A figure in a text keeps bulletin and id, so that it can be traced; words and marks keep their kinds."""
    segments = Writer(figures()).write("{law}`第三条`{rate|part}项")
    assert [(segment.text, segment.kind, segment.figure) for segment in segments] == [
        ("第三条", "law", None), ("23", "figure", (SLUG, "rate")), ("项", "", None),
    ]


def test_variants_are_bounded_different_and_the_same_each_time(bank):
    """At most twelve, no two that show the same, and the same list in every build."""
    for question in bank.values():
        variants = make_variants(question, figures())
        assert 1 < len(variants) <= MAX_VARIANTS
        assert len({variant.shown for variant in variants}) == len(variants)
        assert variants == make_variants(question, figures())


def test_options_shown_hold_a_right_one(bank):
    """Of a pool, the wanted number is shown, the right one among it; which wrong ones, and where the right one stands, varies."""
    variants = make_variants(bank["pick"], figures())
    assert {len(variant.choices) for variant in variants} == {3}
    assert {sum(choice.right for choice in variant.choices) for variant in variants} == {1}
    assert {next(place for place, choice in enumerate(variant.choices) if choice.right) for variant in variants} == {0, 1, 2}
    assert len({text_of(choice.text) for variant in variants for choice in variant.choices if not choice.right}) == 3


def test_a_wrong_option_that_is_right_by_chance_is_left_out(bank):
    """23 of 29 is 79.31… percent: cut off it is printed as rounded, so that it is no wrong option."""
    texts = [text_of(choice.text) for variant in make_variants(bank["pick"], figures()) for choice in variant.choices if not choice.right]
    assert "79.3%" not in texts
    changed = figures(rate("rate", 11, 14))
    assert "78.5%" in [text_of(choice.text) for variant in make_variants(bank["pick"], changed) for choice in variant.choices]


def test_a_draft_has_one_wrong_sentence(bank):
    """Each sentence with a rule is wrong in its turn, the others print the right figures; the error's name is among those offered."""
    right = ("共交办29项。", "办结率79.3%。", "办结23项。")
    wrong = {}
    for variant in make_variants(bank["draft"], figures()):
        texts = [text_of(choice.text) for choice in variant.choices]
        places = [place for place, choice in enumerate(variant.choices) if choice.right]
        assert [place for place, text in enumerate(texts) if text != right[place]] == places
        wrong[texts[places[0]]] = variant.errors[variant.error]
        assert len(variant.errors) == 4
    assert wrong == {"共交办30项。": ERRORS["off"].label, "办结率79.4%。": ERRORS["raised"].label}


def test_steps_are_never_shown_in_their_order(bank):
    """A reader always has something to do, and the right order can be told from the ranks."""
    for variant in make_variants(bank["steps"], figures()):
        assert sorted(choice.rank for choice in variant.choices) == [1, 2, 3]
        assert [choice.rank for choice in variant.choices] != [1, 2, 3]


def test_a_changed_figure_changes_answer_and_explanation(bank):
    """The bank holds no value: the same question has the new answer, in its explanation too."""
    new = rate("unit-rate.one", 1, 3, bulletin="training", case_zh="甲局")
    before, after = (next(v for v in make_variants(bank["value"], known) if v.case.endswith("one")) for known in (figures(), figures(new)))
    assert (before.answer.printed, after.answer.printed) == ("66.7", "33.3")
    assert ("66.7%" in text_of(before.explanation), "33.3%" in text_of(after.explanation)) == (True, True)


@pytest.mark.parametrize(("answer", "typed", "right"), NUMBERS)
def test_the_tolerance_is_that_of_the_printed_decimals(answer, typed, right):
    """A rounded answer admits what prints as it is printed, half to even; where nothing was rounded only the value itself is right."""
    assert is_right(answer, Decimal(typed)) is right


@pytest.mark.parametrize(("text", "number"), [
    ("79.3", "79.3"), ("７９．３％", "79.3"), (" 79.3 % ", "79.3"), ("1,234", "1234"), ("１，２３４", "1234"), ("−5", "-5"), ("+5", "5"), ("007", "7"),
    ("", None), ("八", None), ("79.3.1", None), ("1e3", None), ("12,34", None), ("79.3项", None), ("NaN", None), (".5", None), ("5.", None), ("9" * 99, "9" * 40),
])
def test_numbers_are_read_as_people_type_them(text, number):
    """Full-width digits, blanks, thousands and the question's own unit are admitted, and nothing else."""
    assert typed_number(text, "%") == (None if number is None else Decimal(number))


def test_answers_know_whether_they_were_rounded():
    """The answer of a rate that ends is exact, of one that does not the printed decimals are all that is asked for."""
    known = figures()
    assert NumberAnswer.of(known.find("training:unit-rate.two")).exact
    assert not NumberAnswer.of(known.find("rate")).exact


def test_the_code_gives_back_what_it_hides():
    """What is sealed shows none of its words, and opens with its key."""
    content = {"正确": ["办结率", 79, True, None], "x": "</script>"}
    sealed = seal(content, "pick")
    assert unseal(sealed, "pick") == content
    assert sealed.isascii() and "script" not in sealed


def test_the_kinds_are_those_of_the_description():
    """Code and data dictionary know the same kinds."""
    assert set(read_bank(ROOT).kinds) == set(QuestionKind)


def test_a_citation_is_a_link_to_its_article_once_answered():
    """The words that name an article link to it where an address is given; what is cited later follows from what was named before."""
    question = next(one for one in read_bank(ROOT).questions if one.id == "law-joint-supervision")
    citations = linked_citations(question, read_register(ROOT))
    segments = Writer(figures(), citations=citations).write(question.explanation)
    linked = [(segment.text, segment.article.text.id, segment.article.article) for segment in segments if segment.article]
    assert linked[0] == ("第三十四条", "supervision-law-2024", 34)
    assert text_of(segments) == text_of(Writer(figures()).write(question.explanation))
    assert '<a class="law-article" href="x#34">第三十四条</a>' in words(segments, lambda segment: f"x#{segment.article.article}")
    assert "<a" not in words(segments)
