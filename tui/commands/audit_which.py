"""Which audit a command is about: the one that is named, else the newest."""

import click

from inventory.audit import Audit, AuditState
from inventory.services import audits
from inventory.services.office import Office
from tui.commands.common import words

audit_argument = click.argument("audit_id", required=False, default="", type=words, metavar="[ID]")
audit_option = click.option(
    "--audit", "audit_id", default="", type=words, metavar="ID",
    help="Which audit; else the newest.",
)  # fmt: skip


def audit_of(office: Office, audit_id: str, *fitting: AuditState) -> Audit:
    """The audit with this id in whatever case; NotFound where there is none.

    Without an id it is the newest one that is in a fitting state, else the newest of all.
    """
    every = audits.all_audits(office)
    if audit_id:
        wanted = audit_id.casefold()
        known = (one.audit_id for one in every if one.audit_id.casefold() == wanted)
        return audits.find(office, next(known, audit_id))
    return next((one for one in every if one.state in fitting), None) or audits.find(office)
