"""Accent colours: whether what is written in one, on one or beside one can be read, and the nearest that can (WCAG 2.2)."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from math import atan2, cos, hypot, sin

import msgspec

TEXT, SHAPE = 4.5, 3.0
"""The least contrast of small text, and of the shapes that one must tell apart."""
WHITE, INK = "#ffffff", "#0f1416"
LIGHT, DARK = "#f6f5f2", "#1a1f22"
"""The grounds of the two themes that an accent has the hardest time with: the light sidebar and the dark card."""
_STEP = 0.002


class Accent(msgspec.Struct, frozen=True):
    """An accent and what goes with it: the colour of text on it, and its shades in which text can be read in either theme."""

    color: str
    on_color: str
    text_light: str
    text_dark: str


class AccentReport(msgspec.Struct, frozen=True):
    """What was measured of a colour, and the nearest that passes, which is itself when it does."""

    color: str
    passes: bool
    text_contrast: float
    light_contrast: float
    dark_contrast: float
    nearest: str
    accent: Accent
    """Made of the nearest."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def passes(color: str) -> bool:
    """Say whether text can be read on a colour, and the colour be seen in both themes.

    >>> passes("#0f7c86"), passes("#ffee00"), passes("#0a0a30")
    (True, False, False)
    """
    return _text_contrast(color) >= TEXT and contrast(color, LIGHT) >= SHAPE and contrast(color, DARK) >= SHAPE


def nearest(color: str) -> str:
    """Return the colour that passes and differs least in lightness; its hue stays.

    >>> nearest("#ffee00")
    '#9b9003'
    """
    return _move(color, passes)


def report(color: str) -> AccentReport:
    """Measure a colour."""
    best = nearest(color)
    return AccentReport(
        color=color,
        passes=passes(color),
        text_contrast=_shown(_text_contrast(color)),
        light_contrast=_shown(contrast(color, LIGHT)),
        dark_contrast=_shown(contrast(color, DARK)),
        nearest=best,
        accent=accent(best),
    )


@lru_cache(maxsize=1000)
def accent(color: str) -> Accent:
    """Return an accent with the colours that go with it."""
    return Accent(
        color=color,
        on_color=max((WHITE, INK), key=lambda text: contrast(color, text)),
        text_light=_move(color, lambda shade: contrast(shade, LIGHT) >= TEXT),
        text_dark=_move(color, lambda shade: contrast(shade, DARK) >= TEXT),
    )


def _text_contrast(color: str) -> float:
    return max(contrast(color, WHITE), contrast(color, INK))


def _shown(value: float) -> float:
    # Down, never up: 4.496 does not pass, and must not be shown as 4.5.
    return int(value * 100) / 100


def _move(color: str, is_good: Callable[[str], bool]) -> str:
    return next((found for found in _by_lightness(color) if is_good(found)), INK)


def _by_lightness(color: str) -> Iterator[str]:
    """Yield a colour, and then its shades, the most like it first."""
    yield color
    lightness, chroma, hue = _oklch(color)
    for step in range(1, int(1 / _STEP)):
        for moved in (lightness - step * _STEP, lightness + step * _STEP):
            if 0 <= moved <= 1:
                yield _in_gamut(moved, chroma, hue)


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    while True:
        channels = _rgb(lightness, chroma, hue)
        if chroma < _STEP or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return "#" + "".join(f"{round(min(max(channel, 0), 1) * 255):02x}" for channel in map(_gamma, channels))
        chroma -= _STEP


def _linear(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _luminance(color: str) -> float:
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# The matrices are Björn Ottosson's: https://bottosson.github.io/posts/oklab/
def _oklch(color: str) -> tuple[float, float, float]:
    red, green, blue = _linear(color)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short, hypot(a, b), atan2(b, a)


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
