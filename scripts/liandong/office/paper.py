"""The page of Chinese official documents: GB/T 9704-2012, in millimetres and points, for Word and Excel alike."""

from typing import NamedTuple


class Margins(NamedTuple):
    """The margins of a page in millimetres."""

    top: float
    right: float
    bottom: float
    left: float


WIDTH_MM, HEIGHT_MM = 210, 297
TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156, 225
LINES, CHARACTERS = 22, 28
# Top and binding side are given by the standard, the other two follow from the text area.
PORTRAIT = Margins(37, WIDTH_MM - 28 - TEXT_WIDTH_MM, HEIGHT_MM - 37 - TEXT_HEIGHT_MM, 28)
# A wide table is turned with its head to the binding side, so that the sheet's left edge becomes the top.
LANDSCAPE = Margins(PORTRAIT.left, PORTRAIT.top, PORTRAIT.right, PORTRAIT.bottom)
# The page number stands below the text area.
FOOTER_MM = 25.0

POINTS_PER_MM = 72 / 25.4
LINE_POINTS = 28.95  # 225 mm in 22 lines, cut to what the formats can store
# 三号, 二号, 小二, 四号, 五号
BODY_POINTS, TITLE_POINTS, SMALL_TITLE_POINTS, NUMBER_POINTS, TABLE_POINTS = 16, 22, 18, 14, 10.5
# So that 28 characters of 三号 fit into 156 mm.
CHARACTER_SPACING_POINTS = -0.25

BODY, TITLE, HEADING, SUBHEADING, LATIN = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "Times New Roman"
# What Word takes where a font is not installed; newer systems carry the fonts without the suffix.
ALTERNATIVES = {BODY: "仿宋", TITLE: "宋体", SUBHEADING: "楷体"}
# Excel knows no alternatives: the names that current Windows has.
SHEET_BODY, SHEET_TITLE, SHEET_HEADING = "仿宋", "方正小标宋简体", "黑体"
