"""The days on which the pictures are taken: a school day each, in one school year."""

from datetime import UTC, datetime

DISTRIBUTION = datetime(2026, 8, 27, 9, 40, tzinfo=UTC)
"""A Thursday in the second week of school: the sample school's morning ends here."""
AUDIT = datetime(2026, 9, 16, 13, 20, tzinfo=UTC)
"""The afternoon on which the audit of the quarter is begun."""
COLLECTION = datetime(2027, 6, 3, 10, 5, tzinfo=UTC)
"""A morning in the last week of school."""
