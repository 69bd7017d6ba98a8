"""A line to the hub that is asked with a time limit: who asks goes on in any case."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from inventory.errors import ChampionError
from inventory.exchange.postgres_connect import Connection, close, connect, in_words, is_lost
from inventory.exchange.postgres_url import Address

_CONNECT_SECONDS = 2
"""The least that the driver takes; nobody waits for it that long."""


@dataclass(slots=True)
class Question:
    """Something to be done over the connection, and what came of it."""

    act: Callable[[Connection], Any]
    done: threading.Event = field(default_factory=threading.Event)
    answer: Any = None
    error: ChampionError | None = None
    is_given_up: bool = False
    """Nobody waits for it any more; where it was not begun, it isn't."""


class Line:
    """One connection and the thread that uses it.

    Looking up a name and waiting for a dead network can't be broken off from outside. So they
    are left to a thread of their own: whoever gives up waiting leaves the thread to its end.
    """

    def __init__(self, address: Address, statement_ms: int) -> None:
        self._address = address
        self._statement_ms = statement_ms
        self._questions: SimpleQueue[Question | None] = SimpleQueue()
        self._connection: Connection | None = None
        threading.Thread(target=self._work, name="hub", daemon=True).start()

    def put(self, act: Callable[[Connection], Any]) -> Question:
        """Have something done after what was put before."""
        question = Question(act)
        self._questions.put(question)
        return question

    def end(self) -> None:
        """Close the connection as soon as the thread comes back to it."""
        self._questions.put(None)

    def _work(self) -> None:
        while (question := self._questions.get()) is not None:
            if not question.is_given_up:
                try:
                    with in_words(self._address):
                        question.answer = self._ask(question.act)
                except ChampionError as error:
                    question.error = error
                except Exception as error:  # the thread's outermost edge
                    question.error = ChampionError(f"The hub can't be asked: {error!r}.")
                finally:
                    self._forget_if_lost()
            question.done.set()
        close(self._connection)

    def _ask(self, act: Callable[[Connection], Any]) -> Any:
        """Do it; once more over a new connection where the old one turns out to be dead.

        What is asked may be done twice: a claim of the same hand-out is one claim.
        """
        if self._connection is not None:
            try:
                return act(self._connection)
            except Exception:
                if not is_lost(self._connection):
                    raise
                self._forget_if_lost()
        self._connection = connect(
            self._address, seconds=_CONNECT_SECONDS, statement_ms=self._statement_ms
        )
        return act(self._connection)

    def _forget_if_lost(self) -> None:
        if self._connection is not None and is_lost(self._connection):
            close(self._connection)
            self._connection = None
