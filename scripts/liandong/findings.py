"""Findings: what a check found, where, what was expected and what to do next.

Every check of the project returns `Finding` objects and never prints.
`render_findings` turns them into the Chinese text that users read.
`RULES` is the one table of codes.
A new check adds its line there: codes starting with E are errors, those starting with N are notes, and no two codes
share a number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Rule(NamedTuple):
    """What a code means and the next step that it usually calls for, both in Chinese."""

    title: str
    next_step: str


SAVE_AS_UTF8 = "用 Excel 或 WPS 打开，另存为“CSV UTF-8（逗号分隔）”，再运行一次。"

RULES: dict[str, Rule] = {
    # E1xx: files and their encoding
    "E101": Rule("文件不存在", "把文件放回这个位置；如果不再需要，从 datapackage.json 里删去对应的一项。"),
    "E102": Rule("文件读不出文字", SAVE_AS_UTF8),
    "N103": Rule("文件带字节顺序标记（BOM）", "已经读入，不必处理。"),
    "N104": Rule("文件是 GBK 编码", "已按 GBK 读入，请看一眼有没有乱码；下次" + SAVE_AS_UTF8),
    "E105": Rule("JSON 或 YAML 格式有误", "用文本编辑器打开，改正这一行附近的标点、引号或缩进。"),
    "E106": Rule("数据说明有误", "改正 datapackage.json 里的这一处。"),
    "E107": Rule("路径不在简报文件夹内", "改成简报文件夹内的相对路径，例如 tables/status.csv。"),
    # E2xx: tables
    "E201": Rule("缺少列", "补上这一列，列名要与数据说明完全相同。"),
    "E202": Rule("多出列", "删去这一列；确实需要的，先在 datapackage.json 里写明它的含义。"),
    "E203": Rule("类型不对", "改成应有的写法。"),
    "E204": Rule("取值不合要求", "改成允许的取值。"),
    "E205": Rule("编号重复", "每个编号只留一行；确属两件事的，换一个编号。"),
    "E206": Rule("编号没有着落", "改成对方表里已有的编号，或者先在对方表里补上这一行。"),
    "E207": Rule("合计与各部分不符", "对照原文，改正合计或者某一部分。"),
    "E208": Rule("空行", "在 Excel 或 WPS 里选中整行，删除后保存。"),
    "E209": Rule("单元格个数不对", "补齐或删去多余的单元格；单元格里本身有逗号的，要用英文双引号括起来。"),
    "E210": Rule("空表", "至少要有列名一行和数据一行。"),
    "E211": Rule("列名重复", "改掉或删去重复的一列。"),
    "E212": Rule("名称或单位与 statistics.csv 不同", "两处改成一样。"),
    "E213": Rule("数据说明里没有这个文件", "用得着的，在 datapackage.json 里写明；用不着的，移出这个文件夹。"),
    "N214": Rule("列的次序与数据说明不同", "已按列名读入，不必处理；最好恢复原来的次序。"),
    "N215": Rule("单元格像公式", "本项目不会运行它，但 Excel 和 WPS 会；请确认这是文字，或在前面加别的字。"),
    "N216": Rule("日期的写法被改过", "已经读入；多半是 Excel 保存时改写的，最好写回 2024-11-27 的样子。"),
    "E217": Rule("列与列之间不是逗号", SAVE_AS_UTF8),
    "E218": Rule("CSV 的引号不成对", "检查这一行附近的英文双引号：要成对，文字里的一个双引号写成两个。"),
    "E219": Rule("有看不见的字符", "把这一格清空，重新打一遍（不要粘贴）。"),
    # E3xx: the source and its mentions
    "E301": Rule("原文与登记的校验值不同", "source.txt 不得改动：恢复收到时的文本；确需换用新文本的，核对后改 bulletin.yml 的 sha256。"),
    "E302": Rule("原文数字与 mentions.csv 对不上", "对照 source.txt，改正 mentions.csv 的这一行。"),
    "E303": Rule("上下文不在原文里", "从 source.txt 复制含有这个数字的一段。"),
    "E304": Rule("同一指标在原文中数值不一", "核对 mentions.csv 中该指标的各行；原文确有矛盾的，分成两个指标并登记到 discrepancies.yml。"),
    "E305": Rule("指标没有原文数字", "在 mentions.csv 中把它的原文数字标上编号；原文没有写出的数，移到 derived.csv。"),
    "E306": Rule("原文写法与单位不合", "核对 statistics.csv 的单位和 mentions.csv 的原文写法。"),
    "E307": Rule("原文数字的性质与编号不配", "性质为 statistic 的填编号，其余的留空。"),
    "E308": Rule("约数词与原文不同", "把 statistics.csv 的约数词改成原文数字前后的词。"),
    "E309": Rule("登记的杂质不在原文里", "从 source.txt 复制原文；已不存在的，从 bulletin.yml 中删去。"),
    "E310": Rule("简报说明不完整", "在 bulletin.yml 中补上这一项。"),
    # E4xx: proof
    "E401": Rule("复算与简报不一致", "先核对数据表；确是简报数字的问题，登记到 discrepancies.yml；确是新数据，把这一行的数据日期改成新数据的日期。"),
    "E402": Rule("登记为对不上，现在却一致", "核对无误后，从 discrepancies.yml 中删去这个指标。"),
    "E403": Rule("指标没有单元格报告", "在简报的页面里用 bulletin.report（推算的用 bulletin.derive）报告它。"),
    "E404": Rule("指标报告了不止一次", "只留一处。"),
    "E405": Rule("编号不存在", "核对编号的拼写。"),
    "E406": Rule("单元格运行出错", "按所列的行改正；数据有误的先改数据。"),
    "E407": Rule("登记的对不上的数字有误", "改正 discrepancies.yml 的这一项。"),
    # E5xx: the book
    "E501": Rule("引文与原文不一致", "从 source.txt 复制原文，不要改字。"),
    "E502": Rule("正文用了没有的统计数", "核对 {stat} 里的编号。"),
    "E503": Rule("正文用了没有的图", "核对 {chart} 里的名称。"),
    "E504": Rule("标题里有统计数", "标题改成不带数字的说法。"),
    "E505": Rule("同名的图画了两次", "改掉其中一张的名称。"),
    "E506": Rule("页面要的模板没有", "核对 {template} 后面的名称。"),
    "E507": Rule("正文用了没有的口径", "核对 {basis-switch} 里的名称。"),
    "E508": Rule("简报的话里印了现在的数", "写简报说的数，改用 {reported}；写现在的数，另起一句，句子里不提简报，也不放进引号。"),
    "E521": Rule("标记里不是法条", "写明哪部法（带年份）和第几条，例如 {law}`《监督法》（2024年修正）第三十四条`；不是法条的换一种标记。"),
    "E522": Rule("法条的引文与法律原文不一致", "从 data/law 里的文本复制原文，不要改字；转述的话不加引号，也不写进 {law}。"),
    "E523": Rule("标记里不是日期", "改正日期；不是日期的换一种标记。"),
    "E524": Rule("标记里不是名称中的数字", "把整个名称写进 {standard}；统计数用 {stat} 印出。"),
    "E525": Rule("标记里不是结构性的数", "{structure} 只写本页数得出来的整数；统计数用 {stat} 印出。"),
    "E526": Rule("举例的数没有说明是举例", "在句子里写明“例如”“假设”“举例”；不是举例的数换一种标记。"),
    "E528": Rule("数字没有来历", "统计数用 {stat} 印出；法条、日期、名称、步骤和举例的数字在写的地方标记，见“写一页”。"),
    "E529": Rule("手写了只有程序能写的标记", "删去这个写法。"),
    "E530": Rule("印出的数与来历不符", "重新生成网站；还不行的，查印出它的指令。"),
    # E6xx: the workbook
    "E601": Rule("打不开工作簿", "核对文件名和位置；文件在 Excel 或 WPS 里开着的，先关闭。"),
    "E602": Rule("不是 .xlsx 工作簿", "用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”，再导入。"),
    "E603": Rule("工作簿有密码", "用 Excel 或 WPS 打开，取消打开密码，保存后再导入。"),
    "E604": Rule("工作簿不完整或已损坏", "重新复制一份；还不行的，用 Excel 或 WPS 打开修复，另存为新的 .xlsx。"),
    "E605": Rule("工作簿太大", "重新导出一份工作簿，把改动填进去；多半是选中整列、整行设了格式。"),
    "E606": Rule("工作簿里有不该有的内容", "不要使用这个文件，查清它的来历；重新导出一份工作簿，把改动填进去。"),
    "E607": Rule("缺少工作表", "从原来导出的工作簿把这个工作表移回来，或者重新导出一份。"),
    "E608": Rule("工作表和表不是一一对应", "一张表只留一个工作表，别的表的列移回原处；拿不准的，重新导出一份。"),
    "E609": Rule("工作表缺少列", "补上这一列；重新导出一份最稳妥。"),
    "E610": Rule("工作表的列重复", "只留一列，删去另一列。"),
    "E611": Rule("列名和隐藏的列标记不是同一列", "重新导出一份，把改动填进去；移动列的时候要选中整列。"),
    "E612": Rule("工作表多出列", "删去这一列；备注写在别的文件里。"),
    "E613": Rule("单元格是公式", "选中这一格，复制，再“选择性粘贴”为“数值”。"),
    "E614": Rule("单元格的内容不是该填的类型", "清空这一格，照列名批注重新填。"),
    "E615": Rule("数据里有合并的单元格", "选中它，取消合并，每一格都填上内容。"),
    "E616": Rule("不能确定是哪一期简报", "在命令里用 --bulletin 写明数据文件夹的名字，并核对是不是这一期的工作簿。"),
    "E617": Rule("这张表不能从工作簿修改", "直接改 CSV 文件：表里有不公开的列，又没有可以认行的编号列。"),
    "E618": Rule("核对之后表又被改过", "再运行一次导入，重新看一遍变化。"),
    "E619": Rule("没有写成", "关闭打开着的表，确认磁盘有空间、对文件夹有写权限，再运行一次。"),
    "E620": Rule("文件已经存在", "换一个文件名；确实要覆盖的，加上 --replace。"),
    "E621": Rule("内容太长，放不进单元格", "缩短这一格，或者直接改 CSV 文件。"),
    "N631": Rule("有隐藏的行或列", "已照常读入；取消隐藏，看一眼是不是要的。"),
    "N632": Rule("列名改写过", "已按隐藏的列标记读入；网站上的列名不变，要改请改 datapackage.json。"),
    "N633": Rule("写法已换成规范的", "已经读入，核对一下读得对不对。"),
    "N634": Rule("显示的小数比存的少", "已按存的数读入；如果要的是显示的数，重新输入。"),
    "N635": Rule("空行已略过", "不必处理。"),
    "N636": Rule("有内容没有读", "要紧的内容请移到对应的表里，放在列名下面。"),
    "N637": Rule("有宏或外部链接", "没有运行，也没有打开；最好另存为普通的 .xlsx。"),
    "N638": Rule("导出以后表又改过", "列出的变化里可能有别人改好的又被改回去；拿不准的，重新导出再填。"),
    "N639": Rule("改了数，没有改数据日期", "这是改正录入；如果是新数据请同时改数据日期。"),
    "N640": Rule("表里有不公开的列", "新增的行里这些列是空的，请到 CSV 里补；删去的行连同这些内容一起删去。"),
    "N641": Rule("上一次导入中断", "已接着处理完；运行 check 看一眼。"),
    # E7xx: releases, comparing and publishing
    "E701": Rule("发布记录损坏", "从备份或 git 恢复 data/releases 里的这个文件；发布记录不要手改。"),
    "E702": Rule("对照的那一份算不出来", "先在那一份里运行 check，改好再比较；或者与另一份比较。"),
    "E703": Rule("版本号不对", "换一个版本号；一般不必写 --version。"),
    "E704": Rule("理由不对", "用 --reason \"……\" 写一行话，说明为什么发布。"),
    "E705": Rule("日期不对", "改正 --date，或者不写。"),
    "E706": Rule("没有可比较的东西", "核对 --against 的写法。"),
    "E707": Rule("git 用不了", "装好 git 再试，或者与发布过的版本、与文件夹比较。"),
    "E708": Rule("不能发布到这里", "换一个位置，例如 D:\\网站\\联动监督 或 /srv/www/liandong。"),
    "E709": Rule("文件夹里有别的东西", "换一个空的或者新的文件夹；确实要用它的，先把里面的东西移走。"),
    "E710": Rule("发布过的文件夹里多出文件", "发布会换掉整个文件夹：把这些文件移到别处，再发布。"),
    "E711": Rule("写不进去", "检查磁盘空间和写权限，关闭正在使用这个文件夹的程序，再发布一次。"),
    "E712": Rule("发布期间文件改动过", "等别的程序改完，再发布一次。"),
    "E713": Rule("网站没有生成", "按所列的问题改正，再发布一次。"),
    "E714": Rule("网站里的名称与发布的文件冲突", "给这一页或这个文件换一个名称。"),
    "E715": Rule("结果文件写不进去", "核对文件名，上一级文件夹要先有。"),
    "N721": Rule("有旧版网站没有存档", "不必处理；旧版的数据仍在 releases 里。"),
    "N722": Rule("网站与这个版本首次发布时不同", "多半是 Python 或软件包的版本不同；请按 requirements.txt 重建环境后再发布。"),
    # E8xx: a new bulletin, and what must stay private
    "E801": Rule("原文数字还没有指定指标", "对照原文，在 mentions.csv 的这一行填写。"),
    "E802": Rule("简报的编号不对", "改正编号，再运行一次。"),
    "E803": Rule("原文不是纯文本", "另存为纯文本（.txt），再运行一次。"),
    "E804": Rule("原文里没有可用的内容", "核对 --source 写的是不是简报全文。"),
    "E805": Rule("已经有这一期", "换一个编号，或者先移走原来的文件夹。"),
    "E806": Rule("目录里没有放这一期的位置", "在 _toc.yml 里按应有的样子改好，再运行一次。"),
    "E807": Rule("新建的文件写不进去", "检查磁盘空间和写权限，关闭正在使用该目录的程序，再运行一次；项目没有改动，或在下次运行时补完。"),
    "E808": Rule("上一次新建没有做完", "再运行一次同样的 new 命令，会自动补完。"),
    "E809": Rule("网站里有不公开的内容", "从这一页的单元格或正文里去掉；不公开的列只能留在数据表里。"),
    "E810": Rule("页面还没有写完", "对照原文写好这一行。"),
    # E9xx: the course's question bank
    "E901": Rule("没有正确答案", "在 options.csv 里把正确的选项标上 yes；填数题在 answer 里写指标的编号。"),
    "E902": Rule("两个选项相同", "改掉或者删去其中一个；数用规则算的，换一条规则。"),
    "E903": Rule("题目用了没有的指标", "核对编号的拼写；教学台账的指标前面加 training:。"),
    "E904": Rule("重读的链接断了", "改正 reread：页从 book 文件夹写起，小标题与那一页上的一字不差。"),
    "E905": Rule("题目的内容不齐或者多余", "照“怎样出题”的列补上或者删去。"),
    "E906": Rule("占位或者规则写错", "照“怎样出题”里的写法改正。"),
    "E907": Rule("指标在这里用不上", "换一个指标，或者换一条规则。"),
    "E908": Rule("题目里有没有来历的数字", "统计数写成占位，其余的用角色标明它是什么。"),
    "N909": Rule("只有一个变式", "可以不改；想让第二次做不一样的，照“怎样出题”的“变式”一节。"),
    "E910": Rule("页面要的题目没有", "核对 {questions}、{answers} 后面的模块编号。"),
    # E93x: the glossary
    "E931": Rule("术语的说法不能用", "换一个说法，或者删去重复的一行。"),
    "E932": Rule("术语的释义里有数字", "改成不带数字的说法；条文里的数字写到出处一列的引号里。"),
    "E933": Rule("术语没有出处", "写明法律法规的名称、年份和条号，或者标准的编号；没有定义的，种类改填 practice。"),
    "E934": Rule("术语所指的页不存在", "核对页的位置和文件名。"),
    # E95x: the bookkeeping of a ledger
    "E951": Rule("同一问题列了两次", "核对两项是不是一件事：是的合并，原始问题改归一项；不是的改名称，写出差别。"),
    "E952": Rule("办结而没有证据", "补报证据；证据编错了问题的，改正编号；拿不出证据的，改回持续整改。"),
    "E953": Rule("日期先后不对", "对照文件和记录，改正日期。"),
    "E954": Rule("办结而没有通过复核", "补上复核记录；没有复核的，改回持续整改。"),
    "E955": Rule("状态与状态记录不符", "对照记录，改正状态；确有变化的，在状态记录里加一行，不要改旧的。"),
    "E956": Rule("办结日期与状态记录不符", "对照记录，改正办结日期。"),
    "E957": Rule("票数不符", "重新计票；收回的票少于发出的，写明原因。"),
    "E958": Rule("实到多于应到", "核对应到人数和签到表。"),
    "E959": Rule("百分率与清单算得的不同", "重新计算，修约一次；各项比重合计不是一百的，照实印，不要改最后一项。"),
    "E960": Rule("周通报与状态记录不符", "由状态记录重新计算本周的数；分母变了的写明。"),
    "E961": Rule("复核人就是责任单位", "换责任单位以外的组或者机构复核。"),
    "E962": Rule("清单问题没有来源", "在归并对照里写明它由哪几条原始问题归并而来。"),
    "E963": Rule("归并对照没有写全", "列入清单的写明清单问题的编号；不列入的写明原因，编号留空。"),
    "E964": Rule("练习差错有误", "改正 defects.csv 的这一行。"),
}

LABELS = {
    "E": "错误",
    "N": "提示",
    "place": "位置",
    "found": "发现",
    "expected": "应为",
    "next_step": "下一步",
    "whole_file": "整个文件",
    "row": "第 {} 行",
    "column": "{} 列",
    "joint": "，",
    "statistic": "指标：{}",
    "head": "{} {} {}",
    "clean": "没有发现问题。",
    "total": "共 {errors} 处错误、{notes} 处提示，涉及 {files} 个文件。",
    "shortened": "{}…（共 {} 个字符）",
    "quoted": "“{}”",
    "empty": "空",
}

CELL_LIMIT = 60  # characters of a cell that a message shows
LINE_LIMIT = 400  # characters of a whole line, for texts that do not come from cells
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


@dataclass(frozen=True)
class Finding:
    """One thing that a check found.

    Attributes:
        code: A key of `RULES`, stable over versions.
        file: Path relative to the project's root, with forward slashes.
        row: Row as Excel or WPS shows it; the header is row 1. None for the whole file.
        column: Heading of the column, or None.
        found: What is there, in Chinese; cell text goes through `quote`.
        expected: What should be there, in Chinese.
        next_step: What the user does next, in Chinese; the rule's own text if left out.
        statistic: Id of the statistic concerned, or None.
    """

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    found: str = ""
    expected: str = ""
    next_step: str = ""
    statistic: str | None = None

    def __post_init__(self) -> None:
        if not self.next_step:
            object.__setattr__(self, "next_step", RULES[self.code].next_step)

    @property
    def severity(self) -> str:
        """`error` or `note`, by the code's first letter."""
        return "error" if self.code.startswith("E") else "note"

    @property
    def title(self) -> str:
        """What the code means, in Chinese."""
        return RULES[self.code].title

    @property
    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Orders findings by file, errors first, then row and column; the same findings always sort the same way."""
        return (self.file, self.severity != "error", self.row or 0, self.column or "", self.code, self.found)

    def __str__(self) -> str:
        return "\n".join(_lines_of(self))


class DataError(ValueError):
    """Data that cannot be used; `findings` says why, and the message is their Chinese text."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: list[Finding] = sorted(findings, key=lambda finding: finding.sort_key)
        super().__init__(render_findings(self.findings))


