"""Both themes can be read: contrast by WCAG 2.2, success criterion 1.4.3."""

import pytest
from textual.color import Color
from textual.theme import Theme

from tui.theme import CHAMPION_DARK, CHAMPION_LIGHT, THEMES

ENOUGH = 4.5

TINTS = ["background", "panel", "surface", "success-muted", "warning-muted", "error-muted"]
WORDS_ON_BAND = [
    ("success", "success-muted"),
    ("warning", "warning-muted"),
    ("error", "error-muted"),
]


def colours(theme: Theme) -> dict[str, Color]:
    """Every variable of the theme that is a plain colour."""
    variables = {**theme.to_color_system().generate(), **theme.variables}
    return {name: Color.parse(value) for name, value in variables.items() if value[:1] == "#"}


def luminance(colour: Color) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    assert colour.a == 1
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    ]
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_knows_its_ends() -> None:
    """Black on white is 21 to 1, and the grey that is known to be on the edge is."""
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) < ENOUGH
    assert contrast(Color.parse("#767676"), Color.parse("#ffffff")) > ENOUGH


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("tint", TINTS)
@pytest.mark.parametrize("text", ["foreground", "text-muted"])
def test_text_can_be_read_on_every_tint(theme: Theme, tint: str, text: str) -> None:
    """Muted text too."""
    found = colours(theme)
    assert contrast(found[text], found[tint]) >= ENOUGH


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_outcomes_can_be_read_on_their_band_and_in_the_feed(theme: Theme) -> None:
    """The word of a severity on its tint and on the ground."""
    found = colours(theme)
    for word, tint in WORDS_ON_BAND:
        assert contrast(found[word], found[tint]) >= ENOUGH
        assert contrast(found[word], found["background"]) >= ENOUGH
    assert contrast(found["accent"], found["background"]) >= ENOUGH
    assert contrast(found["footer-key-foreground"], found["footer-background"]) >= ENOUGH
    assert contrast(found["footer-description-foreground"], found["footer-background"]) >= ENOUGH


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("mode", ["out", "back", "audit", "rest"])
def test_the_word_of_each_mode_can_be_read_on_its_bar(theme: Theme, mode: str) -> None:
    """White on four colours."""
    found = colours(theme)
    assert contrast(found["mode-text"], found[f"mode-{mode}"]) >= ENOUGH


def test_the_themes_define_the_same_words() -> None:
    """What one names the other names, so that no widget falls back to a stock colour."""
    assert CHAMPION_DARK.variables.keys() == CHAMPION_LIGHT.variables.keys()
    assert CHAMPION_DARK.dark
    assert not CHAMPION_LIGHT.dark
