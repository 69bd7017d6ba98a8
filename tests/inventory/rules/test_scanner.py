"""The scanner check: what each habit of a scanner is called, and how it is undone afterwards."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.codes import check_character_43, clean
from inventory.rules.commands import Command
from inventory.rules.scanner import CODE_39, CODES, LETTERS, ZEROS, CheckCode, Read, nearest
from inventory.rules.scanner_profile import SUFFIXES, ScannerProfile
from inventory.rules.scanner_report import Report, examine
from inventory.rules.scanner_words import Finding, Kind, Severity

US = (
    "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?'
)
# The same places on other keyboards; ␀ marks a dead key, which gives nothing by itself.
GERMAN = (
    "␀1234567890ß␀qwertzuiopü+asdfghjklöä#yxcvbnm,.-"
    "°!\"§$%&/()=?␀QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_"
)
FRENCH = (
    "²&é\"'(-è_çà)=azertyuiop␀$qsdfghjklmù*wxcvbn,;:!"
    "~1234567890°+AZERTYUIOP␀£QSDFGHJKLM%µWXCVBN?./§"
)
UK = (
    "`1234567890-=qwertyuiop[]asdfghjkl;'#zxcvbnm,./"
    '¬!"£$%^&*()_+QWERTYUIOP{}ASDFGHJKL:@~ZXCVBNM<>?'
)
SPANISH = (
    "º1234567890'¡qwertyuiop␀+asdfghjklñ␀çzxcvbnm,.-"
    'ª!"·$%&/()=?¿QWERTYUIOP␀*ASDFGHJKLÑ␀ÇZXCVBNM;:_'
)
DVORAK = (
    "`1234567890[]',.pyfgcrl/=aoeuidhtns-\\;qjkxbmwvz"
    '~!@#$%^&*(){}"<>PYFGCRL?+AOEUIDHTNS_|:QJKXBMWVZ'
)


@dataclass(frozen=True)
class Scanner:
    """A scanner on a laptop, and what its four reads look like."""

    types_for: str = US
    laptop: str = US
    caps_lock: bool = False
    before: Callable[[CheckCode], str] = lambda _: ""
    behind: Callable[[CheckCode], str] = lambda _: ""
    as_if: Callable[[str], str] = lambda text: text
    suffix: str = "enter"
    gap: float = 0.008
    repeats: int = 0
    codes: Sequence[CheckCode] = field(default=CODES)

    def types(self, text: str) -> str:
        """What arrives for a text."""
        key = dict(zip(self.types_for, self.laptop, strict=True))
        typed = "".join(key.get(char, "" if char.isprintable() else char) for char in text)
        typed = typed.replace("␀", "")
        return typed.swapcase().replace("SS", "ß") if self.caps_lock else typed

    def scan(self, code: CheckCode) -> str:
        """What arrives for one of the four."""
        return self.types(self.before(code) + self.as_if(code.text) + self.behind(code))

    def reads(self) -> list[Read]:
        """What the check gets to see."""
        return [
            Read(code, typed, (self.gap,) * (len(typed) - 1), self.suffix, self.repeats)
            for code in self.codes
            for typed in [self.scan(code)]
        ]

    def report(self) -> Report:
        """What the check says."""
        return examine(self.reads(), "2026-11-21T09:00:00-05:00")


def finding(report: Report, kind: Kind) -> Finding:
    """The one finding about this."""
    (found,) = [each for each in report.findings if each.kind is kind]
    return found


def worst(report: Report) -> Severity:
    """How bad the worst finding is."""
    return report.findings[0].severity


def kinds(report: Report) -> set[Kind]:
    """All that is worth a change."""
    return {each.kind for each in report.findings if each.severity is not Severity.OK}


def test_the_four_barcodes_are_short_plain_and_no_two_alike() -> None:
    """ASCII that both kinds of bars can hold; at most 31 characters fit across a page."""
    assert [code.symbology for code in CODES] == ["code128", "code128", "code39", "code128"]
    for code in CODES:
        assert code.text.isascii()
        assert code.text.isprintable()
        assert len(code.text) <= 31
        assert clean(code.text) == code.text
    assert set(CODE_39.text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")
    assert check_character_43(CODE_39.text).isalnum()
    assert CODES[3].text == Command.HELP
    assert set(LETTERS.text + ZEROS.text) >= set("0123456789aAqQwWzZyYmM-/_.+$%#:*")


def test_a_scanner_as_it_should_be_has_nothing_to_change() -> None:
    """Enter behind each code, 8 ms a character, nothing added."""
    report = Scanner().report()
    assert worst(report) is Severity.OK
    assert report.profile == ScannerProfile("enter", (), {}, 8.0, "2026-11-21T09:00:00-05:00")
    said = [each.say for each in report.findings]
    assert "Each code ends with Enter." in said
    assert "8 ms a character, 8 ms at the longest." in said
    assert "Caps Lock is off." in said
    assert "Every character arrives as it is printed." in said


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_is_told_and_kept(suffix: str) -> None:
    """Only a scanner without one is advised to send one."""
    report = Scanner(suffix=suffix).report()
    assert report.profile.suffix == suffix
    found = finding(report, Kind.SUFFIX)
    assert (found.severity is Severity.OK) == bool(suffix)
    assert bool(found.hint) != bool(suffix)


def test_codes_that_end_differently_are_a_problem_and_no_suffix_is_kept() -> None:
    """A Code 39 without Enter, say."""
    reads = Scanner().reads()
    reads[2] = replace(reads[2], suffix="")
    report = examine(reads)
    assert finding(report, Kind.SUFFIX).severity is Severity.PROBLEM
    assert report.profile.suffix == ""


@pytest.mark.parametrize(
    ("gap", "suffix", "severity"),
    [
        (0.001, "enter", Severity.OK),
        (0.050, "", Severity.OK),
        (0.051, "", Severity.PROBLEM),
        (0.051, "enter", Severity.ADVICE),
        (0.990, "tab", Severity.ADVICE),
    ],
)
def test_the_speed_is_told_in_milliseconds(gap: float, suffix: str, severity: Severity) -> None:
    """A slow scanner works as long as it sends a suffix."""
    found = finding(Scanner(gap=gap, suffix=suffix).report(), Kind.SPEED)
    assert found.severity is severity
    assert f"{gap * 1000:.0f} ms a character" in found.say


def test_one_long_pause_without_a_suffix_is_a_problem() -> None:
    """It would cut the code in two."""
    reads = [replace(read, gaps=(0.008, 0.130, 0.008)) for read in Scanner(suffix="").reads()]
    found = finding(examine(reads), Kind.SPEED)
    assert found.severity is Severity.PROBLEM
    assert "8 ms a character, 130 ms at the longest" in found.say


def test_codes_that_arrive_in_one_piece_have_no_speed_and_no_suffix() -> None:
    """A paste shows neither, and neither is made up."""
    report = examine([Read(code, code.text) for code in CODES])
    assert worst(report) is Severity.OK
    assert "in one piece" in finding(report, Kind.SPEED).say
    assert not [each for each in report.findings if each.kind is Kind.SUFFIX]


@pytest.mark.parametrize("laptop", [US, UK, GERMAN, FRENCH], ids=["US", "UK", "German", "French"])
def test_caps_lock_is_told_on_any_keyboard_and_never_kept(laptop: str) -> None:
    """It is the keyboard's and may be off in a minute."""
    report = Scanner(caps_lock=True, laptop=laptop).report()
    assert finding(report, Kind.CAPS_LOCK).severity is Severity.PROBLEM
    assert report.profile == replace(Scanner(laptop=laptop).report().profile)


