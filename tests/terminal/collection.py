"""A collection day on paper: what is scanned and pressed, and what has to come of it.

Nothing of the app is used: the day is drawn from a seed, and its outcome is counted beside it.
"""

from collections.abc import Iterator
from random import Random

from tests.terminal.collected import (
    BAGGED_ROOMS,
    EXTRA,
    FAULTY,
    LATE,
    NONE,
    RETURNED,
    STICKER,
    STRAYS,
    STUDENTS,
    UNKNOWN_CARD,
    Count,
    Step,
    checked,
    code,
    enter,
    press,
    room,
    scan,
    write,
)
from tests.terminal.keys import key
from tests.terminal.school import last_name, person_id, tag


class Day:
    """Draws the day and writes its script; ``count`` grows with each line of it."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.count = Count(out={tag(n): person_id(n) for n in range(STUDENTS)})
        everybody = list(range(STUDENTS))
        self._chance.shuffle(everybody)
        self._bagged = [n for n in everybody if room(n) in BAGGED_ROOMS]
        self._in_line = [n for n in everybody if room(n) not in BAGGED_ROOMS]
        self._standing: str | None = None
        pick = self._pick
        self.left = pick(self._in_line, 2)
        """Students who left before the day: one brings the device, the other does not."""
        self.lost = [*pick(self._bagged, 1), *pick(self._in_line, 1)]
        """Reported lost before the day: one turns up in a bag."""
        self._absent = {*pick(self._bagged, 5), *pick(self._in_line, 6), self.left[1], self.lost[1]}
        self._forgotten = pick(self._bagged, 2)
        self._undone = pick(self._bagged, 1)[0]
        self._in_a_bag_from_the_line = pick(self._in_line, 1)[0]
        self._unreadable = pick(self._in_line, 1)[0]

    def _pick(self, among: list[int], number: int) -> list[int]:
        """Some of those that have no part yet; from now on they have one."""
        return [among.pop() for _ in range(number)]

    def script(self) -> Iterator[Step]:
        """The whole day, from Home to Home."""
        yield from self._reported_lost()
        yield from self._bags()
        yield from self._line()
        yield from self._inbox()
        yield from self._inspection()

    def _reported_lost(self) -> Iterator[Step]:
        """Two devices are reported lost, on their pages."""
        for number in self.lost:
            self.count.service[tag(number)] = "LOST"
            yield press("f5", "LOOK UP")
            yield scan(tag(number), rf"▸ {tag(number)}")
            if number == self.lost[0]:
                yield press("enter", "⏎ Open")  # the filter is closed first
            yield press("enter", r"\A DEVICE [\s\S]*" + tag(number))
            yield press("c", r"\A CONDITION ")
            yield Step(key("down") * 4, "Stolen")
            yield press("enter", r"\A WRITE ")
            yield write("a parent called")
            yield enter(r"\A DEVICE [\s\S]*[Ll]ost")
            yield press("escape", r"\A LOOK UP ")

    def _bags(self) -> Iterator[Step]:
        """Six bags; some devices lie in another homeroom's, some things don't belong there."""
        lie_in = {n: room(n) for n in (*self._bagged, *self._forgotten, self.lost[0], self._undone)}
        lie_in[self._in_a_bag_from_the_line] = 103
        for number in self._pick_to_stay(self._bagged, 4):
            lie_in[number] = 101 + (room(number) - 101 + 1) % len(BAGGED_ROOMS)
        yield press("f3", "TAKE BACK")
        for at, whose in enumerate(BAGGED_ROOMS):
            yield press("ctrl+b", r"bag \? ") if at % 2 else scan("ZZBAG", r"bag \? ")
            yield from self._bag(whose, [n for n, bag in lie_in.items() if bag == whose])
        yield press("ctrl+l", r"\A TAKE BACK +(?!bag)\S")

    def _bag(self, whose: int, numbers: list[int]) -> Iterator[Step]:
        self._chance.shuffle(numbers)
        odd = {*self._forgotten, self.lost[0], self._undone}
        own = [n for n in numbers if room(n) == whose and n not in odd]
        usual = [own[0], *(n for n in numbers if n not in odd and n != own[0])]
        inside = 0
        for piece in (usual[:9], usual[9:]):
            inside += len(piece)
            for number in piece:
                self._comes_in_a_bag(number, whose)
            last = tag(piece[-1])
            seen = rf"bag {whose} · {inside} in it[\s\S]*TAKEN BACK +{last}"
            yield Step(b"".join(code(tag(n)) for n in piece), seen)
        if self.lost[0] in numbers:
            inside += 1
            self._comes_in_a_bag(self.lost[0], whose)
            yield scan(tag(self.lost[0]), rf"{inside} in it[\s\S]*RESURFACED +{tag(self.lost[0])}")
        if self._undone in numbers:  # it was on the table, but its student takes it home again
            device = tag(self._undone)
            self.count.undone += 1
            yield scan(device, rf"TAKEN BACK +{device}")
            yield press("ctrl+z", rf"bag {whose} · {inside} in it[\s\S]*UNDONE +{device}")
        if whose == 102:
            yield self._parks(STRAYS[0], "stray", "ANOTHER SCHOOL'S")

    def _comes_in_a_bag(self, number: int, whose: int) -> None:
        self.count.out.pop(tag(number))
        self.count.bags[tag(number)] = str(whose)
        self.count.service[tag(number)] = "NEEDS_CHECK"

    def _parks(self, what: str, as_what: str, seen: str) -> Step:
        self.count.settled.append(as_what)
        return scan(what, rf"{seen} +{what}")

    def _line(self) -> Iterator[Step]:
        """Six homerooms in line, with everything that happens in a line."""
        pick, line = self._pick, self._in_line
        for number in pick(line, 5):
            yield from self._back(number)
            self.count.say(tag(number), charger=NONE)
            yield press("c", rf"NOTED +{tag(number)}")
        for number in pick(line, 2):
            yield from self._back(number)
            self.count.say(tag(number), charger=NONE)
            yield scan("ZZCHNONE", rf"NOTED +{tag(number)}")
        for number in pick(line, 2):
            yield from self._back(number)
            self.count.say(tag(number), charger=FAULTY)
            yield press("f", rf"NOTED +{tag(number)}")
        for number in pick(line, 1):
            yield from self._back(number)
            self.count.say(tag(number), charger=EXTRA)
            yield scan("ZZCHXTRA", rf"NOTED +{tag(number)}")
        yield from self._damages(pick(line, 3), pick(line, 2), pick(line, 1))
        yield from self._wrong_bringers()
        yield from self._other_things()
        yield from self._the_rest()

    def _damages(self, by_key: list[int], by_code: list[int], dead: list[int]) -> Iterator[Step]:
        for number in by_key:
            yield from self._back(number)
            self.count.say(tag(number), grade="C", cause="misuse", parts=["screen"])
            yield press("d", "T touchpad")
            yield press("s", "M misuse")
            yield press("m", rf"NOTED +{tag(number)}")
        for number in by_code:
            yield from self._back(number)
            self.count.say(tag(number), grade="C", cause="accident", parts=["hinge"])
            yield scan("ZZHINGE", rf"NOTED +{tag(number)}")
            yield scan("ZZACCID", "cause: accident")
        for number in dead:
            yield from self._back(number)
            self.count.say(tag(number), grade="D")
            yield press("g", "D does not work")
            yield press("d", rf"NOTED +{tag(number)}")

    def _wrong_bringers(self) -> Iterator[Step]:
        """A friend brings one; two swapped; three went round."""
        for _ in range(4):
            friend, absent = self._pick(self._in_line, 2)
            yield from self._stands(friend)
            yield from self._back(friend, by=friend)
            yield from self._back(absent, by=friend)
        for size in (2, 2, 2, 3):
            circle = self._pick(self._in_line, size)
            for at, number in enumerate(circle):
                yield from self._stands(number)
                yield from self._back(circle[at - 1], by=number)

    def _other_things(self) -> Iterator[Step]:
        """One who left, a sticker and a card that nobody knows, another school's, an undo."""
        yield from self._back(self.left[0])
        yield from self._stands(None)
        yield self._parks(STICKER, "unlisted", "NOT KNOWN")
        yield self._parks(UNKNOWN_CARD, "unknown_person", "PERSON NOT KNOWN")
        yield self._parks(STRAYS[1], "stray", "ANOTHER SCHOOL'S")
        (number,) = self._pick(self._in_line, 1)
        yield from self._back(number)
        yield press("ctrl+z", rf"UNDONE +{tag(number)}")
        self.count.undone += 1
        yield from self._back(number)

    def _the_rest(self) -> Iterator[Step]:
        """Half of them with their cards."""
        half = len(self._in_line) // 2
        for number in self._in_line[:half]:
            yield from self._stands(number, shown=False)
            yield from self._back(number, by=number, before=code(person_id(number)))
        yield from self._stands(None)
        for at in range(half, len(self._in_line), 5):
            several = [next(self._back(number)) for number in self._in_line[at : at + 5]]
            yield Step(b"".join(one.sent for one in several), several[-1].seen)

    def _stands(self, number: int | None, *, shown: bool = True) -> Iterator[Step]:
        """Who is at the table now; None for nobody."""
        before, self._standing = self._standing, None if number is None else person_id(number)
        if number is None and before:
            yield scan("ZZNEXT", "AT THE TABLE")
        elif number is not None and shown:
            yield scan(person_id(number), rf"AT THE TABLE [^\n]*{last_name(number)}")

    def _back(self, number: int, by: int | None = None, before: bytes = b"") -> Iterator[Step]:
        """A device comes back; ``by`` is whose card was scanned before."""
        if by is None:
            yield from self._stands(None)
        else:
            self.count.brought[tag(number)] = person_id(by)
        self.count.out.pop(tag(number), None)
        yield Step(before + code(tag(number)), rf"TAKEN BACK +{tag(number)}")

    def _inbox(self) -> Iterator[Step]:
        """All that was parked, oldest first; then the sticker leads to its device."""
        yield press("f6", r"\A INBOX ")
        for number, what in enumerate(self.count.settled, 1):
            claim = rf"P-{number:02d}"
            yield press("enter", rf"\A SETTLE [\s\S]*{claim} ")
            if what == "unlisted":
                yield press("enter", r"\A FIND A DEVICE ")
                yield scan(tag(self._unreadable), rf"▸ {tag(self._unreadable)}")
                yield press("enter", "⏎ Open")
                yield press("enter", rf"\A INBOX [\s\S]*{claim} is settled")
                continue
            yield press("enter", r"\A WRITE ")
            yield write(LATE if what == "unknown_person" else "sent back")
            yield enter(rf"\A INBOX [\s\S]*{claim} is settled")
        yield press("f3", r"\A TAKE BACK ")
        self.count.out.pop(tag(self._unreadable))
        yield scan(STICKER, rf"TAKEN BACK +{tag(self._unreadable)}")

    def _inspection(self) -> Iterator[Step]:
        """Everything that came in a bag, and two that nobody scanned there."""
        yield press("ctrl+k", r"\A INSPECT ")
        came = [int(device[3:]) - 100_001 for device in self.count.bags]
        self._chance.shuffle(came)
        for number in came:
            self.count.say(tag(number), charger=RETURNED, grade="B")
        yield from self._lacking(came[:8], NONE, "c", "ZZCHNONE")
        yield from self._lacking(came[8:11], FAULTY, "f", "ZZCHBAD")
        for number in came[11:16]:
            self.count.say(tag(number), grade="C", cause="misuse", parts=["screen", "keyboard"])
            yield checked(number)
            yield scan("ZZSCREEN", rf"NOTED +{tag(number)}")
            yield scan("ZZKEYS", "screen and keyboard")
            yield scan("ZZMISUSE", "cause: misuse")
        for number in came[16:18]:
            self.count.say(tag(number), grade="C", cause="accident", parts=["keyboard"])
            yield checked(number)
            yield press("d", "T touchpad")
            yield press("k", "A accident")
            yield press("a", rf"NOTED +{tag(number)}")
        for number in came[18:20]:
            self.count.say(tag(number), charger=NONE, grade="D", parts=["power"])
            yield checked(number)
            yield scan("ZZPOWER", rf"NOTED +{tag(number)}")
            yield scan("ZZGRADED", "[Cc]ondition D")
            yield scan("ZZCHNONE", "Charger not returned")
        yield scan(tag(came[16]), rf"ALREADY +{tag(came[16])}")
        for number in self._forgotten:
            yield from self._was_not_scanned(number)
        for at in range(20, len(came), 24):
            piece = came[at : at + 24]
            yield Step(b"".join(code(tag(n)) for n in piece), rf"CHECKED +{tag(piece[-1])}")
        yield Step(b"", "Nothing is left to check")

    def _lacking(self, numbers: list[int], how: str, hot: str, barcode: str) -> Iterator[Step]:
        """Every other one by key."""
        for at, number in enumerate(numbers):
            self.count.say(tag(number), charger=how)
            yield checked(number)
            noted = rf"NOTED +{tag(number)}"
            yield press(hot, noted) if at % 2 else scan(barcode, noted)

    def _was_not_scanned(self, number: int) -> Iterator[Step]:
        self.count.out.pop(tag(number))
        yield scan(tag(number), rf"NOT TAKEN BACK +{tag(number)}")
        yield scan("ZZYES", rf"CHECKED +{tag(number)}")

    def _pick_to_stay(self, among: list[int], number: int) -> list[int]:
        return self._chance.sample(among, number)
