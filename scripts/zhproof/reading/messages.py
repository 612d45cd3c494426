"""The Chinese messages of the numeral readers, and the error that carries them."""

MESSAGES = {
    "empty": "这里应有数字，但内容为空。",
    "not-a-numeral": "「{printed}」不是可以识别的数字；"
    "应为 3,000、79.3%、69.27 万、三、一百零三、二〇二四、百分之五十五 这类写法，"
    "“近”“约”“余”“以上”等词和计量单位不写在数字里。",
    "half": "「{printed}」含有“半”，不是确定的数字；请改写为小数，例如 1.5。",
    "grouping": "「{printed}」的千分位分隔不对：逗号后应恰有三位数字。",
    "percent-and-scale": "「{printed}」同时有“{scale}”和“{sign}”，无法判断其含义。",
    "chinese-form": "「{printed}」不合汉字数字的写法：{reason}。",
    "percent-unit": "数字印作 {printed}，统计指标的单位却是「{unit}」；应为 {sign}。",
    "not-percent": "统计指标的单位是 {unit}，数字却印作 {printed}，没有“{unit}”。",
    "not-scaled": "统计指标的单位是「{unit}」，数字却印作 {printed}，没有“万”“亿”一类的数级。",
}


class NumeralError(ValueError):
    """Text that cannot be read as a number; the message says what was found."""