def errors_among(findings: Iterable[Finding]) -> list[Finding]:
    """The findings that are errors, notes left out."""
    return [finding for finding in findings if finding.severity == "error"]


def printable(text: str, limit: int = CELL_LIMIT) -> str:
    """`text` on one line, with invisible characters as escapes and cut to `limit` characters."""
    shown = text[:limit]
    escaped = "".join(_ESCAPES.get(char) or (_code_point(char) if is_invisible(char) else char) for char in shown)
    return LABELS["shortened"].format(escaped, len(text)) if len(text) > limit else escaped


def is_invisible(char: str) -> bool:
    """Whether a character cannot be seen as itself: control, bidi, unassigned and private characters, U+FFFD."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or char == "\ufffd"


def quote(text: str | None) -> str:
    """A cell's text in Chinese quotation marks, made printable; 空 for an empty cell."""
    return LABELS["quoted"].format(printable(text)) if text else LABELS["empty"]


# Set in the environment of a build beside which the checks run already.
CHECKED = "LIANDONG_CHECKED"
BLOCK_START = "—— 检查发现 ——"
BLOCK_END = "—— 检查发现完 ——"


def findings_block(findings: Iterable[Finding]) -> str:
    """The findings between marks, so that they can be found again in the output of another program."""
    return "\n".join([BLOCK_START, render_findings(findings), BLOCK_END])


