"""The words that the scanner knows: measure words, hedges, and words whose numeral counts nothing."""

import re
from collections.abc import Iterable

from .chinese import DIGIT_CHARS, NUMERAL_CHARS

# Measure words; the characters after the slash must not follow, because they make another word (人/大 in 人大, 项/目
# in 项目).
MEASURE_TABLE = """
个百分点 百分点 个小时 个月 个星期 个季度 个工作日 工作日 小时 分钟 星期 季度 学时 课时 秒 年度 年/龄轻纪货画青
月份 月/饼球亮 日/常报托照间益本 天/然津气窗 周岁 周/边期口转到密 岁 平方公里 平方千米 平方米 立方米 公顷 公里 千米
千克 公斤 千瓦时 千瓦 毫米 厘米 亩 吨 ㎡ 米 美元 元/旦素老宵 倍 成/立效果为功员熟就套因形型本 大类 大项 大任务
大行动 大工程 大板块 大体系 大领域 大举措 大方面 大环节 大平台 大战略 小类 类/似型别 方面 项/目 条/例件款约
条线 种/植子地粮 个/性别体案税 件 起/到来草步止诉着 人次 人/大民口均员才力社工身文事生群物 名/单称字义牌誉录
位/于置居列 户/籍口外主型均 家/庭长具教禽 所/有以谓述示需得长 次/要序 批次 批/准复评示改量发 部门 部/分署长委队件位
单位 台/账湾风阶词 套/路取餐 座/谈位机 处/理罚分长室于方 盏 张 辆 只/有要是能 头 棵 株 栋 幢 间/隔接距 床/位上垫头
块 片/区段 层/面级次 面/向对积临试貌谈上世包 场次 场/所地景合馆 例/如外会行 宗/教旨 支/持付出撑部队援行柱
组/织长建成合员团装 队/伍员长 篇/章幅 份/额 本/市县省区年月周级地报着院人轮 册 页 章/程 节/约日点能省假目奏
款/项待式 门/诊店口户槛 期/间限待末初 届 轮/椅岗流换胎 星级 级/别 等奖 号/召称码楼
分/别管析布为之配散解享开支红局院会店 度/假过 方/面式法案向便针可能才政略 县市区 市县区 县区 街道 社区 乡镇
省/级长委直人市内外会份略 市/场民级长委直政容值 县/域城级长委直 区/域别间位分长直 乡/村亲土 镇/村 村/民级委庄支干居
国/家务有内际民办企债标
"""


def _measure_pattern(table: str) -> str:
    words = sorted(table.split(), key=lambda word: len(word.partition("/")[0]), reverse=True)
    alternatives = [
        f"{re.escape(word)}(?![{barred}])" if barred else re.escape(word)
        for word, _, barred in (w.partition("/") for w in words)
    ]
    # 3 项目标 is three 项 of 目标, in spite of the guard 项/目.
    return "|".join(["项(?=目标)", *alternatives])


MEASURE = _measure_pattern(MEASURE_TABLE)

# Canonical hedge of each word before a number.
HEDGES_BEFORE = {
    "近": "近", "将近": "近", "接近": "近",
    "约": "约", "大约": "约", "大概": "约",
    "不低于": "不低于", "不少于": "不少于", "不小于": "不少于", "至少": "至少", "最少": "至少",
    "超过": "超过", "逾": "超过", "超": "超过", "多于": "超过", "高于": "超过",
    "不超过": "不超过", "不高于": "不超过", "不多于": "不超过", "至多": "至多", "最多": "至多",
    "不足": "不足", "不到": "不足", "低于": "低于", "少于": "低于",
}  # fmt: skip
# These may have a verb of up to two characters before the number: 至少建立 1 所.
HEDGES_WITH_VERB = ("不低于", "不少于", "至少", "最少", "不超过", "至多", "最多")
# Directly after the digits or their scale: 3000 余人, 100多件, 十来家.
HEDGES_AFTER_DIGITS = {"余": "余", "多": "多", "来": "约"}
# After the unit or the percent sign: 83%以上, 三年以下.
HEDGES_AFTER_UNIT = {
    "及以上": "以上", "或以上": "以上", "以上": "以上", "及以下": "以下", "以下": "以下",
    "以内": "以内", "之内": "以内", "左右": "左右", "上下": "上下", "多": "多", "余": "余",
}  # fmt: skip