@pytest.mark.parametrize(
    ("change", "size"), [(str.upper, "capitals"), (str.lower, "small")], ids=["upper", "lower"]
)
def test_a_scanner_that_changes_letters_is_told_from_caps_lock(
    change: Callable[[str], str], size: str
) -> None:
    """Caps Lock turns small letters into capitals too; a scanner's setting doesn't."""
    report = Scanner(as_if=change).report()
    assert size in finding(report, Kind.CASE).say
    assert Kind.CAPS_LOCK not in {each.kind for each in report.findings}


@pytest.mark.parametrize(
    ("scanner", "laptop", "names"),
    [
        pytest.param(US, GERMAN, ("German", "US"), id="US on German"),
        pytest.param(US, FRENCH, ("French", "US"), id="US on French"),
        pytest.param(US, UK, ("UK", "US"), id="US on UK"),
        pytest.param(US, SPANISH, ("Spanish", "US"), id="US on Spanish"),
        pytest.param(GERMAN, US, ("US", "German"), id="German on US"),
        pytest.param(SPANISH, US, ("US", "Spanish"), id="Spanish on US"),
        pytest.param(UK, US, ("US", "UK"), id="UK on US"),
    ],
)
def test_another_keyboard_is_named_and_undone(
    scanner: str, laptop: str, names: tuple[str, str]
) -> None:
    """Every character that can be typed at all is told again from what arrives."""
    wedge = Scanner(scanner, laptop)
    report = wedge.report()
    found = finding(report, Kind.LAYOUT)
    assert f"types as on a {names[0]} keyboard" in found.say
    assert f"for a {names[1]} one" in found.say
    assert f"Choose {names[0]}" in found.hint
    key = dict(zip(scanner, laptop, strict=True))
    for char in LETTERS.text + ZEROS.text:
        if key.get(char, "␀") != "␀":
            assert report.profile.restore(wedge.types(f"X{char}1")) == f"X{char}1"


