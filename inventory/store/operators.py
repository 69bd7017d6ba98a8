"""Who works at this laptop's table: names, roles, badges."""

from inventory.rules.duties import Operator, Role
from inventory.store.database import Database

_SELECT = "SELECT name, role, badge, pin FROM operator"


def named(database: Database, name: str) -> Operator | None:
    """The operator of this name; None where nobody is called so."""
    return _operator(database.row(f"{_SELECT} WHERE name = ?", name))


def with_badge(database: Database, badge: str) -> Operator | None:
    """Whose badge this is; None where it is nobody's."""
    return _operator(database.row(f"{_SELECT} WHERE badge = ? AND badge <> ''", badge))


def everybody(database: Database) -> list[Operator]:
    """All operators, champions first, then by name."""
    rows = database.rows(f"{_SELECT} ORDER BY role, name COLLATE NOCASE")
    return [Operator(name, Role(role), badge, pin) for name, role, badge, pin in rows]


def put(database: Database, operator: Operator) -> None:
    """Add an operator or replace the one of the same name, inside the open transaction."""
    database.write(
        "INSERT INTO operator VALUES (?, ?, ?, ?) ON CONFLICT(name) DO UPDATE SET"
        " role = excluded.role, badge = excluded.badge, pin = excluded.pin",
        operator.name, operator.role.value, operator.badge, operator.pin,
    )  # fmt: skip


def remove(database: Database, name: str) -> None:
    """Take an operator off the list, inside the open transaction; their events keep the name."""
    database.write("DELETE FROM operator WHERE name = ?", name)


def _operator(row: tuple[str, str, str, str] | None) -> Operator | None:
    return Operator(row[0], Role(row[1]), row[2], row[3]) if row else None
