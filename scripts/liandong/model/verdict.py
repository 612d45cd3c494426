"""The verdicts: what the book may say of a statistic that a bulletin reports. Code, label and meaning stand here only."""

from liandong.model.worded import WordedCode


class Verdict(WordedCode):
    """What the book may say of a reported statistic."""

    REPRODUCED = "reproduced", "复算一致", "由简报公布的其他数字算出，按原文的小数位修约后与原文相同。"
    CONSISTENT = "consistent", "勾稽相符", "单独算不出来，但与简报公布的其他数字有勾稽关系，这个关系成立；关系能说明多少，逐条写明。"
    REFERENCED = "referenced", "外部相符", "与简报以外的公开数据对得上，公开数据的出处和查阅日期逐条写明。"
    TRANSCRIBED = "transcribed", "仅转录", "简报没有公布可供计算的数字，这里只核对数据表与原文相同。"
    UPDATED = "updated", "已更新", "数据表采用了简报之后的数据，与原文不同，两个数都列出。"
    DISPUTED = "disputed", "待核", "按简报公布的数字算不出原文的数，已登记在“对不上的数字”，等待核实。"