def test_a_tag_of_a_us_scanner_on_a_german_laptop_is_restored() -> None:
    """The dash arrives as ß; Y and Z change places."""
    report = Scanner(US, GERMAN).report()
    assert report.profile.restore("NSß104101") == "NS-104101"
    assert report.profile.restore("YZß7") == "ZY-7"
    assert report.profile.restore("NS104101") == "NS104101"


def test_a_dead_key_is_told_by_what_does_not_arrive() -> None:
    """+ is one on a German keyboard; some systems drop the character behind it as well."""
    wedge = Scanner(US, GERMAN)
    report = wedge.report()
    found = finding(report, Kind.LAYOUT)
    assert found.severity is Severity.PROBLEM
    assert found.say.endswith("These don't arrive: +")
    reads = wedge.reads()
    reads[0] = replace(reads[0], text=reads[0].text.replace("$", ""))
    found = finding(examine(reads), Kind.LAYOUT)
    assert "German" in found.say
    assert found.say.endswith("+ $")


def test_a_dead_key_that_shows_its_accent_loses_nothing() -> None:
    """Windows types the accent and then the character."""
    reads = Scanner(US, GERMAN).reads()
    reads[0] = replace(reads[0], text=reads[0].text.replace("$", "`$"))
    report = examine(reads)
    assert finding(report, Kind.LAYOUT).severity is Severity.ADVICE
    assert report.profile.restore("A`1") == "A+1"


def test_a_keyboard_that_nobody_wrote_down_is_learned_from_the_first_barcode() -> None:
    """Without a name, and only for what was seen."""
    wedge = Scanner(US, DVORAK)
    report = wedge.report()
    assert "another keyboard than this laptop's" in finding(report, Kind.LAYOUT).say
    assert report.profile.restore(wedge.types("CAL-aZ9")) == "CAL-aZ9"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text.replace("q", ""), id="a character lost"),
        pytest.param(lambda text: text.replace("q", "Q"), id="a Shift too many"),
        pytest.param(lambda text: text[: len(text) // 2], id="the end lost"),
        pytest.param(lambda text: text.replace("Qw", "wQ"), id="two in the wrong order"),
    ],
)
def test_a_damaged_code_is_no_keyboard(damage: Callable[[str], str]) -> None:
    """Nothing is kept that would change a good code later."""
    reads = Scanner().reads()
    reads[0] = replace(reads[0], text=damage(reads[0].text))
    report = examine(reads)
    assert report.profile.typed_as == {}
    assert Kind.DAMAGED in kinds(report)


