"""What a numeral is: a date, an ordinal, a name, or a number that states how much."""

from __future__ import annotations

import re

from zhproof.quantities import COUNT, DATE, MONEY, NAME, ORDINAL, OTHER, PERCENT, POINTS
from zhproof.reading.forms import Form
from zhproof.reading.units import MONEY_WORD, Unit
from zhproof.reading.words import NUMERAL_CHARS, is_set_name

_NUMBER = rf"(?:[0-9]+|[{NUMERAL_CHARS}]+)"
_YEAR = r"(?:19|20)[0-9]{2}|[一二][〇零一二三四五六七八九]{3}"
_TO = "(?:至|到|[—–~～－-]{1,2}|、|和|/)"
FULL_YEAR = re.compile(_YEAR)
_YEAR_AFTER = re.compile(r"(?:年|年度)(?!龄)")
_YEAR_RANGE = re.compile(rf"\s*{_TO}\s*(?:{_YEAR})(?:\s*年|(?![0-9])(?=[）)]))")
_YEAR_RANGE_BEFORE = re.compile(rf"(?:{_YEAR})\s*年?\s*{_TO}\s*$")
# 2025中国国际大数据产业博览会: a year that opens a name.
_YEAR_OF_NAME = re.compile(r"(?:19[5-9]|20[0-4])[0-9](?=[\u4e00-\u9fff“（(·”])")
_MONTH_BEFORE = re.compile(rf"{_NUMBER}\s*月(?:份)?\s*(?:{_NUMBER}\s*日?\s*{_TO}\s*)?$")
_MONTH_RANGE = re.compile(r"\s*(?:至|到|[—–~～-]{1,2})\s*(?:[0-9]{1,2}|十?[一二三四五六七八九]|十)\s*月")
_DAY_RANGE = re.compile(rf"\s*(?:至|到|[—–~～-]{{1,2}}|、)\s*{_NUMBER}\s*日")
_YEAR_BEFORE = re.compile(r"年(?:度)?\s*$")
# 提前二十日, 三十日内: a term, not a day of the month.
_TERM_BEFORE = re.compile(r"(?:提前|期限为?|不少于|不超过|每|超过|满|第|前|逾期|连续|共|近|后|之日起)\s*$")
_TERM_AFTER = re.compile(r"(?:以内|之内|内|前|后|以上|为|的|游|工作|期)")
_BY_DASHES = re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?P<dash>[-/.])[01]?[0-9](?:(?P=dash)[0-3]?[0-9])?(?![0-9%]|\.[0-9]|[万亿元])")
_CLOCK = re.compile(r"(?<![0-9:.])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:.])")
_CLOCK_WORDS = re.compile(
    rf"(?<![0-9{NUMERAL_CHARS}])(?:[0-9]{{1,2}}|[{NUMERAL_CHARS}]{{1,3}})[时点](?:[0-9]{{1,2}}|[{NUMERAL_CHARS}]{{1,3}})分(?!之)"
    rf"|(?:上午|下午|凌晨|晚上|早上|中午|晚|今日|当日|日)\s*{_NUMBER}(?:时|点)(?!间|段)(?:{_NUMBER}分?)?"
)
# 12·4国家宪法日, “25·7”洪水.
_DAY_NAME = re.compile(
    r"(?<![0-9.·•])[0-9]{1,2}[·•][0-3]?[0-9](?![0-9%·•])"
)
_DECADE = re.compile(r"年代|世纪")
_QUARTER = re.compile(r"季度|个季度")
# 豫发〔2024〕5号: year and running number of a document.
_DOCUMENT_YEAR_BEFORE = re.compile(r"[〔\[［【(（]\s*$")
_DOCUMENT_YEAR_AFTER = re.compile(r"\s*[〕\]］】]\s*(?:第?\s*[0-9]+\s*号)?")
_DOCUMENT_NUMBER_BEFORE = re.compile(r"[〕\]］】]\s*(?:第\s*)?$")