def extract_block(text: str) -> str:
    """The findings that a program printed between the marks, without them; empty if it printed none."""
    _, start, rest = text.partition(BLOCK_START)
    return rest.partition(BLOCK_END)[0].strip("\n") if start else ""


def render_findings(findings: Iterable[Finding]) -> str:
    """The Chinese text for `findings`: by file, files and findings with errors first, a total at the end."""
    ordered = sorted(findings, key=lambda finding: finding.sort_key)
    if not ordered:
        return LABELS["clean"]
    files: dict[str, list[Finding]] = {}
    for finding in ordered:
        files.setdefault(finding.file, []).append(finding)
    blocks = []
    for file in sorted(files, key=lambda name: (not errors_among(files[name]), name)):
        lines = [printable(file, LINE_LIMIT)]
        for finding in files[file]:
            lines += ["  " + line for line in _lines_of(finding)]
        blocks.append("\n".join(lines))
    errors = len(errors_among(ordered))
    total = LABELS["total"].format(errors=errors, notes=len(ordered) - errors, files=len(files))
    return "\n\n".join([*blocks, total])


def _lines_of(finding: Finding) -> list[str]:
    lines = [LABELS["head"].format(LABELS[finding.code[0]], finding.code, finding.title)]
    for name, text in (
        ("place", _place(finding)),
        ("found", finding.found),
        ("expected", finding.expected),
        ("next_step", finding.next_step),
    ):
        if text:
            lines.append(f"  {LABELS[name]}：{printable(text, LINE_LIMIT)}")
    return lines


def _place(finding: Finding) -> str:
    parts = []
    if finding.row is not None:
        parts.append(LABELS["row"].format(finding.row))
    if finding.column is not None:
        parts.append(LABELS["column"].format(printable(finding.column)))
    if finding.statistic is not None:
        parts.append(LABELS["statistic"].format(printable(finding.statistic)))
    return LABELS["joint"].join(parts) or LABELS["whole_file"]


def _code_point(char: str) -> str:
    number = ord(char)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
