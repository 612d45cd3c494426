"""Reading one printed number: its forms, its value in a unit, and what is refused."""

from decimal import Decimal
from fractions import Fraction

import pytest
from chinese_numerals import print_chinese, print_positional, quantities, scaled
from hypothesis import given
from hypothesis import strategies as st

from zhproof.printed import NumeralError, Quantity, UnitMismatchError, parse_printed, print_quantity
from zhproof.reading.chinese import parse_chinese


@given(quantities)
def test_arabic_round_trip(quantity):
    """A printed quantity is read back with the same digits, trailing zeros included, scale and sign."""
    parsed = parse_printed(print_quantity(quantity))
    assert parsed == quantity
    assert str(parsed.digits) == f"{quantity.digits:f}"


@given(st.integers(0, 10**16 - 1) | st.integers(0, 120_000))
def test_chinese_round_trip(number):
    """A number printed in Chinese by units is read back."""
    assert parse_printed(print_chinese(number)).value_in("") == number


@given(st.integers(100, 10**12))
def test_positional_round_trip(number):
    """A number printed in Chinese by position is read back."""
    assert parse_printed(print_positional(number)).value_in("") == number


@given(st.integers(0, 10**9), st.sampled_from(["{:d}", "{:,}"]), st.booleans())
def test_grouping_and_width_do_not_matter(number, form, full_width):
    """Thousands separators and full-width digits leave the number what it is."""
    text = form.format(number)
    if full_width:
        text = text.translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    assert parse_printed(text) == Quantity(Decimal(number))


@pytest.mark.parametrize(
    ("printed", "number", "scale", "sign"),
    [
        ("79.3%", "79.3", 1, "%"),
        ("69.27 万", "69.27", 10**4, ""),
        ("3,000", "3000", 1, ""),
        ("３０００", "3000", 1, ""),
        ("３，０００", "3000", 1, ""),
        ("7９．3％", "79.3", 1, "%"),
        ("3\u2009000", "3000", 1, ""),
        ("1,234,567.80", "1234567.80", 1, ""),
        ("1.30", "1.30", 1, ""),
        ("40\n\n%", "40", 1, "%"),
        ("69.27\n\n万", "69.27", 10**4, ""),
        ("1.2亿", "1.2", 10**8, ""),
        ("3千", "3", 1000, ""),
        ("2 万亿", "2", 10**12, ""),
        ("5‰", "5", 1, "‰"),
        ("03", "3", 1, ""),
        ("三", "3", 1, ""),
        ("两", "2", 1, ""),
        ("零", "0", 1, ""),
        ("〇", "0", 1, ""),
        ("十", "10", 1, ""),
        ("十一", "11", 1, ""),
        ("廿三", "23", 1, ""),
        ("五十八", "58", 1, ""),
        ("一百零三", "103", 1, ""),
        ("一百一十三", "113", 1, ""),
        ("一百十三", "113", 1, ""),
        ("三千二百", "3200", 1, ""),
        ("三千零二", "3002", 1, ""),
        ("两千零二十", "2020", 1, ""),
        ("二〇二四", "2024", 1, ""),
        ("二零二四", "2024", 1, ""),
        ("一九九八", "1998", 1, ""),
        ("三万五千", "35000", 1, ""),
        ("十二万", "12", 10**4, ""),
        ("三千万", "3000", 10**4, ""),
        ("一亿二千万", "120000000", 1, ""),
        ("一点三", "1.3", 1, ""),
        ("一点五亿", "1.5", 10**8, ""),
        ("百分之五十五", "55", 1, "%"),
        ("百分之百", "100", 1, "%"),
        ("百分之零点五", "0.5", 1, "%"),
        ("千分之三", "3", 1, "‰"),
        ("百", "100", 1, ""),
        ("三四十", "30", 1, ""),
        ("两三十", "20", 1, ""),
        ("两三", "2", 1, ""),
        ("十七八", "17", 1, ""),
    ],
)
def test_printed_forms(printed, number, scale, sign):
    """Each way of printing a number is read with its digits, scale and sign."""
    quantity = parse_printed(printed)
    value = quantity.digits * quantity.scale
    assert (value, quantity.sign) == (Decimal(number) * scale, sign)
    assert str(quantity.digits) == number or quantity.scale != scale