_ORDINAL_BEFORE = re.compile(r"第\s*$|(?:附件|附表|附图|专栏|附录|表|图|列)\s*$|(?:NO|No|№)\.?\s*$")
_TABLE_WORD = re.compile(r"(?<![代发列外仪图年报手填量中])[表图]\s*$|(?:附[件表图录]|专栏|议程|案例|议题|实例)\s*$")
_ENUMERATOR_BEFORE = re.compile(r"(?:^|\n)[ \t\u3000]*[（(]?$")
_ENUMERATOR_AFTER = re.compile(r"[.．、)）](?![0-9])")
_IN_BRACKETS = re.compile(r"(?:^|[\s，。；：、！？])[（(]$")
# A bracketed numeral that goes on from a word of the same line, as in 专辑（五十八）.
_TITLE_NUMBER_BEFORE = re.compile(r"[^\s，。；：、！？”》）)0-9][（(]$")
_CLOSING = re.compile("[）)]")
# 市六届人大三次会议, 十届十五次全会, 第十八届.
_SESSION_AFTER = re.compile(
    r"(?:届|次)(?:[一二三四五六七八九十]+次|[一二三四五六七八九十]中|[0-9]+次)?"
    r"(?:全国|省|市|县|区|人大|人民代表大会|政协|党代会|代表大会|会议|全会|全体会议|常委会|理事会|常务|运动会|历次|以来|党)"
)
_SESSION_BEFORE = re.compile(r"(?:届|人大|政协|代表大会|常委会|党委|省委|市委|县委|区委|党代会|委员会|次[、和])\s*$")
_PHASE_BEFORE = re.compile(r"[\u4e00-\u9fffA-Za-z）”]$")
_PHASE_NO = re.compile(r"(?:分|共|近|这|前|后|办|上|各|连续|举办|刊发|编发|印发|出版|培训|开设|为|了|班|完成|超|达|新增|累计)$")
_SPAN_BEFORE = re.compile("(?:近|连续|共|已|过去|最近|举办|承办)$")
_NUMBERED = re.compile(r"(?:号(?:线|楼|墓|文|院|台|机|馆|井|公路|国道|门|站|店|令|公告|议案|建议|提案|地|坑|桥|航站楼)|年级|号机组|期工程)")

# 歼-35, 神舟-20: the number of a type; a number below zero has its sign inside.
_TYPE_BEFORE = re.compile("[\u4e00-\u9fff]-$")
_LATIN_BEFORE = re.compile(r"[A-Za-z]_?[-–—]?$|[A-Za-z][^\n\u4e00-\u9fff“”（()）,，、;；：]{0,6}[0-9][—–-]$|[A-Za-z] (?=$)")
_LATIN_AFTER = re.compile(r"[ ]?(?:[A-Z](?![a-zA-Z]*/)|[a-z]+[A-Z]|[vxD](?![a-z]))|-[A-Z]")
_VERSION = re.compile(r"版|代(?!表)|\.0")
_FORMULA = re.compile(r"\+[0-9A-Za-zＮX一二三四五六七八九十多]")
_FORMULA_BEFORE = re.compile(r"[0-9A-Za-zNX一-鿿]\+$")
_TELEPHONE = re.compile(r"(?<![0-9.])(?:0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4}|1[3-9][0-9]{9}|[0-9]{9,})(?![0-9.])")
_TELEPHONE_WORD = re.compile(r"(?:电话|热线|传真|手机|拨打|邮编|邮政编码|账号|QQ)[为是]?[:：]?\s*$")
_HOTLINE_AFTER = re.compile(
    r"[”’]?(?:热线|政务服务|政务热线|便民|平台|举报|司法|检察|心理|服务热线|救助|急救|反诈|火警|市民|青少年|妇联|维权|医保|税务|消费|消防|廉政|监督)"
)
_HOTLINES = re.compile(r"1(?:10|14|19|20|22)|12[0-9]{3}|9[56][0-9]{3}")
_FOOTNOTE = re.compile(r"[［\[〔【]\s*$")
_FOOTNOTE_AFTER = re.compile(r"\s*[］\]〕】]")
_AGE_RANGE_AFTER = re.compile(rf"\s*(?:至|到|[—–~～-]{{1,2}})\s*{_NUMBER}\s*(?:周岁|岁)")
_AGE_RANGE_BEFORE = re.compile(rf"{_NUMBER}(?:周岁|岁)?\s*(?:至|到|[—–~～-]{{1,2}})\s*$")
_CLASS_UNITS = frozenset({"级", "星级", "等奖", "年级", "号", "线", "等"})
_CLASS_AFTER = re.compile(r"级(?!数)")
_BORN_AFTER = re.compile(r"(?:0后|5后|后)(?!备|勤|来|续|，)")
# 世界500强, 国道318.
_RANKED_AFTER = re.compile("强(?![化度])")
_ROAD_BEFORE = re.compile("(?:国道|省道|县道|高速)$")
_NAMED_LEVELS = re.compile(r"[省市县区乡镇村][、和]?[省市县区乡镇村]\s*$")
_YEARS_OF_ACTION = re.compile(r"年(?:攻坚(?!克)|倍增|滚动|(?:[\u4e00-\u9fff]{0,6}?)(?:行动|计划|规划)|制(?![定度造]))")
# 五个必须, 三个更加: no noun can follow, so nothing is counted.
_SLOGAN_AFTER = re.compile("个(?:必须|更加|务必|坚决|坚持|不摘|不得|没有|就是|只有|相)")
_QUOTED = re.compile(r"“[^“”\n]{1,12}”|‘[^‘’\n]{1,12}’|「[^「」\n]{1,12}」")
_QUOTED_STATISTIC = re.compile(r"[%‰，。；]|百分|[0-9](?:\.[0-9])?[万亿]|[0-9]{4,}(?=[^”’」年+0-9])")
_TITLE = re.compile(r"《[^《》\n]{1,80}》")
# Three or more parallel members such as 托养一人，解脱一家，脱贫一户: a formula for "one helps many", not counts.
_PARALLEL = re.compile(r"(?:[\u4e00-\u9fff]{1,4}一[人家户方个村县片年代][，、]){2,}[\u4e00-\u9fff]{1,4}一[人家户方个村县片年代]")
# 一 before these and a noun is an indefinite article (一条路径, 一个模式), unless the word before insists on the number.
_ARTICLES = frozenset("个条种批套片支份场项座张件道届轮代部幅股台双段本篇则把根队群") | {"批次", "大批"}
_INSISTING = re.compile(r"(?:唯一|仅|仅有|只有|只|各|每人|每户|共|共有|至少|至多|不超过|不少于|每[\u4e00-\u9fff]{1,3})\s*$")
_NOUN_AFTER = re.compile(r"\s*[\u4e00-\u9fff“《‘]")
_ORDINAL_TWO = frozenset({"级", "期", "次", "号", "届", "等奖", "年级", "批", "中"})
_REACH = 16


