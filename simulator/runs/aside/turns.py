"""Turns at work that slows everybody down: so many at a time in this process, the others in line."""

import threading
from collections.abc import Callable

from ...core.inputs import InputError


class Turns:
    """At most `at_once` turns at a time and `waiting` more in line; `what` says it, as in "2 hand-outs"."""

    def __init__(self, at_once: int, waiting: int, what: str) -> None:
        self.at_once, self.waiting, self.what = at_once, waiting, what
        self._line: list[Turn] = []
        self._moved = threading.Condition()

    def join(self) -> "Turn":
        """A turn at the end of the line; raises InputError where that is full."""
        with self._moved:
            if len(self._line) >= self.at_once + self.waiting:
                raise InputError(
                    f"this server does {self.at_once} {self.what} at once and lets {self.waiting} more wait; "
                    "all these places are taken: try again in a minute"
                )
            turn = Turn(self)
            self._line.append(turn)
            return turn

    def before(self, turn: "Turn") -> int:
        """How many turns must end before this one begins; 0 where it has begun, or has ended."""
        with self._moved:
            return max(0, self._line.index(turn) + 1 - self.at_once) if turn in self._line else 0

    def leave(self, turn: "Turn") -> None:
        """The turn has ended; those in line move up."""
        with self._moved:
            if turn in self._line:
                self._line.remove(turn)
            self._moved.notify_all()

    def wait(self, turn: "Turn", given_up: Callable[[], bool]) -> bool:
        """Until the turn begins; False where it was given up before. Asked every half a second."""
        with self._moved:
            while self._line.index(turn) >= self.at_once:
                if given_up():
                    return False
                self._moved.wait(0.5)
        return not given_up()


class Turn:
    """A place in the line."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    @property
    def before(self) -> int:
        """How many must end before it begins."""
        return self._turns.before(self)

    @property
    def said(self) -> str:
        """How it waits, in a sentence; nothing where it has begun."""
        before = self.before
        if not before:
            return ""
        many = f"{before} others end" if before > 1 else "another ends"
        return f"It waits until {many}: this server does {self._turns.at_once} {self._turns.what} at once."

    def wait(self, given_up: Callable[[], bool]) -> bool:
        """Until it begins; False where it was given up."""
        return self._turns.wait(self, given_up)

    def leave(self) -> None:
        """It has ended."""
        self._turns.leave(self)
