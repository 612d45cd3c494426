"""The fictional city: its units, teams, calendar and words."""

from datetime import date

CITY = "示例市"
SEED = 20250609
AS_OF = date(2025, 9, 28)
RAW_FROM, RAW_TO = date(2025, 3, 17), date(2025, 5, 16)
ASSIGNED_ON = date(2025, 6, 9)
# The two problems that were listed later, and the one that left the list.
ADDED_ON = (date(2025, 7, 2), date(2025, 7, 28))
WITHDRAWN_ON = date(2025, 7, 16)
VOTED_ON = date(2025, 9, 24)
VOTERS_DUE, VOTERS_PRESENT = 43, 39
WEEKS = 16
DEADLINES = {
    "quick": date(2025, 7, 9), "middle": date(2025, 8, 8), "long": date(2025, 9, 8),
    "autumn": date(2025, 10, 31), "year": date(2025, 12, 31), "design": date(2026, 6, 30),
}

# id, what follows the city's name or the whole name, short name, level
UNITS = (
    ("civil-affairs", "示例市民政局", "市民政局", "city"),
    ("health", "示例市卫生健康委员会", "市卫生健康委", "city"),
    ("housing", "示例市住房和城乡建设局", "市住房城乡建设局", "city"),
    ("planning", "示例市自然资源和规划局", "市自然资源和规划局", "city"),
    ("human-resources", "示例市人力资源和社会保障局", "市人力资源社会保障局", "city"),
    ("market-regulation", "示例市市场监督管理局", "市市场监管局", "city"),
    ("medical-insurance", "示例市医疗保障局", "市医保局", "city"),
    ("finance", "示例市财政局", "市财政局", "city"),
    ("fire-rescue", "示例市消防救援支队", "市消防救援支队", "city"),
    ("transport", "示例市交通运输局", "市交通运输局", "city"),
    ("jia-county", "甲县人民政府", "甲县", "county"),
    ("yi-county", "乙县人民政府", "乙县", "county"),
    ("bing-county", "丙县人民政府", "丙县", "county"),
    ("ding-county", "丁县人民政府", "丁县", "county"),
    ("wu-district", "戊区人民政府", "戊区", "county"),
    ("geng-district", "庚区人民政府", "庚区", "county"),
)
NAMES = {unit: name for unit, name, _, _ in UNITS}
SHORT = {unit: short for unit, _, short, _ in UNITS}
LEVELS = {unit: level for unit, _, _, level in UNITS}
COUNTIES = tuple(unit for unit, _, _, level in UNITS if level == "county")

CHANNELS = {"self_examination": 30, "inspection": 40, "deputies": 16, "public": 14}
STATUSES = {
    "done": {"city": "立行立改", "county": "已整改到位"},
    "ongoing": {"city": "持续整改", "county": "持续整改"},
    "top_level_design": {"city": "涉及顶层设计", "county": "涉及顶层设计"},
}
CATEGORIES = ("macro", "common", "individual")

WORDS = {
    "teams": ("市人大常委会第一督导组", "市人大常委会第二督导组", "市人大常委会第三督导组"),
    "county_congress": "{short}人大常委会",
    "office": "市人大常委会办公室",
    "chairpersons": "市人大常委会主任会议",
    "assigned": "交办会交办",
    "added": "第二轮征集意见后补充交办",
    "plan": "责任单位报送整改方案",
    "passed": "复核通过，同意办结",
    "not_enough": "材料不足，补充后再报",
    "title": "{place}：{text}",
    "self_examination": "{place}自查报告",
    "inspection": ("第一调研组", "第二调研组", "第一执法检查组", "第二执法检查组"),
    "deputies": ("人大代表座谈会", "代表履职平台"),
    "public": ("调查问卷", "群众来信", "养老服务热线"),
    "whole_city": "市直",
}
