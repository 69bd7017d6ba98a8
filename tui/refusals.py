"""What is said of the scans that were refused where nothing counts: how many, and the last one."""


class Refusals:
    """The scans that one screen refused; none of them may be missed because another came behind."""

    def __init__(self) -> None:
        self.number = 0
        self.last = ""

    def add(self, scan: str) -> None:
        """One more; ``scan`` is its code, or what is said in its place."""
        self.number += 1
        self.last = scan

    @property
    def which(self) -> str:
        """``NS-100025``; ``48 scans, the last NS-100025``; empty where there is none."""
        return f"{self.number} scans, the last {self.last}" if self.number > 1 else self.last

    @property
    def in_words(self) -> str:
        """``Not recorded: 48 scans, the last NS-100025.``"""
        return f"Not recorded: {self.which}."