@pytest.mark.parametrize("rest", [(), CODES[1:2], CODES[1:]])
@pytest.mark.parametrize(
    "lost", [{"+": "=", ":": ";"}, {"#": "3", ":": ";"}, {"#": "3", ":": ";", "+": "="}]
)
def test_a_shift_that_got_lost_is_no_keyboard(
    lost: dict[str, str | int | None], rest: Sequence[CheckCode]
) -> None:
    """Two signs, or with a digit among them: those read are damaged."""
    text = LETTERS.text.translate(str.maketrans(lost))
    report = examine([Read(LETTERS, text), *(Read(code, code.text) for code in rest)])
    assert report.profile.typed_as == {}
    assert Kind.DAMAGED in kinds(report)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"4": "é", "5": "è", "6": "à", "#": "§"}, id="digits"),
        pytest.param({"a": "A", "A": "a", "q": "Q", "Q": "q"}, id="other case"),
    ],
)
def test_a_keyboard_is_not_learned_where_a_wrong_code_could_come_of_it(
    changed: dict[str, str | int | None],
) -> None:
    """Digits and the case of letters stay as they arrive."""
    text = LETTERS.text.translate(str.maketrans(changed))
    assert examine([Read(LETTERS, text)]).profile.typed_as == {}


def test_a_learned_keyboard_has_only_what_was_read_and_fits_all_of_it() -> None:
    """A barcode that it does not explain makes it a damaged read."""
    wedge = Scanner(US, DVORAK)
    reads = wedge.reads()
    learned_from_all = examine(reads).profile.typed_as
    assert learned_from_all
    assert set(learned_from_all.values()) <= set(LETTERS.text)
    for code in CODES[1:]:
        assert examine([reads[0], Read(code, code.text)]).profile.typed_as == {}


def test_a_keyboard_that_does_not_explain_every_code_is_told_and_not_kept() -> None:
    """The damaged one has to be scanned again first."""
    reads = Scanner(US, GERMAN, before=lambda _: "D").reads()
    assert examine(reads).profile.typed_as
    reads[1] = replace(reads[1], text=reads[1].text.replace("00", "0"))
    report = examine(reads)
    assert (report.profile.typed_as, report.profile.prefixes) == ({}, ())
    assert "German" in finding(report, Kind.LAYOUT).say
    assert Kind.ZEROS in kinds(report)


@pytest.mark.parametrize("caps_lock", [False, True])
@pytest.mark.parametrize("laptop", [US, UK, GERMAN, FRENCH, SPANISH])
@pytest.mark.parametrize("scanner", [US, UK, GERMAN, FRENCH, SPANISH])
def test_what_is_kept_is_what_the_scanner_meant(scanner: str, laptop: str, caps_lock: bool) -> None:
    """Of any keyboard on any other, and of whichever barcodes were read."""
    meant: dict[str, set[str]] = {}
    for char, typed in zip(scanner, laptop, strict=True):
        meant.setdefault(typed, set()).add(char)
    reads = Scanner(scanner, laptop, caps_lock).reads()
    for some in (reads, reads[:1], reads[1:], reads[:2], reads[2:], reads[1:2]):
        for typed, char in examine(some).profile.typed_as.items():
            assert char in meant.get(typed, {char})


def test_an_aim_prefix_may_stay() -> None:
    """Cleaning drops it; behind it the scanner's own letter is found all the same."""
    report = Scanner(before=lambda code: "]A0" if code is CODE_39 else "]C0").report()
    assert worst(report) is Severity.OK
    assert "“]A0” and “]C0”" in finding(report, Kind.AIM).say
    assert report.profile.prefixes == ()
    both = Scanner(before=lambda _: "]C0D").report()
    assert both.profile.prefixes == ("D",)
    assert clean(both.profile.restore("]C0DNS-104101")) == "NS-104101"