_CJK_WORD = rf"(?:(?![{NUMERAL_CHARS}])[\u4e00-\u9fff])"
_SPACES = "[ \u3000]*"


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# 签约, 附近, 大多 and the like only end in the same character as a hedge.
BEFORE_NUMBER = re.compile(
    rf"(?:(?P<verb_hedge>{_any_of(HEDGES_WITH_VERB)}){_SPACES}{_CJK_WORD}{{0,2}}"
    rf"|(?<![附最邻靠就临远亲])(?P<near>将近|接近|近)|(?<![签节预制合条违公履契守毁解邀特集简])(?P<about>大约|大概|约)"
    rf"|(?<!不)(?P<hedge>{_any_of(set(HEDGES_BEFORE) - {'近', '将近', '接近', '约', '大约', '大概'})})){_SPACES}$"
)
AFTER_DIGITS = re.compile(rf"{_SPACES}(?P<hedge>余(?![额款下热])|多(?![元样渠数维媒])|来(?={_SPACES}(?:{MEASURE})))")
# Not 三级上下联动, where 上下 is upper and lower levels.
AFTER_UNIT = re.compile(
    rf"{_SPACES}(?P<hedge>{_any_of(set(HEDGES_AFTER_UNIT) - {'多', '余'})})(?<!上下(?=联|级|游|齐|贯|一|协|衔|同))"
)
# 近三年 is the last three years, not almost three.
LAST_PERIOD_UNITS = frozenset({"年", "个月", "月", "日", "天", "周", "期"})
# 三年多, 一倍多: a hedge after the unit is kept to units of time and to 倍, where nothing else begins with 多.
AFTER_TIME_UNIT = re.compile(r"(?P<hedge>[多余])(?![元样渠数维媒部方次种个])")
TIME_UNITS = frozenset({"年", "天", "小时", "分钟", "倍", "岁"})
# 一个多月, 3 个多百分点: the hedge stands inside the measure word.
INSIDE_UNIT = re.compile(r"个(?P<hedge>[多余])(?P<rest>月|小时|星期|百分点)")

# 数 as in 数百; in 人数百分之三十 it ends the word before.
_VAGUE = "(?:几|(?<![人户总次个件倍参基指])数)"

# Words whose numeral counts nothing, by the reason for leaving them out. They are patterns: what is in (?<!) and (?!)
# keeps apart words that only look alike, such as 主任一名 and 任一, 清单一份 and 单一, 三公里 and 三公.
NOT_COUNTED = {
    "一 means same, whole, single or together": """
        (?<![系传])统一 唯一 (?<![名清订账保])单一 (?<![合共])同一 逐一 专一 (?<![计规])划一 如一 (?<!分)之一 其一
        (?<![主责担])任一 另一 某一 这一 那一 哪一 一致 一律 一切 一同 一起(?!案|事|纠纷|投诉|火灾|诉讼|举报)
        一道(?!工序|题|防线|门|关) 一体 一些 一面(?!墙|旗|锦旗|镜) 一方面 一部分 一大部分 一段时间 一行 一边 一家人
        一家子
    """,
    "一 is part of an adverb or a degree": f"""
        万一 一定 一般 一贯 一直 一旦 一时 一度 一并 一流 一线 进一步 新一轮 一点(?![{DIGIT_CHARS}]) 一下
        十分(?![之钟]) 万分(?!之) 百分百
    """,
    "the numeral is part of a set name or manner": """
        一次性 一系列 一键 一站式 一卡通 一条龙 一把手 一揽子 一刀切 一票否决 一对一 一条心 一盘棋 第一时间 第三方(?!面)
        四舍六入五成双 四舍五入 第一书记 第一线 第一责任人 第一位(?=的|，|。) 第一要务 三农 三公(?![里顷斤分]) 五保 [三四五六]位一体 两会 两高
        (?<![届年])三中全会 五一 六一 八一 九年一贯
    """,
    "an idiom, in which the numeral means many or all": """
        千方百计 千家万户 万众 五湖四海 四面八方 三番五次 三令五申 七上八下 一心一意 一家一户 百姓 百花齐放 千千万万
        成千上万 千篇一律 万无一失 万家 四通八达 百年大计 三五(?=成群|[个天年次家])
    """,
    "a distributive formula, one for each": r"一[人户村县院家项店企校岗区事案老居室]一(?!次)[\u4e00-\u9fff]",
    "a quantity without a number": f"""
        {_VAGUE}十(?![{DIGIT_CHARS}])[万亿]? {_VAGUE}[百千万亿]+(?!分) 十[几数] 上[百千万亿]+(?!分)
    """,
    "a five-year plan or a party congress": """
        十[一二三四五](?=规划|时期|期间|末|”|五年) [一二]?十[一二三四五六七八九]?大(?=报告|精神|以来|召开|代表|[，。、])
    """,
    "a day of the week": rf"(?:周|星期|礼拜)[一二三四五六](?!\s*(?:{MEASURE}))",
}


def _whole_word(word: str) -> str:
    # A word that begins with a numeral character must not be cut out of a longer numeral (十分 in 九十分).
    return f"(?<![{NUMERAL_CHARS}]){word}" if word[0] in f"{NUMERAL_CHARS}[" else word


UNCOUNTED_WORD = re.compile("|".join(_whole_word(word) for words in NOT_COUNTED.values() for word in words.split()))
