"""A real PostgreSQL, for the tests that ask for it."""

from tests.inventory.exchange.server import empty_url, hub_url, server

__all__ = ["empty_url", "hub_url", "server"]