@pytest.mark.parametrize("laptop", [US, GERMAN, FRENCH], ids=["US", "German", "French"])
def test_a_scanners_own_letters_are_kept_for_each_kind_of_barcode(laptop: str) -> None:
    """On any keyboard: what is kept is what the scanner means."""
    wedge = Scanner(US, laptop, before=lambda code: "M" if code is CODE_39 else "Jq")
    report = wedge.report()
    assert report.profile.prefixes == ("Jq", "M")
    said = finding(report, Kind.CODE_ID).say
    assert "“Jq” before Code 128" in said
    assert "“M” before Code 39" in said
    assert report.profile.restore(wedge.types("JqNS-104101")) == "NS-104101"
    assert report.profile.restore(wedge.types("MNS-104101")) == "NS-104101"


def test_a_letter_that_came_once_is_no_habit() -> None:
    """Somebody touched a key before the second scan."""
    reads = Scanner().reads()
    reads[1] = replace(reads[1], text=f"x{reads[1].text}")
    report = examine(reads)
    assert report.profile.prefixes == ()
    assert "Scan it again" in finding(report, Kind.DAMAGED).hint


@pytest.mark.parametrize("key", ["1", "x", "#"])
def test_what_came_before_the_one_code_39_alone_is_not_kept(key: str) -> None:
    """Somebody touched a key; a scanner that names one kind of barcode names them all."""
    report = Scanner(before=lambda code: key if code is CODE_39 else "").report()
    assert report.profile.prefixes == ()
    assert "and not before the others" in finding(report, Kind.DAMAGED).say


@pytest.mark.parametrize("left", [1, 2])
def test_a_letter_before_one_code_alone_is_not_kept(left: int) -> None:
    """The report says that the other barcodes are needed."""
    reads = Scanner(before=lambda _: "D").reads()
    report = examine([reads[0], reads[2]][:left])
    assert report.profile.prefixes == ()
    (found, *_) = [each for each in report.findings if each.kind is Kind.CODE_ID]
    assert (found.severity, found.hint) == (Severity.PROBLEM, "Scan the other barcodes too.")
    assert examine([reads[0], reads[3]]).profile.prefixes == ("D",)
    assert examine([reads[0], reads[0]]).profile.prefixes == ()


@pytest.mark.parametrize("before", ["1", "D1", "#", "_", "é", "]C01"])
def test_a_digit_or_a_sign_before_every_code_is_told_and_not_kept(before: str) -> None:
    """It may be a part of the code."""
    report = Scanner(types_for=US + "é", laptop=US + "é", before=lambda _: before).report()
    assert report.profile.prefixes == ()
    found = finding(report, Kind.CODE_ID)
    assert found.severity is Severity.PROBLEM
    assert "comes before every code" in found.say


def test_the_stars_of_code_39_may_stay() -> None:
    """With a check character before the last of them, and a letter before the first."""
    stars = Scanner(
        before=lambda code: "B*" if code is CODE_39 else "D",
        behind=lambda code: "*" if code is CODE_39 else "",
    ).report()
    assert finding(stars, Kind.STARS).severity is Severity.OK
    assert stars.profile.prefixes == ("D", "B")
    assert clean(stars.profile.restore("B*NS-104101*")) == "NS-104101"


@pytest.mark.parametrize("ends", ["", "*"])
def test_a_check_character_behind_code_39_is_told(ends: str) -> None:
    """Each such label would have to be confirmed."""
    sent = check_character_43(CODE_39.text)
    report = Scanner(
        before=lambda code: ends if code is CODE_39 else "",
        behind=lambda code: sent + ends if code is CODE_39 else "",
    ).report()
    found = finding(report, Kind.CHECK_CHARACTER)
    assert (found.severity, f"(here {sent})" in found.say) == (Severity.ADVICE, True)


