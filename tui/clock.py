"""The laptop's clock, handed to the domain, which has none of its own."""

import time
from datetime import datetime


class SystemClock:
    """Wall time with this laptop's offset, and a second hand that never goes back."""

    def now(self) -> datetime:
        """The wall clock, with its offset."""
        return datetime.now().astimezone()

    def monotonic(self) -> float:
        """Seconds since some moment; only differences mean anything."""
        return time.monotonic()
