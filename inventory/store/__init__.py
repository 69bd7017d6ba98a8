"""The only SQL: one file, opened with care, written in one way."""