# 一年接着一年干, 成熟一批启动一批: nothing is counted.
_REPEATED = re.compile("(?=(一(?P<unit>[批件项年天个步茬代户桩]))[^。；\n]{0,7}一(?P=unit))")


class Contexts:
    """What decides kinds and takes a search over the whole text, done once: dates, clock times, quotations, titles, telephone numbers."""

    def __init__(self, text: str):
        """Search the text."""
        dates = [*_BY_DASHES.finditer(text), *_CLOCK.finditer(text), *_CLOCK_WORDS.finditer(text), *_DAY_NAME.finditer(text)]
        self.dates = _Spans(match.span() for match in dates)
        self.telephones = _Spans(match.span() for match in _TELEPHONE.finditer(text))
        quoted = [match.span() for match in _QUOTED.finditer(text) if not _QUOTED_STATISTIC.search(match[0])]
        self.names = _Spans([*quoted, *(match.span() for match in _TITLE.finditer(text))])
        self.parallels = _Spans(match.span() for match in _PARALLEL.finditer(text))
        repeated = [match.start() for match in _REPEATED.finditer(text)]
        self.repeated = {place for start in repeated for place in (start, text.index(text[start : start + 2], start + 1))}


class _Spans:
    def __init__(self, spans):
        self._inside = set()
        for start, end in spans:
            self._inside.update(range(start, end))

    def __contains__(self, place: int) -> bool:
        return place in self._inside


def kind_of(text: str, form: Form, unit: Unit, contexts: Contexts) -> str:
    """Return the kind of a numeral, as ``quantities`` names them."""
    before = text[max(0, form.start - _REACH) : form.start]
    if form.shape == "code":
        return NAME
    if not form.sign and form.shape in ("plain", "clock", "bare"):
        if form.scale == 1 and _is_ordinal(text, before, form, unit):
            return ORDINAL
        if form.shape == "clock" or _is_date(text, before, form, unit, contexts):
            return DATE
        if _is_name(text, before, form, unit, contexts):
            return NAME
        if _is_article(text, before, form, unit, contexts):
            return OTHER
    if form.sign:
        return PERCENT
    if "百分点" in unit.word or unit.word in ("个点", "个基点", "基点"):
        return POINTS
    return MONEY if MONEY_WORD.search(unit.word) and unit.group == "money" else COUNT


def is_title_number(text: str, start: int, end: int) -> bool:
    """Return whether the numeral is the bracketed number of a title, as in 专辑（五十八）, and not an enumerator."""
    return bool(_TITLE_NUMBER_BEFORE.search(text, max(0, start - 2), start) and _CLOSING.match(text, end))


def is_session(text: str, start: int, end: int) -> bool:
    """Return whether the numeral is the number of a congress or of its session (六届人大三次会议)."""
    after = _SESSION_AFTER.match(text, end)
    return bool(after) and (text[end] == "届" or bool(_SESSION_BEFORE.search(text, max(0, start - 6), start)))


def is_label_number(text: str, start: int) -> bool:
    """Return whether a word such as 第, 附件 or 表 stands before, so that what follows is an ordinal."""
    return text.startswith("第", start - 1) or bool(_TABLE_WORD.search(text, max(0, start - 6), start))


