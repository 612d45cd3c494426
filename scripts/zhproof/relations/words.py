"""The words by which official Chinese ties numbers: change, share, total, plan, and sets that exclude one another."""

from __future__ import annotations

import re

_SOFTENERS = r"(?:了|约|近|超|超过|逾|达|达到|为|近乎|大约|共|净)*"
_UP = r"增长|增加|提高|上升|提升|上涨|增收|增支|增幅|涨幅|净增|(?<!新)增|多"
_DOWN = r"下降|减少|降低|回落|压减|压降|缩减|下滑|缩短|减幅|降幅|净减|减收|减支|节约|节省|核减|减|降|少"

CHANGE = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN})){_SOFTENERS}$")
# A change that goes on about the figures before it: nothing but a comparison stands before the verb.
BARE_CHANGE = re.compile(
    rf"^(?:并|共|实际|合计|同比|净|累计)?(?:每[人户年月亩个]){{0,2}}(?:(?:比|较)[^，]{{0,10}}?)?(?:(?P<up>新增|{_UP})|(?P<down>{_DOWN})){_SOFTENERS}$"
)
LEVEL_AFTER = re.compile(r"(?:到|至|达|达到|为|变为|调整为)(?:(?:20\d\d年|今年|去年|目前|现在)(?:同期|底|末)?的?)?(?:了|近|约|超|超过|逾)*$")
FROM = re.compile(r"(?:由|从|自)[^到至，]{0,16}$")
COMPARED = re.compile(r"^(?:比|较|同比|与)[^，]{0,14}(?:的|为)?$")
YEARLY = re.compile(r"年均|月均|日均|环比|增速|贡献")

# What may stand between the name of a rate and its number.
_BEFORE_RATE = "(?:约|近|超过|超|逾|不足|不到|不低于|不超过|高于|低于|至少|达到|达|高达|仅|只|为|是|在)*$"
SHARE_OF = re.compile(rf"^(?:均|分别|约|仅|只|各)?占(?P<whole>[^，]*?)(?:的)?(?:比重|比例|份额|比)?{_BEFORE_RATE}")
RATE_NAME = re.compile(
    r"(?P<stem>[一-鿿]{0,12}?)(?P<name>[一-鿿]{1,4}率|[一-鿿]{2}进度|占比|比重|比例|[一-鿿]{1,3}(?<![同环相对])比)"
    rf"(?:已|均|分别|也)?{_BEFORE_RATE}"
)
# Rates whose base a text about people, money or goods practically never states next to them.
OUTSIDE_RATES = re.compile(r"(失业|死亡|出生|增长|城镇化|贡献|利|税|汇|换手|自给|覆盖盖|负债|杠杆|毛入学|优良|优良天数|渗透|回报|收益)率|增速|增幅")
GENERIC_WHOLE = re.compile(r"^(?:总数|总量|总额|总人数|全部|比|总|总体|全体|总面积|总件数|其|其中|总数量)?$")
OUTSIDE_WHOLE = re.compile(r"全国|全省|全球|世界|全区|西部|同期|GDP|生产总值")

TOTAL = re.compile(r"(?:共计|合计|总计|总共|共|总数|总额|总量|累计)[^，]{0,12}$")
TOTAL_BEHIND = re.compile(r"^[^，]{0,6}?(?:共计|合计|总计|总共|共)[^，]{0,6}$|^总(?:票数|人数|数|量|额)(?:为)?$")
WIDER_SCOPE = re.compile(r"全市|全省|全县|全区|全国|累计|历年|至今|以来|各地")
AVERAGE = re.compile(r"(?:(?P<mean>[人户村镇县校组亩])均|平均每|每)(?P<base>[一-鿿]{0,8}?)(?:[一-鿿]{0,8})$")
PLAN = re.compile(r"计划|目标|任务|拟|应到|应|预算|下达|安排")
DONE = re.compile(r"已|建有|设有|开设|实际|完成|实到|建成|支出|实有|完工|竣工|开工")

