"""The scanner check: four barcodes, what the scanner makes of them, and what to change."""

from dataclasses import replace
from datetime import date
from textwrap import wrap
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from inventory.errors import NotRecorded
from inventory.rules.codes import clean
from inventory.rules.phrases import count, day
from inventory.rules.scanner import CODES, CheckCode, Read, nearest
from inventory.rules.scanner_profile import ScannerProfile
from inventory.rules.scanner_report import Report, examine
from inventory.rules.scanner_words import Finding, Severity
from tui import scanner_profile
from tui.screens.page import MODE_KEYS, Page
from tui.widgets.text_lines import TextLines, Tone, Toned
from tui.widgets.timed_input import TimedScanInput

AT_ONCE = 0.8
"""Seconds from a code to the same one again that nobody needs to pull the trigger anew."""

MARGIN = 8
"""Cells beside the lines, with those of the scroll bar."""

Line = list[Toned]

_MARKS: dict[Severity, tuple[str, Tone]] = {
    Severity.PROBLEM: ("✗ ", "stop"),
    Severity.ADVICE: ("! ", "ask"),
    Severity.OK: ("✓ ", "ok"),
}
_ENDS = {"enter": "Enter", "tab": "Tab", "newline": "line feed", "": "no suffix"}


class ScannerCheckScreen(Page[None]):
    """Sixty seconds with the printed page; nothing that is scanned here counts as a scan."""

    WORD = "Scanner"
    TAKES_SCANS = True
    STAYS = False
    LEFT_OUT = MODE_KEYS
    AUTO_FOCUS = "TimedScanInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+k", "keep", "Keep", id="scanner.keep", tooltip="Keep this for this laptop"),
        Binding("ctrl+k", "keep_nothing", "Keep", id="scanner.keep_nothing", show=False),
        Binding(
            "ctrl+n", "leave_out", "Leave out", id="scanner.leave_out",
            tooltip="Go on without this barcode: the scanner can't read it",
        ),
        Binding("ctrl+r", "again", "Again", id="scanner.again", tooltip="Begin the check again"),
        Binding("escape", "leave", "Back", id="scanner.leave", tooltip="Back, nothing is kept"),
        Binding("pagedown", "page(1)", "More", id="scanner.more", tooltip="Scroll down"),
        Binding("pageup", "page(-1)", "Up", id="scanner.up", show=False, tooltip="Scroll up"),
    ]  # fmt: skip

    DEFAULT_CSS = """
    ScannerCheckScreen VerticalScroll { height: 1fr; padding: 1 0 0 0; }
    ScannerCheckScreen #check { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._reads: dict[CheckCode, Read] = {}
        self._left_out: set[CheckCode] = set()
        self._last: tuple[CheckCode, float] | None = None
        """What was scanned last, and when its last key arrived."""
        self._alt_digits = False

    def content(self) -> ComposeResult:
        """What was read and found, and the line to scan into."""
        with VerticalScroll(can_focus=False):
            yield TextLines(id="check")
        yield TimedScanInput(id="scan")

    def refresh_page(self) -> None:
        """Show what is known by now."""
        self.show()

    def on_resize(self, _: events.Resize) -> None:
        """Long sentences are parted anew."""
        self.show()

    @property
    def awaited(self) -> CheckCode | None:
        """The barcode that comes next; None once all are read or left out."""
        open_ones = (each for each in CODES if each not in {*self._reads, *self._left_out})
        return next(open_ones, None)

    @property
    def report(self) -> Report | None:
        """What the check says, once there is nothing more to scan."""
        if self.awaited and not self._alt_digits:
            return None
        at = self.office.clock.now().isoformat(timespec="seconds")
        return examine(list(self._reads.values()), at, alt_digits=self._alt_digits)

    @on(TimedScanInput.Timed)
    def barcode_arrived(self, message: TimedScanInput.Timed) -> None:
        """Take it as the one of the four that it is, whichever was asked for."""
        message.stop()
        self.show_strip()
        code = nearest(message.raw, list(self._reads.values()))
        if code is None:
            self.champion.ring()
            self.show_strip(
                ("! That is not one of the four. ", "ask"),
                ("Print the page: champion labels scanner", "plain"),
                (f" · {message.raw}", "muted"),
            )
            return
        self._alt_digits = False
        self._take(code, message)
        self.show()

    def _take(self, code: CheckCode, message: TimedScanInput.Timed) -> None:
        """Keep what was read; the same code at once belongs to the same pull of the trigger."""
        begun = message.at - sum(message.gaps)
        before = self._reads.get(code)
        if before and self._last and self._last[0] is code and begun - self._last[1] < AT_ONCE:
            read = replace(before, repeats=before.repeats + 1)
        else:
            read = Read(code, message.raw, message.gaps, message.suffix)
        self._reads[code] = read
        self._last = (code, message.at)

    def take_alt_digits(self) -> None:
        """The scanner types with Alt and the number pad: that is a finding too."""
        self._alt_digits = True
        self.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keep, leave out and scroll: only while there is something to."""
        if action in ("keep", "keep_nothing"):
            is_read = bool(self._reads) and self.awaited is None
            return is_read == (action == "keep")
        if action == "page":
            return self.query_one(VerticalScroll).max_scroll_y > 0
        return action != "leave_out" or self.awaited is not None

    def action_keep_nothing(self) -> None:
        """The key leads to no other screen while there is nothing to keep."""
        self.champion.ring()

    def action_keep(self) -> None:
        """Keep what was found: from now on every scan on this laptop is read by it."""
        report = self.report
        if report is None:
            return
        self.office.scanner = report.profile
        try:
            scanner_profile.keep(report.profile)
        except NotRecorded as fault:
            self.show_strip((f"✗ {fault.message} ", "stop"), (fault.hint, "muted"))
        else:
            self.show_strip(("✓ Kept for this laptop. ", "ok"), ("Esc goes back.", "muted"))
        self.show()

    def action_leave_out(self) -> None:
        """Go on without this barcode."""
        if self.awaited:
            self._left_out.add(self.awaited)
            self.show_strip()
            self.show()

    def action_again(self) -> None:
        """Begin again."""
        self._reads.clear()
        self._left_out.clear()
        self._last, self._alt_digits = None, False
        self.show_strip()
        self.show()

    def action_leave(self) -> None:
        """Back; what was not kept is forgotten."""
        self.dismiss(None)

    def action_page(self, way: int) -> None:
        """Scroll a long report."""
        area = self.query_one(VerticalScroll)
        area.scroll_relative(y=way * area.size.height, animate=False)

    def show(self) -> None:
        """Draw the steps, or what was found."""
        report = self.report
        lines = self._steps()
        lines += [[], *_report_lines(report, self._width)] if report else []
        lines += [[], self._kept_line()]
        if self.awaited:
            lines += [[("F9 prints the page with the four barcodes.", "muted")]]
        shown = self.query_one("#check", TextLines)
        shown.styles.height = len(lines)
        shown.show(lines)
        self.call_after_refresh(self.refresh_bindings)

    @property
    def _width(self) -> int:
        return max(20, self.size.width - MARGIN)

    def _steps(self) -> list[Line]:
        """What is to be scanned next, and what was read so far."""
        awaited = self.awaited
        head: list[Line] = []
        if awaited:
            said = f"{CODES.index(awaited) + 1} of {len(CODES)} · Scan “{awaited.title}”"
            head = [[(said, "bold")], [(awaited.why, "muted")], []]
        return head + [self._step(code) for code in CODES]

    def _step(self, code: CheckCode) -> Line:
        name = f"{CODES.index(code) + 1}  {code.title:<19}"
        read = self._reads.get(code)
        if read:
            mark = _MARKS[Severity.OK if clean(read.text) == code.text else Severity.ADVICE]
            return [mark, (name, "plain"), (read.text, "bold")]
        if code in self._left_out:
            return [("– ", "muted"), (name, "muted"), ("left out", "muted")]
        return [("› " if code is self.awaited else "  ", "accent"), (name, "muted")]

    def _kept_line(self) -> Line:
        """Which check holds now."""
        kept = self.office.scanner
        if kept is None:
            return [("No scanner was checked on this laptop yet.", "muted")]
        return [(f"Kept: {in_words(kept, self.office.clock.now().date())}", "muted")]


