"""The site's colours, by arithmetic: contrast of text, and what readers with each kind of colour blindness see."""

import itertools
import re

import pytest
from conftest import ROOT

from liandong.charts import theme
from liandong.model import Verdict

SHEETS = ROOT / "scripts" / "liandong" / "sphinx_ext"
TOKENS = SHEETS / "furniture" / "tokens.css"
VERDICTS = tuple(f"verdict-{verdict}" for verdict in (*Verdict, "derived"))
TEXT_COLOURS = ("ink", "muted", "link", *VERDICTS)
TEXT_CONTRAST, SHAPE_CONTRAST = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# CIE76: some ten times the difference that is just seen side by side.
APART = 20
APART_BESIDE_WORDS = 10


def linear(colour: str) -> tuple[float, ...]:
    """Returns the linear RGB of a colour written as #rrggbb."""
    parts = (int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(colour: str) -> float:
    """Returns the relative luminance as WCAG defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Returns the contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: tuple[float, ...]) -> tuple[float, float, float]:
    """Returns CIE Lab of linear RGB under D65."""
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, matrix: tuple | None = None) -> float:
    """Returns how far apart two colours are for a reader, with full sight if no matrix is given."""
    seen = []
    for colour in (one, other):
        rgb = linear(colour)
        seen.append(lab(tuple(sum(a * b for a, b in zip(row, rgb, strict=True)) for row in matrix) if matrix else rgb))
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


def tokens(mode: str) -> dict[str, str]:
    """Returns the colours of a mode by name; dark changes some of the light ones."""
    light, _, rest = TOKENS.read_text(encoding="utf-8").partition("@media screen")
    result = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    if mode == "dark":
        result |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", rest))
    return result


def test_arithmetic():
    """Black on white is 21 to 1; a colour does not differ from itself."""
    assert round(contrast("#000000", "#ffffff"), 6) == 21 and difference("#a34700", "#a34700") == 0


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read(mode):
    """Each colour of text stands out from paper and from surfaces, in both modes."""
    colours = tokens(mode)
    assert len(colours) >= 14
    for name, ground in itertools.product(TEXT_COLOURS, ("paper", "surface")):
        assert contrast(colours[name], colours[ground]) >= TEXT_CONTRAST, (name, ground)
    assert contrast(colours["on-accent"], colours["accent"]) >= TEXT_CONTRAST
    for name, ground in itertools.product(("focus", "accent"), ("paper", "surface")):
        assert contrast(colours[name], colours[ground]) >= SHAPE_CONTRAST, (name, ground)


def test_dark_mode_changes_every_colour():
    """No colour of the light mode is left over in the dark one."""
    light, dark = tokens("light"), tokens("dark")
    assert light.keys() == dark.keys() and not [name for name in light if light[name] == dark[name]]


@pytest.mark.parametrize("sight", [None, *BLINDNESS])
def test_chart_states_stay_apart(sight):
    """The colours of the states stand out from white and from each other, for readers of every sight."""
    for one, other in itertools.combinations(theme.STATUS_COLOURS.values(), 2):
        assert difference(one, other, BLINDNESS.get(sight)) >= APART, (one, other)
    for name, colour in theme.STATUS_COLOURS.items():
        assert contrast(colour, theme.WHITE) >= SHAPE_CONTRAST and contrast(theme.STATUS_INK[name], colour) >= TEXT_CONTRAST
        assert name in theme.STATUS_TINTS


def test_chart_states_differ_in_black_and_white():
    """States stay apart in a grey print: each is at least half as light again as the one before."""
    levels = sorted(luminance(colour) + 0.05 for colour in theme.STATUS_COLOURS.values())
    assert all(lighter / darker >= 1.5 for darker, lighter in itertools.pairwise(levels))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("sight", [None, *BLINDNESS])
def test_verdicts_stay_apart(sight, mode):
    """The verdicts' colours differ for readers of every sight, though the words beside them say all."""
    verdicts = {name: colour for name, colour in tokens(mode).items() if name.startswith("verdict-")}
    assert set(verdicts) == set(VERDICTS)
    for one, other in itertools.combinations(verdicts, 2):
        assert difference(verdicts[one], verdicts[other], BLINDNESS.get(sight)) >= APART_BESIDE_WORDS, (one, other)


def test_charts_and_pages_say_the_same_with_the_same_colour():
    """What charts mark as the standard is near the colour of what is disputed; ink and main colour are those of the pages."""
    colours = tokens("light")
    assert theme.INK.lower() == colours["ink"] and theme.MAIN.lower() == colours["accent"]


def test_colours_are_named_once():
    """No other sheet of ours repeats a colour of the tokens."""
    named = set(tokens("light").values()) - {"#ffffff"}
    for sheet in sorted(SHEETS.glob("*/*.css")):
        if sheet != TOKENS and sheet.name != "print.css":
            assert not named & set(re.findall(r"#[0-9a-f]{6}\b", sheet.read_text(encoding="utf-8").lower())), sheet.name
