"""A layout in sentences, the same on the screen and on the command line."""

from collections import Counter

from inventory.rules.lay_out import Layout, Why
from inventory.rules.phrases import a_list, count
from inventory.services.lay_out import Applied, Plan

_WHY = {
    Why.KEPT: "what is laid out already",
    Why.LAST: "what they had last",
    Why.NEXT: "the next in stock",
}
_MOST_NAMED = 3


def sentences(plan: Plan) -> list[str]:
    """What it comes to: for how many, by what, who gets none and what is left."""
    if plan.clears:
        return [one for one in (_clearing(plan), _not_waiting(plan)) if one]
    said = [
        _headline(plan),
        _by_what(plan.layout),
        _left_out(plan),
        _without(plan),
        _freed(plan.layout),
        _left(plan),
    ]
    return [one for one in said if one]


def done(plan: Plan, applied: Applied) -> str:
    """What was written, in a sentence."""
    if plan.clears:
        return f"Cleared: {count(applied.freed, 'device is', 'devices are')} for nobody now."
    also = f", {applied.freed:,} for nobody now" if applied.freed else ""
    return f"Laid out: {count(applied.laid_out, 'device')}{also}."


def nothing_to_do(plan: Plan) -> str:
    """Why there is nothing to write."""
    if plan.clears:
        return f"Nothing{_of(plan)} is laid out and waits in stock."
    if plan.layout.lines:
        return "Nothing to do: all of it is laid out already."
    if plan.layout.without:
        return "Nothing can be laid out: none of this kind is ready."
    return f"Nothing to do: {_all_have_one(plan)}."


def whose(homeroom: str) -> str:
    """``homeroom 214``, or that there is none."""
    return f"homeroom {homeroom}" if homeroom else "no homeroom"


def _headline(plan: Plan) -> str:
    number = len(plan.layout.lines) + len(plan.layout.without)
    if not number:
        return f"{plan.wanted.category}: {_all_have_one(plan)}."
    gets = len(plan.layout.lines)
    said = f"{gets:,} of them get one" if gets < number else "each gets one"
    students = count(number, "student has", "students have")
    return f"{plan.wanted.category}: {students} none{_in_rooms(plan)}; {said}."


def _by_what(layout: Layout) -> str:
    numbers = Counter(line.why for line in layout.lines)
    said = [
        f"{count(numbers[why], 'gets', 'get')} {words}"
        for why, words in _WHY.items()
        if numbers[why]
    ]
    return f"{a_list(said)}." if said else ""


def _all_have_one(plan: Plan) -> str:
    if plan.left_out:
        return f"nobody{_in_rooms(plan)} who may have one is without"
    return f"every enrolled student{_in_rooms(plan)} has one"


def _left_out(plan: Plan) -> str:
    """How many the table would stop, and for what."""
    reasons = Counter(one.why for one in plan.left_out).most_common()
    if not reasons:
        return ""
    who = count(len(plan.left_out), "student is", "students are")
    said = [f"{number:,} “{why}”" for why, number in reasons[:_MOST_NAMED]]
    if len(reasons) == 1:
        said = [f"“{reasons[0][0]}”"]
    elif rest := sum(number for _, number in reasons[_MOST_NAMED:]):
        said.append(f"{rest:,} for something else")
    return f"{who} left out, as the table would stop them: {a_list(said)}."


def _without(plan: Plan) -> str:
    without = plan.layout.without
    if not without:
        return ""
    named = [f"{one.name} ({one.homeroom or one.person})" for one in without[:_MOST_NAMED]]
    if rest := len(without) - len(named):
        named.append(f"{rest:,} more")
    return f"No device is left for {a_list(named)}."


def _freed(layout: Layout) -> str:
    if not layout.freed:
        return ""
    labels = [one.label for one in layout.freed[:_MOST_NAMED]]
    if rest := len(layout.freed) - len(labels):
        labels.append(f"{rest:,} more")
    is_one = len(layout.freed) == 1
    verb, whose = ("is", "its student has") if is_one else ("are", "their students have")
    return f"{a_list(labels)} {verb} for nobody then: {whose} another one laid out."


def _left(plan: Plan) -> str:
    left = count(len(plan.layout.left), "more is", "more are")
    said = f"{left} ready in stock" if plan.layout.left else "No other is ready in stock"
    if plan.not_ready:
        checked = count(plan.not_ready, "has", "have")
        said += f"; {checked} to be checked or mended first"
    return f"{said}."


def _clearing(plan: Plan) -> str:
    number = len(plan.layout.freed)
    what = f"{number:,}{_of(plan)}" if plan.wanted.category else count(number, "device")
    verb = "is" if number == 1 else "are"
    return f"{what}{_in_rooms(plan)} {verb} laid out and not handed out: for nobody then."


def _not_waiting(plan: Plan) -> str:
    """How many of them no list of what is laid out has: to be checked, away, or for one who has
    another."""
    others = len(plan.layout.freed) - plan.waiting
    if not others:
        return ""
    if not plan.waiting:
        return "None of them can go out as it is."
    waits = (
        "waits in stock for its student"
        if plan.waiting == 1
        else ("wait in stock for their students")
    )
    stays = "1 can't go out as it is" if others == 1 else f"{others:,} can't go out as they are"
    return f"{plan.waiting:,} of them {waits}; {stays}."


def _of(plan: Plan) -> str:
    return f" of the category {plan.wanted.category}" if plan.wanted.category else ""


def _in_rooms(plan: Plan) -> str:
    rooms = plan.wanted.homerooms
    if not rooms:
        return ""
    return f" in homeroom{'s' if len(rooms) > 1 else ''} {a_list(list(rooms))}"
