"""The columns of the packet's tables, for the page that explains them to district IT."""

from pathlib import Path

from inventory.audit import Audit, AuditState, Scope
from inventory.counts import Cover
from inventory.files import packet_systems as systems
from inventory.files import packet_tables as tables
from inventory.files.packet import Table
from inventory.files.packet_tables import Story

PAGE = Path(__file__).parents[1] / "docs" / "packet.md"


def empty_tables() -> dict[str, Table]:
    """Every table of the packet, with no rows."""
    audit = Audit("S-2026-Q4", AuditState.SIGNED, "2026-Q4", "2026-12-15", Scope(), "", "", 0)
    story = Story("", "", audit, Cover(0, {}, {}, 0, 0.0, 0), (), (), (), {}, frozenset())
    made = (
        tables.assets(story),
        tables.events(story),
        *tables.signed_tables(story),
        tables.proposals(story),
        tables.notes(story),
        systems.snipeit_update(story),
        systems.snipeit_checkins(story),
        systems.gam_cros_update(story),
        systems.gam_cros_clear(story),
    )
    return {table.name: table for table in made}


def filled(page: str) -> str:
    """The page with a table of columns between each pair of marks."""
    for name, table in empty_tables().items():
        before, opening, rest = page.partition(f"<!-- columns: {name} -->\n")
        closing = f"<!-- /columns: {name} -->"
        page = f"{before}{opening}{_rows(table)}{closing}{rest.partition(closing)[2]}"
    return page


def _rows(table: Table) -> str:
    lines = ["| column | what it says |", "|---|---|"]
    for column in table.fields:
        values = f" ({', '.join(column.values)})" if 0 < len(column.values) < 14 else ""
        lines.append(f"| `{column.name}` | {column.description}{values} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8", newline="\n")