# Sets whose members exclude one another; a set is whole when its members can leave nothing out.
_DONE_STATE = r"已|办结|销号|完成|到位|立行立改|解决或基本解决|已经解决|(?<!正在)解决$|(?<!正在)解决的$"
STATES = (
    ("ongoing", re.compile(r"正在|持续|推进|限期|进行中|在办|长期|逐步|分阶段")),
    ("deferred", re.compile(r"列入|顶层设计|留作|待|暂|确因|规划")),
    ("not", re.compile(r"尚未|未|没有|不能|无法|滞后")),
    ("done", re.compile(_DONE_STATE)),
)
_VOTES = (
    "基本满意|比较满意|较满意|非常满意|很满意|不满意|不太满意|满意|一般|"
    "赞成|同意|反对|不同意|弃权|未表决|未按表决器|无效|废票|不了解|说不清"
)
_LEVELS = "中央|国家|省级|省本级|省|市本级|市级|市直|市人民政府|市|县级|县区|县|区级|乡镇级|乡级|乡镇|镇级|村级"
PARTITIONS = (
    # (name, members, members that make it whole)
    ("votes", re.compile(rf"({_VOTES})(?:的|为|票|率|人数)*$"), None),
    ("owner", re.compile(r"(公办|民办|公立|私立|公建民营|国有|民营)[^，]{0,4}$"), frozenset({"公办", "民办"})),
    ("sex", re.compile(r"(男|女)(?:性|生|代表|委员|同志)?$"), frozenset({"男", "女"})),
    ("industry", re.compile(r"(第一产业|第二产业|第三产业|一产|二产|三产)[^，]{0,6}$"), frozenset({"第一产业", "第二产业", "第三产业"})),
    ("adopted", re.compile(r"(部分采纳|未采纳|不予采纳|采纳)[^，]{0,4}$"), frozenset({"采纳", "未采纳"})),
    ("works", re.compile(r"(续建|新建|收尾|储备)(?:项目)?$"), frozenset({"续建", "新建"})),
    ("docket", re.compile(r"(旧存|新收)[^，]{0,8}$"), frozenset({"旧存", "新收"})),
    ("valid", re.compile(r"(有效|无效)[^，]{0,3}$"), frozenset({"有效", "无效"})),
    ("grade", re.compile(r"(一般|较大|重大|特大)[^，]{0,6}$"), frozenset({"一般", "重大"})),
    ("half", re.compile(r"(上半年|下半年)[^，]{0,8}$"), frozenset({"上半年", "下半年"})),
    ("town", re.compile(r"(城镇|城市|农村|乡村)[^，]{0,6}$"), frozenset({"城镇", "农村"})),
    ("level", re.compile(rf"^(?:其中|争取|安排|涉及)?[，：]?({_LEVELS})[^，]{{0,12}}$"), frozenset()),
)  # fmt: skip
VOTE_POSITIVE = frozenset({"满意", "赞成", "同意", "非常满意", "很满意"})
VOTE_NEGATIVE = frozenset({"不满意", "反对", "不同意", "不太满意"})


def partition_of(leads: list[str]) -> tuple[str, bool] | None:
    """Return the set of exclusive members to which all leads belong, each another one, and whether they make it whole."""
    for name, members, whole in PARTITIONS:
        found = [match.group(1) for lead in leads if (match := members.search(lead))]
        if len(found) == len(leads) and len(set(found)) == len(found):
            if whole is None:
                return name, bool(VOTE_POSITIVE & set(found)) and bool(VOTE_NEGATIVE & set(found))
            return name, bool(whole) and whole <= set(found)
    if len(leads) == 2 and _are_opposites(*leads):
        return "opposites", True
    letters = [match[1] for lead in leads if (match := _LETTER.search(lead))]
    if len(letters) == len(leads) >= 2 and "".join(letters) in ("ABCDE"[: len(letters)], "甲乙丙丁戊"[: len(letters)]):
        return "letters", True
    if leads and all(re.search(r"类(?:的|问题|建议|事项)?$", lead) for lead in leads) and len(set(leads)) == len(leads):
        return "class", len(leads) >= 3
    states = [state_of(lead) for lead in leads]
    if all(states) and len(set(states)) >= 2:
        return "state", len(set(states)) >= 2
    return None


_LETTER = re.compile(r"([A-E甲乙丙丁戊])类(?:建议|问题|事项|意见)?(?:共|有|的)*$")
# Words of which one leaves only the other: 集中供养, 分散供养.
_OPPOSITES = tuple(pair.split("/") for pair in (
    "集中/分散", "专职/兼职", "线上/线下", "境内/境外", "国内/国外", "长期/短期", "直接/间接", "书面/口头", "增量/存量", "室内/室外",
    "国有/民营", "城区/乡镇", "本地/外地", "一般债/专项债",
))  # fmt: skip


def _are_opposites(one: str, other: str) -> bool:
    """Return whether one lead denies the other: 标准化 and 非标准化, 合格 and 不合格, 集中供养 and 分散供养."""
    if any(a in one and one.replace(a, b) == other or b in one and one.replace(b, a) == other for a, b in _OPPOSITES):
        return True
    if len(one) > 2 and one == other[::-1]:
        # 医办养, 养办医
        return True
    shorter, longer = sorted((one.removeprefix("已"), other.removeprefix("已")), key=len)
    return len(shorter) >= 2 and longer in (f"非{shorter}", f"不{shorter}", f"未{shorter}", f"没有{shorter}")


def state_of(lead: str) -> str:
    """Return how far a part of a list of tasks has come: done, ongoing, deferred or not; empty if the words do not say."""
    return next((name for name, pattern in STATES if pattern.search(lead)), "")
