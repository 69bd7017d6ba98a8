"""Whole days at a table by chance, beside a plain dictionary: both say the same after each step."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from inventory.rules import hand_out
from tests.trust.figures import keep
from tests.trust.model import Days, a_school


@contextmanager
def counting(folder: Path) -> Iterator[None]:
    """A school to begin each day with, and the counts at nought."""
    folder.mkdir()
    Days.template, Days.days, Days.steps = a_school(folder), 0, 0
    yield


def run(days: int, steps: int, *, shortened: bool = True) -> int:
    """So many days of so many steps: how many differences ended it, the first one printed."""
    wanted = settings(
        max_examples=days, stateful_step_count=steps, deadline=None, database=None,
        derandomize=True, print_blob=True, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if shortened else [Phase.generate],
    )  # fmt: skip
    try:
        run_state_machine_as_test(Days, settings=wanted)
    except AssertionError:
        traceback.print_exc()
        return 1
    return 0


def _control(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is out with somebody else is handed out all the same: the same days have to show it."""
    with monkeypatch.context() as broken, counting(folder):
        broken.setattr(hand_out, "_elsewhere", lambda _: None)
        assert run(100, 25, shortened=False)
        return f"a difference was found on day {Days.days} of 100"


def test_the_app_and_a_plain_dictionary_say_the_same_on_every_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hand out, take back, swap, undo, audit, import, lose, find, back up, restore, start again."""
    began = monotonic()
    with counting(tmp_path / "days"):
        differences = run(105, 30, shortened=False)
        counted = {"days": Days.days, "steps": Days.steps, "differences": differences}
    controls = {"custody without its guard": _control(tmp_path / "control", monkeypatch)}
    print(counted, controls)
    keep("model", counted, controls, seconds=monotonic() - began)


@pytest.mark.long
def test_the_same_on_two_thousand_days(tmp_path: Path) -> None:
    """The same for longer days and more of them."""
    with counting(tmp_path / "days"):
        assert run(2_000, 60) == 0
        assert Days.steps >= 50_000
