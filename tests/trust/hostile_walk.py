"""The way by keys through the screens of the app."""

from dataclasses import dataclass

from tests.trust.hostile_school import BADGE, person_id, serial


@dataclass(frozen=True, slots=True)
class Step:
    """One screen: what is pressed on the one before, and what is to be seen then."""

    name: str
    keys: tuple[str, ...]
    """Names of keys; what begins with ``=`` is scanned, what begins with ``^`` waited for."""
    seen: str
    """A pattern of the screen's text."""


def titled(word: str) -> str:
    """The pattern of a screen that has this word in its bar."""
    return rf"\A {word} "


ESC = "escape"
LIST_TO_IMPORT = "0people.csv"
BLOCKED, LEFT, FREE, LOST, OUT, DISPUTED = 9, 8, 40, 17, 2, 22
"""Students and devices of the hostile school, by their numbers."""

WALK = (
    Step("who is here", (), titled("WHO IS HERE")),
    Step("home", (f"={BADGE}",), r"Where the devices are[\s\S]*variances to explain"),
    Step("help", ("f1",), titled("HELP")),
    Step("palette", (ESC, "^" + titled("HOME"), "ctrl+p"), "Search for commands"),
    Step("look up: devices", (ESC, "f5"), titled("LOOK UP")),
    Step("look up: filter", (*"5CDX0002",), "1 of 45"),
    Step("device", ("enter", "enter"), titled("DEVICE")),
    Step("condition", ("c",), titled("CONDITION")),
    Step("look up: people", (ESC, "^" + titled("DEVICE"), ESC, "^" + titled("LOOK UP"), ESC,
                              "^Devices · 45", "tab"), "People · 45"),
    Step("person", (ESC, "enter"), titled("PERSON")),
    Step("save as", ("e",), "Save as CSV"),
    Step("hand out", (ESC, "^" + titled("PERSON"), "f2"), titled("HAND OUT")),
    Step("hand out: a person", (f"={person_id(1)}",), person_id(1)),
    Step("hand out: out to someone else", (f"={serial(OUT)}",), "OUT TO SOMEONE ELSE"),
    Step("hand out: issued", (f"={person_id(FREE)}", f"={serial(FREE)}"), "HANDED OUT"),
    Step("hand out: undone", ("ctrl+z",), "UNDONE"),
    Step("hand out: left", (f"={person_id(LEFT)}", f"={serial(41)}"), "✗ LEFT"),
    Step("hand out: blocked", (f"={person_id(BLOCKED)}", f"={serial(41)}"), "✗ BLOCKED"),
    Step("reason", ("ctrl+o",), titled("WRITE")),
    Step("hand out: not known", (ESC, "^" + titled("HAND OUT"), "=X [@click=app.quit]M28[/]"),
         "✗ NOT KNOWN"),
    Step("hand out: lost", (f"={person_id(FREE)}", f"={serial(LOST)}"), "RESURFACED|LOST"),
    Step("hand out: disputed", (f"={serial(DISPUTED)}",), "OUT TO SOMEONE|DISPUTED"),
    Step("find a person", ("ctrl+f", *"9000"), "of 45|· 45"),
    Step("take back", (ESC, ESC, "f3", f"={serial(4)}"), "TAKEN BACK"),
    Step("note", ("n",), titled("WRITE")),
    Step("take back: by bag", (ESC, "^" + titled("TAKE BACK"), "ctrl+b", f"={serial(OUT)}"),
         r"· 1 in it|in it[\s\S]*TAKEN BACK"),
    Step("inspect", ("ctrl+k",), titled("INSPECT")),
    Step("inspect: checked", (f"={serial(OUT)}",), "CHECKED"),
    Step("inspect: not taken back", (f"={serial(3)}",), "NOT TAKEN BACK"),
    Step("audits", ("f4",), titled("AUDITS")),
    Step("audit: explain", ("enter",), titled("EXPLAIN")),
    Step("audit: explain one", ("enter",), titled("EXPLAIN")),
    Step("audit: variances", (ESC, ESC, "^" + titled("AUDITS"), "down", "down", "enter"),
         titled("VARIANCES")),
    Step("inbox", (ESC, "^" + titled("AUDITS"), "f6"), titled("INBOX")),
    Step("dispute", ("home", "enter"), titled("DISPUTED")),
    Step("settle", (ESC, "^" + titled("INBOX"), "end", "enter"), titled("SETTLE")),
    Step("imports", (ESC, "^" + titled("INBOX"), "f7"), titled("IMPORT")),
    Step("file dialog", ("enter",), LIST_TO_IMPORT),
    Step("file dialog: odd names", ("down", "enter"), "M01"),
    Step("import: preview", (ESC, "^" + titled("IMPORT"), "enter", "^" + LIST_TO_IMPORT, "down",
                             "down", "enter", "enter"), "I imports it"),
    Step("import: a row", ("enter",), titled("IMPORT")),
    Step("import: columns", ("m",), titled("COLUMNS")),
    Step("import: which column", ("enter",), "Which column is"),
    Step("lists", (ESC, "^G", ESC, ESC, ESC, "^" + titled("IMPORT"), "f8"), titled("LISTS")),
    Step("a list", ("enter",), "Out, by homeroom · "),
    Step("papers", (ESC, "^Enter opens a list", "p"), titled("PAPERS")),
    Step("a paper", ("enter",), "As PDF on Letter paper"),
    Step("a paper with initials", ("i",), "Last names: one letter"),
    Step("tables", (ESC, "^" + titled("PAPERS"), ESC, "^Enter opens a list", "t"),
         titled("TABLES")),
    Step("tables: a new one", ("n",), titled("WRITE")),
    Step("tables: share", (ESC, "^" + titled("TABLES"), "s"), "Share through this stick"),
    Step("labels", (ESC, "^" + titled("TABLES"), ESC, "^Enter opens a list", "f9"),
         titled("LABELS")),
    Step("a sheet", ("enter",), "Start at  label 1"),
    Step("settings", (ESC, "^Enter goes on", "ctrl+s"), titled("SETTINGS")),
    Step("scanner check", ("ctrl+p", "^Search", *"check", "^Four barcodes", "enter"),
         titled("SCANNER")),
    Step("settings again", (ESC, "^" + titled("SETTINGS")), titled("SETTINGS")),
    Step("a setting", ("enter",), titled("WRITE")),
)  # fmt: skip
"""While the school's audit waits for explanations; it begins on Home."""

OPEN_WALK = (
    Step("who is here", (), titled("WHO IS HERE")),
    Step("home", (f"={BADGE}",), r"Where the devices are[\s\S]*to find|being scanned|Audit Q"),
    Step("audit", ("f4",), "Scan where you stand"),
    Step("audit: verified", (f"={serial(31)}",), "VERIFIED"),
    Step("audit: not known", ("=Y [link=https://evil.example/M30]M30",), "NOT KNOWN"),
    Step("audit: a person", (f"={person_id(5)}",), "AT THE TABLE"),
    Step("audit: no code", ("ctrl+u",), titled("WRITE")),
    Step("audit: finish", (ESC, "^" + titled("AUDIT"), "ctrl+l"), titled("FINISH")),
    Step("audits, one being scanned", (ESC, "^" + titled("AUDIT"), ESC), titled("AUDITS")),
    Step("hand out", ("f2",), titled("HAND OUT")),
    Step("look up: devices", ("f5",), titled("LOOK UP")),
    Step("look up: people", ("tab",), "People · "),
    Step("inbox", (ESC, "f6"), titled("INBOX")),
    Step("lists", ("f8",), titled("LISTS")),
    Step("parked", ("end", "enter"), "Parked · "),
)
"""While the school's audit is being scanned."""