def test_text_behind_every_code_is_a_problem() -> None:
    """No code would be known."""
    report = Scanner(behind=lambda _: "#1").report()
    assert "“#1”" in finding(report, Kind.TRAILING).say
    assert worst(report) is Severity.PROBLEM


def test_a_code_that_comes_twice_is_told() -> None:
    """As two scans, or glued together where there is no suffix."""
    assert "twice" in finding(Scanner(repeats=1).report(), Kind.DOUBLED).say
    glued = Scanner(suffix="", before=lambda _: "D", as_if=lambda text: f"{text}D{text}D{text}")
    report = glued.report()
    assert "3 times" in finding(report, Kind.DOUBLED).say
    assert report.profile.prefixes == ("D",)


@pytest.mark.parametrize(
    ("typed", "said"), [("CAL-123", "lost"), ("CAL-0123", "lost"), ("CAL-00000123", "added")]
)
def test_zeros_that_don_t_stay_are_told(typed: str, said: str) -> None:
    """A tag would lead to another device."""
    reads = Scanner().reads()
    reads[1] = replace(reads[1], text=typed)
    found = finding(examine(reads), Kind.ZEROS)
    assert (found.severity, f"Zeros are {said}" in found.say) == (Severity.PROBLEM, True)


def test_control_characters_in_a_code_do_no_harm() -> None:
    """A start of text before it, a group separator behind it."""
    report = Scanner(before=lambda _: "\x02", behind=lambda _: "\x1d").report()
    assert worst(report) is Severity.OK
    assert "2 control characters" in finding(report, Kind.CONTROLS).say


def test_alt_and_the_number_pad_is_told_without_a_single_read() -> None:
    """No code ever arrives."""
    report = examine([], alt_digits=True)
    assert [each.kind for each in report.findings] == [Kind.ALT_DIGITS]


def test_what_was_left_out_is_named() -> None:
    """A scanner that reads no Code 39."""
    report = examine([read for read in Scanner().reads() if read.expected is not CODE_39])
    assert finding(report, Kind.NOT_SCANNED).say == "Left out: Code 39."


def test_nothing_read_says_nothing() -> None:
    """And keeps nothing that would change a code."""
    report = examine([])
    assert report.findings == ()
    assert report.profile == ScannerProfile()


def test_every_finding_that_asks_for_a_change_says_which() -> None:
    """A plain sentence, and what to do."""
    wedges = [
        Scanner(suffix="", gap=0.2),
        Scanner(caps_lock=True),
        Scanner(US, FRENCH, repeats=2),
        Scanner(as_if=str.upper, behind=lambda _: "x", before=lambda _: "D"),
    ]
    for wedge in wedges:
        for found in wedge.report().findings:
            assert found.say.endswith((".", "+"))
            assert bool(found.hint) == (found.severity is not Severity.OK)


@pytest.mark.parametrize("laptop", [US, GERMAN, FRENCH], ids=["US", "German", "French"])
@pytest.mark.parametrize("caps_lock", [False, True])
def test_each_barcode_is_known_again_whatever_the_keyboard(laptop: str, caps_lock: bool) -> None:
    """With a prefix too."""
    wedge = Scanner(US, laptop, caps_lock, before=lambda _: "]C0D")
    for code in CODES:
        assert nearest(wedge.scan(code)) is code


def test_on_a_keyboard_that_nobody_wrote_down_the_first_barcode_leads_to_the_others() -> None:
    """It can be known by itself, and then they can."""
    wedge = Scanner(US, DVORAK, before=lambda _: "]C0D")
    first = wedge.reads()[0]
    assert nearest(first.text) is LETTERS
    assert nearest(wedge.scan(CODE_39)) is None
    assert nearest(wedge.scan(CODE_39), [first]) is CODE_39


@pytest.mark.parametrize(
    "text", ["", " ", "NS-104101", "8100442", "ZZUNDO", "Cart 1", "]C0", "CAL"]
)
def test_another_barcode_is_none_of_the_four(text: str) -> None:
    """Whatever stands in a school."""
    assert nearest(text) is None


