"""Before the day: what has to be there so that the line does not stop, each thing in one line."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from inventory.rules.before import Before, Level, What
from inventory.rules.phrases import a_list, count, day, moment
from inventory.services import glance, inspection, preflight_laptop, reports
from inventory.services.office import Office
from inventory.store import imports, preflight
from inventory.store.imports import ImportRecord
from inventory.store.preflight import Stock, Students

OLD_LIST = timedelta(days=30)
SOON = timedelta(days=14)
"""An audit that is due within so many days is worth a word."""

_YEAR = timedelta(days=365)


def look(office: Office) -> list[Before]:
    """All of it, in the order in which it is seen to; nothing is written."""
    return [
        preflight_laptop.scanner(office),
        *_lists(office),
        *_devices(office),
        _labels(office),
        _inbox(office),
        _audit(office),
        preflight_laptop.tables(office),
        *preflight_laptop.backups(office),
        preflight_laptop.laptop(office),
    ]


def _lists(office: Office) -> Iterator[Before]:
    for what, kind, noun, lack in (
        (What.ROSTER, "people", "person", "Import one: without it each hand-out is a question."),
        (What.LIST, "devices", "device", "Import one: without it everything is parked."),
    ):
        known = imports.newest(office.database, kind)
        if known is None:
            yield Before(what, "no list was imported yet", Level.BAD, lack)
        else:
            yield _list(what, known, noun, office.clock.now())


def _list(what: What, known: ImportRecord, noun: str, now: datetime) -> Before:
    age = now - datetime.fromisoformat(known.at)
    when = f"{count(age.days, 'day')} ago" if age.days > 1 else moment(known.at, now)
    number = count(known.rows, noun, "people" if noun == "person" else "")
    said = f"{number}, imported {when}"
    if age > OLD_LIST:
        return Before(what, said, Level.WARN, "Import a newer one: who came and who left is in it.")
    return Before(what, said)


def _devices(office: Office) -> Iterator[Before]:
    """The kind that most devices are of is the one that each student gets."""
    counted = counted_stock(office)
    if not counted:
        yield _no_device(office)
        return
    main, *others = counted
    grades = reports.grades_with_devices(office)
    students = preflight.students(office.database, main.category, grades)
    without = students.without
    yield _enough(main, students)
    if ready := [count(one.ready, one.category or "other") for one in others if one.ready]:
        yield Before(What.OTHERS, f"{a_list(ready)} ready in stock", Level.NOTE)
    if said := _accessories(office, main.category, without):
        yield said
    if without:
        yield _laid_out(students.laid_out, without)
    if to_check := sum(
        one.to_check for one in preflight.stock(office.database, office.policy.site)
    ):
        yield _to_check(office, to_check)


def _to_check(office: Office, number: int) -> Before:
    """With how many of them Inspect has, where those are fewer."""
    verb = "has" if number == 1 else "have"
    hint = "Until somebody looked at them they are not counted as ready."
    left = inspection.count(office).left
    if left < number:
        hint += (
            f" Inspect has {left:,} of them left: the others don't work, or the district decides."
        )
    said = f"{count(number, 'device')} in stock {verb} to be checked"
    return Before(What.TO_CHECK, said, Level.WARN, hint)


def counted_stock(office: Office) -> list[Stock]:
    """The kinds of device of this school, the one that each student gets first.

    What anybody may have many of is left out, unless that is everything.
    """
    found = preflight.stock(office.database, office.policy.site)
    return [one for one in found if office.policy.limit_for(one.category) != "many"] or found


def _no_device(office: Office) -> Before:
    site = office.policy.site
    hint = (
        f"The setting “site” is {site}: it has to be the school's code in the device list."
        if site
        else "Import the district's device list first."
    )
    return Before(What.STOCK, "no device of this school is ready", Level.BAD, hint)


def _enough(main: Stock, students: Students) -> Before:
    """Short of devices stops a hand-out; while most have one it is only worth a word.

    Those to whom something stands against it are without one too, and come as soon as that is seen
    to.
    """
    without, blocked = students.without, students.blocked
    ready, lacking = count(main.ready, main.category or "device"), without + blocked
    if not students.people:
        hint = "Look at the settings “eligible” and “take_home_grades”, and at the student list."
        return Before(What.STOCK, f"{ready} ready; no student is counted here", Level.WARN, hint)
    if not lacking:
        return Before(What.STOCK, f"{ready} ready; no student is without one")
    said = f"{ready} ready, {count(without or blocked, 'student')} without one"
    if not without:
        said = f"{ready} ready; {count(blocked, 'student')} without one can't have one yet"
    hint = _beside(students)
    if main.ready >= lacking:
        return Before(What.STOCK, said, Level.OK if without else Level.WARN, hint)
    level = Level.BAD if 2 * lacking > students.people else Level.WARN
    short = f"{lacking - main.ready:,} short: get more in before the day, or say who waits."
    return Before(What.STOCK, said, level, f"{short} {hint}".rstrip())


def _beside(students: Students) -> str:
    """Who has none and is not waited for: neither here nor on Home, or only not on Home."""
    said = []
    if students.blocked and students.without:
        who = count(students.blocked, "more student")
        said.append(f"{who} can't have one yet: something stands against it.")
    elif students.blocked:
        said.append("Something stands against it, a missing form perhaps.")
    if other := students.otherwise:
        has = "has" if other == 1 else "have"
        said.append(
            f"{other:,} of the {students.without:,} {has} another kind of device:"
            " Home doesn't wait for them."
        )
    return " ".join(said)


def _accessories(office: Office, category: str, without: int) -> Before | None:
    """How many go out with the devices; how many lie there nobody counted."""
    goes_with = office.policy.accessories_for(category)
    if not goes_with:
        return None
    since = (office.clock.now() - _YEAR).date().isoformat()
    back = preflight.came_back_without(office.database, category, since)
    needed = a_list([count(without, one) for one in goes_with])
    said = (
        f"{needed} {_go(goes_with, without)} out with them"
        if without
        else f"{a_list(list(goes_with))} with each one"
    )
    lacking = [f"{number:,} {what} {how}" for (what, how), number in sorted(back.items())]
    if lacking:
        hint = f"In the last year: {a_list(lacking)}. Count what is in the box."
        return Before(What.ACCESSORIES, f"{said}; not all came back", Level.NOTE, hint)
    return Before(What.ACCESSORIES, said, Level.NOTE, "Count what is in the box: nobody else does.")


def _go(goes_with: tuple[str, ...], without: int) -> str:
    return "goes" if len(goes_with) == without == 1 else "go"


def _laid_out(laid_out: int, without: int) -> Before:
    if not laid_out:
        said = "nothing is laid out"
        return Before(What.LAID_OUT, said, Level.NOTE, "Any device that is ready goes to anybody.")
    said = f"for {laid_out:,} of {count(without, 'student')} without a device"
    if laid_out < without:
        hint = f"{without - laid_out:,} get what is left: lay out once more."
        return Before(What.LAID_OUT, said, Level.WARN, hint)
    return Before(What.LAID_OUT, said)


def _labels(office: Office) -> Before:
    at = preflight.last_labels(office.database)
    if not at:
        hint = "Name labels, cards, places and the command sheet are printed from here."
        return Before(What.LABELS, "none were printed from here yet", Level.NOTE, hint)
    return Before(What.LABELS, f"printed last {moment(at, office.clock.now())}")


def _inbox(office: Office) -> Before:
    waiting = glance.waiting_now(office)
    if not waiting:
        return Before(What.INBOX, "nothing waits")
    said = f"{waiting:,} {'waits' if waiting == 1 else 'wait'} for a decision"
    return Before(What.INBOX, said, Level.WARN, "Settle them before more come in.")


def _audit(office: Office) -> Before:
    audit, today = glance.next_audit(office), office.clock.now().date()
    due = day(audit.due.isoformat(), today)
    if audit.state == "SIGNED" and audit.due < today:
        hint = "Write its packet for IT: champion audit submit."
        return Before(What.AUDIT, f"{audit.quarter} is signed, was due {due}", Level.WARN, hint)
    if audit.due < today:
        return _overdue(audit.quarter, due)
    if audit.state == "OPEN":
        said = f"{audit.quarter} is being scanned, due {due}"
        return Before(What.AUDIT, said, Level.NOTE, "What is scanned on the day counts for it too.")
    if audit.state is not None:
        return Before(What.AUDIT, f"{audit.quarter} is not handed in yet, due {due}", Level.NOTE)
    return Before(What.AUDIT, f"{audit.quarter} is due {due}", _soon(audit.due, today))


def _overdue(quarter: str, due: str) -> Before:
    return Before(What.AUDIT, f"{quarter} was due {due}", Level.WARN, "It comes before the next.")


def _soon(due: date, today: date) -> Level:
    return Level.NOTE if due - today <= SOON else Level.OK