def _is_ordinal(text: str, before: str, form: Form, unit: Unit) -> bool:
    start, end = form.start, form.end
    if before.rstrip(" \u3000").endswith("第") or (_TABLE_WORD.search(before) and not unit.word) or re.search(r"附件\s*$", before):
        return True
    if is_title_number(text, start, end) and not unit.word:
        return True
    enumerator = _ENUMERATOR_BEFORE.search(text, max(0, start - 6), start) or _IN_BRACKETS.search(before)
    if enumerator and _ENUMERATOR_AFTER.match(text, end) and end - start <= 3:
        return True
    if is_session(text, start, end):
        return True
    if unit.word == "届" and text[start:end] != "两" and not text[start].isascii() and not _SPAN_BEFORE.search(before):
        return True
    if unit.word in ("号",) and (_DOCUMENT_NUMBER_BEFORE.search(before) or _NUMBERED.match(text, end)):
        return True
    if _NUMBERED.match(text, end) and text[start:end] not in ("两",):
        return True
    printed = text[start:end]
    few = form.value < 5 if printed.isascii() else len(printed) == 1 and printed != "两"
    if unit.word == "期" and few and _PHASE_BEFORE.search(before) and not _PHASE_NO.search(before):
        return True
    return printed == "二" and unit.word in _ORDINAL_TWO and unit.word != "级"


def _is_date(text: str, before: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    start, end = form.start, form.end
    if start in contexts.dates:
        return True
    if form.scale != 1 or form.decimals:
        return False
    word = unit.word
    if FULL_YEAR.fullmatch(text, start, end):
        if word in ("年", "年度") or _YEAR_RANGE.match(text, end) or _YEAR_RANGE_BEFORE.search(before):
            return True
        if _DOCUMENT_YEAR_BEFORE.search(before) and (_DOCUMENT_YEAR_AFTER.match(text, end) or _CLOSING.match(text, end)):
            return True
        if not word and _YEAR_OF_NAME.match(text, start) and not re.search(r"(?:达|至|到|为|共|有|约|近|超|计)$", before):
            return True
    if word == "年代" or (word == "世纪" and "个" not in word):
        return True
    if word == "时" and form.value <= 24:
        return True
    if word in ("月", "月份"):
        return True
    if word == "季度" and "个" not in word:
        return True
    if not word and (_MONTH_RANGE.match(text, end) and form.value <= 12 or _DAY_RANGE.match(text, end) and _MONTH_BEFORE.search(before)):
        return True
    if word in ("日", "号"):
        if _MONTH_BEFORE.search(before):
            return True
        return word == "日" and form.value <= 31 and not _TERM_BEFORE.search(before) and not _TERM_AFTER.match(text, unit.end)
    if word == "年" and form.value < 100 and end - start == 2 and text[start].isascii():
        return bool(re.search(r"[’'‘]$", before))
    return False


def _is_name(text: str, before: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    start, end = form.start, form.end
    if start in contexts.telephones or _TELEPHONE_WORD.search(before):
        return True
    arabic = form.script == "arabic"
    if arabic:
        if _HOTLINES.fullmatch(text, start, end) and (_HOTLINE_AFTER.match(text, end) or start in contexts.names):
            return True
        if _TYPE_BEFORE.search(before) or _LATIN_BEFORE.search(before) or (_LATIN_AFTER.match(text, end) and not (unit.word and unit.word[0].isascii())):
            return True
        if _FORMULA.match(text, end) or _FORMULA_BEFORE.search(before):
            return True
        if _FOOTNOTE.search(before) and _FOOTNOTE_AFTER.match(text, end) and end - start <= 3:
            return True
        if form.decimals == 1 and text.endswith(".0", start, end) and not unit.word or (form.decimals and text.startswith("版", end)):
            return True
        if _RANKED_AFTER.match(text, end) or _ROAD_BEFORE.search(before) or text.startswith("0到1", start) or before.endswith("0到"):
            return True
        if _BORN_AFTER.match(text, end) and form.value < 100 and not unit.word:
            return True
    if start in contexts.names or is_set_name(text, start):
        return True
    if unit.word in ("岁", "周岁") and _AGE_RANGE_BEFORE.search(before) or _AGE_RANGE_AFTER.match(text, end):
        return True
    if _YEARS_OF_ACTION.match(text, end) or _SLOGAN_AFTER.match(text, end):
        return True
    if unit.word in _CLASS_UNITS or _CLASS_AFTER.match(text, unit.end):
        return True
    if unit.word == "类" and arabic and form.value < 10 and re.search(r"[0-9][个项种]$", before):
        return True
    return start in contexts.parallels and text[start:end] == "一"


def _is_article(text: str, before: str, form: Form, unit: Unit, contexts: Contexts) -> bool:
    printed = text[form.start : form.end]
    if printed == "两" and unit.word == "级":
        return True
    if printed == "二" and form.script == "chinese" and unit.group not in ("measured", "money", "time"):
        return True
    if printed != "一":
        return False
    if form.start in contexts.repeated:
        return True
    return unit.word in _ARTICLES and not _INSISTING.search(before) and bool(_NOUN_AFTER.match(text, unit.end))