def test_a_damaged_barcode_is_still_known_for_what_it_is() -> None:
    """The report then says what is wrong with it."""
    assert nearest("CAL-00013") is ZEROS
    assert nearest(LETTERS.text[:20]) is LETTERS


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_gives_a_report_and_a_profile_that_comes_back(one: str, other: str) -> None:
    """Nothing that a scanner types makes the check fall over."""
    nearest(one)
    report = examine([Read(LETTERS, one, (), "enter"), Read(CODE_39, other, (0.01,), "")])
    assert ScannerProfile.from_dict(report.profile.as_dict()) == report.profile
    report.profile.restore(one)


@pytest.mark.parametrize(
    "kept",
    [
        None, [], "x", {}, {"suffix": "enter"},
        {**ScannerProfile().as_dict(), "suffix": "bell"},
        {**ScannerProfile().as_dict(), "suffix": ["enter"]},
        {**ScannerProfile().as_dict(), "prefixes": "D"},
        {**ScannerProfile().as_dict(), "prefixes": [""]},
        {**ScannerProfile().as_dict(), "prefixes": [1]},
        {**ScannerProfile().as_dict(), "typed_as": {"ß": "--"}},
        {**ScannerProfile().as_dict(), "typed_as": {"": "-"}},
        {**ScannerProfile().as_dict(), "typed_as": ["ß"]},
        {**ScannerProfile().as_dict(), "pace": "fast"},
        {**ScannerProfile().as_dict(), "pace": float("nan")},
        {**ScannerProfile().as_dict(), "pace": 10**400},
        {**ScannerProfile().as_dict(), "pace": -1},
        {**ScannerProfile().as_dict(), "pace": "8"},
        {**ScannerProfile().as_dict(), "prefixes": ["\x00"]},
        {**ScannerProfile().as_dict(), "prefixes": ["ABCDEFGHI"]},
        {**ScannerProfile().as_dict(), "typed_as": {"ß": "\ud800"}},
        {**ScannerProfile().as_dict(), "typed_as": {"ß": [["-"]]}},
        {**ScannerProfile().as_dict(), "checked_at": 7},
        {**ScannerProfile().as_dict(), "checked_at": "xx"},
    ],
)  # fmt: skip
def test_a_damaged_profile_counts_as_not_there(kept: object) -> None:
    """And its neighbour that is whole does not."""
    assert ScannerProfile.from_dict(kept) is None
    assert ScannerProfile.from_dict(ScannerProfile().as_dict()) == ScannerProfile()


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400)])
    | st.floats()
    | st.text(max_size=3)
    | st.text(st.characters(categories=["Cs", "Cc"]), max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=5,
)
_KEPT = st.fixed_dictionaries(
    {
        "suffix": st.sampled_from(SUFFIXES) | _JSON,
        "prefixes": st.lists(st.text(max_size=9), max_size=2) | _JSON,
        "typed_as": st.dictionaries(st.characters(), st.characters(), max_size=3) | _JSON,
        "pace": st.floats(0, 100) | _JSON,
        "checked_at": st.datetimes().map(datetime.isoformat) | _JSON,
    }
)


@given(_JSON | _KEPT, st.text(max_size=20))
def test_whatever_a_file_holds_it_is_a_profile_or_counts_as_not_there(
    kept: object, raw: str
) -> None:
    """And a profile can be kept again, and reads any scan into text that can be stored."""
    profile = ScannerProfile.from_dict(json.loads(json.dumps(kept)))
    if profile is not None:
        profile.restore(raw).encode()
        assert ScannerProfile.from_dict(json.loads(json.dumps(profile.as_dict()))) == profile


def test_a_prefix_alone_is_a_code() -> None:
    """Nothing is left out if nothing would be left."""
    profile = ScannerProfile(prefixes=("D", "DX"))
    assert [profile.restore(raw) for raw in ("D", "DX", "DX1", "d7", "", "E1")] == [
        "D", "X", "1", "7", "", "E1",
    ]  # fmt: skip
