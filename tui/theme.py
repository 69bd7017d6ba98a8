"""The two themes: a dark and a light ground, and the same meanings in both."""

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

DARK: Final = "champion-dark"
LIGHT: Final = "champion-light"

_MODES: Final = {
    "mode-out": "#2459c4",
    "mode-back": "#0f7167",
    "mode-check": "#9a3412",
    "mode-audit": "#6d3fc0",
    "mode-rest": "#475569",
    "mode-text": "#ffffff",
}
"""The bar of each mode, and the words on it, which are white on both grounds."""

_DARK_WORDS: Final = {
    **_MODES,
    "text": "#e6eaf2",
    "text-muted": "#a3adbf",
    "text-disabled": "#7d879a",
    "foreground-muted": "#a3adbf",
    "success-muted": "#143527",
    "warning-muted": "#3d2d0b",
    "error-muted": "#421c1f",
    "footer-background": "#181e29",
    "footer-key-foreground": "#6aa9ff",
    "footer-description-foreground": "#a3adbf",
    "block-cursor-background": "#2459c4",
    "block-cursor-foreground": "#ffffff",
    "input-selection-background": "#2459c4",
}

_LIGHT_WORDS: Final = {
    **_MODES,
    "text": "#161d29",
    "text-muted": "#475366",
    "text-disabled": "#6b7688",
    "foreground-muted": "#475366",
    "success-muted": "#d6f0e1",
    "warning-muted": "#fbe9bd",
    "error-muted": "#fbdcd9",
    "footer-background": "#e4e9f1",
    "footer-key-foreground": "#174fae",
    "footer-description-foreground": "#475366",
    "block-cursor-background": "#2459c4",
    "block-cursor-foreground": "#ffffff",
    "input-selection-background": "#bcd3fb",
}

CHAMPION_DARK: Final = Theme(
    name=DARK,
    primary="#2459c4",
    secondary="#0f7167",
    accent="#6aa9ff",
    success="#43cf8f",
    warning="#f5b83d",
    error="#ff7b70",
    foreground="#e6eaf2",
    background="#10141c",
    surface="#181e29",
    panel="#202836",
    dark=True,
    variables=_DARK_WORDS,
)

CHAMPION_LIGHT: Final = Theme(
    name=LIGHT,
    primary="#2459c4",
    secondary="#0f7167",
    accent="#174fae",
    success="#0b6540",
    warning="#7a4d00",
    error="#a81f17",
    foreground="#161d29",
    background="#f7f9fc",
    surface="#eef2f7",
    panel="#e4e9f1",
    dark=False,
    variables=_LIGHT_WORDS,
)

THEMES: Final = (CHAMPION_DARK, CHAMPION_LIGHT)

VARIABLE_DEFAULTS: Final[Mapping[str, str]] = _MODES
"""What the widgets need and Textual's own themes lack: for ``App.get_theme_variable_defaults``."""