MALFORMED = """
近1.3 约300 3000余 83%以上 69.27万人 三项 第三 半 一个半 3,00 3,0000 ,300 3, 1. .5 1.2.3 +5 1/2 1e3 5万%
百分之 一百三 三千二 一万三 十百 百十 一一 二五 三五 两十两 一千千 万万 三万亿万 零零 三百零
一百零零三 点五 一点 一点十 壹 五五十 abc ３千百 ① Ⅲ 几十 数百 一二三十
"""


@pytest.mark.parametrize(
    "printed", ["", " ", "3 000", "3 .5", *MALFORMED.split()], ids=lambda printed: printed.strip() or "empty"
)
def test_what_is_no_printed_number_is_refused(printed):
    """Hedges, units, signs, ambiguous and malformed numerals are errors that say what was found."""
    with pytest.raises(NumeralError) as error:
        parse_printed(printed)
    assert printed.strip() in str(error.value)


def test_error_message_tells_what_is_expected():
    """A whole message: what was found, and what would be right."""
    with pytest.raises(NumeralError) as error:
        parse_printed("近1.3")
    assert str(error.value) == (
        "「近1.3」不是可以识别的数字；应为 3,000、79.3%、69.27 万、三、一百零三、二〇二四、百分之五十五 这类写法，"
        "“近”“约”“余”“以上”等词和计量单位不写在数字里。"
    )


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("69.27 万", "万人", "69.27"),
        ("69.27 万", "人", "692700"),
        ("5.49 万", "人", "54900"),
        ("1.30万", "万平方米", "1.30"),
        ("1.2亿", "万元", "12000"),
        ("1.2亿", "亿元", "1.2"),
        ("500万", "亿元", "0.0500"),
        ("79.3%", "%", "79.3"),
        ("79.3％", "％", "79.3"),
        ("5‰", "‰", "5"),
        ("23", "个百分点", "23"),
        ("23", "百分点", "23"),
        ("3千", "千克", "3000"),
        ("三", "项", "3"),
        ("一", "次", "1"),
        ("十二万", "万元", "12"),
        ("3,000", "人", "3000"),
        ("1.2345万", "人", "12345"),
        ("111.5 万", "万元", "111.5"),
        ("7", "", "7"),
    ],
)
def test_value_in_the_unit(printed, unit, value):
    """The value is in the statistic's own unit, exactly, and shows no digit that was not printed."""
    assert str(parse_printed(printed).value_in(unit)) == value


@given(scaled, st.sampled_from(["人", "", "项"]))
def test_value_is_exact_for_any_number_of_digits(quantity, unit):
    """No digit is lost, however many there are."""
    value = quantity.value_in(unit)
    assert (
        Fraction(value)
        == Fraction(quantity.digits) * quantity.scale
        == Fraction(quantity.digits) * quantity.factor_in(unit)
    )


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("79.3%", "项"),
        ("79.3%", ""),
        ("79.3%", "‰"),
        ("79.3", "%"),
        ("5‰", "%"),
        ("54900", "万人"),
        ("3", "亿元"),
        ("三", "万元"),
        ("百分之五", "项"),
        ("23%", "个百分点"),
    ],
)
def test_print_and_unit_may_not_contradict(printed, unit):
    """A percent sign needs the unit %, a unit of 万 or 亿 needs a printed scale; the error names both."""
    with pytest.raises(UnitMismatchError) as error:
        parse_printed(printed).value_in(unit)
    assert unit in str(error.value)


@pytest.mark.parametrize(
    ("printed", "decimals"),
    [("1.30", 2), ("41", 0), ("79.3%", 1), ("69.27 万", 2), ("一点三", 1), ("3,000", 0), ("0.0", 1)],
)
def test_printed_decimals(printed, decimals):
    """Printed decimals are counted with their trailing zeros."""
    assert parse_printed(printed).decimals == decimals


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (110, "一百一十"),
        (1003, "一千零三"),
        (1030, "一千零三十"),
        (20003, "二万零三"),
        (100200, "十万零二百"),
        (10**8, "一亿"),
        (10**8 + 1, "一亿零一"),
        (10**12, "一万亿"),
    ],
)
def test_chinese_forms(number, printed):
    """零 stands once for each gap, and 十 alone for 一十 at the beginning."""
    assert print_chinese(number) == printed
    assert parse_chinese(printed) == number
