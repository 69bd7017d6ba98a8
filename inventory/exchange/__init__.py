"""Carriers of events between stations: a folder or a stick, a PostgreSQL hub."""