def in_words(profile: ScannerProfile, today: date) -> str:
    """``checked on 21 November: Enter, 8 ms``"""
    pace = f"{profile.pace:.0f} ms" if profile.pace else ""
    added = " ".join(profile.prefixes)
    said = [
        _ENDS[profile.suffix],
        pace,
        f"adds {added}" if added else "",
        f"{count(len(profile.typed_as), 'character')} put right" if profile.typed_as else "",
    ]
    return f"checked on {day(profile.checked_at, today)}: {', '.join(filter(None, said))}"


def _report_lines(report: Report, width: int) -> list[Line]:
    """What was found, the worst first, and what to change."""
    changes = sum(1 for found in report.findings if found.hint)
    head: Line = [("Nothing has to be changed.", "ok")]
    if changes:
        head = [(f"{count(changes, 'thing')} to change on the scanner or the laptop", "bold")]
    lines = [head]
    for found in report.findings:
        lines += _finding_lines(found, width)
    return [*lines, [], [("Ctrl+K", "accent"), (" keeps this for this laptop.", "plain")]]


def _finding_lines(found: Finding, width: int) -> list[Line]:
    mark, tone = _MARKS[found.severity]
    said: Tone = "muted" if found.severity is Severity.OK else "plain"
    first, *more = wrap(found.say, width - 2) or [""]
    lines: list[Line] = [[(mark, tone), (first, said)]]
    lines += [[("  ", said), (line, said)] for line in more]
    return lines + [[("  ", "muted"), (line, "muted")] for line in wrap(found.hint, width - 2)]
