"""What an import would do, as the object that ``--json`` prints: all of it, however much it is."""

from typing import Any

from inventory.files.plan import Change, Plan
from inventory.files.private import is_private
from inventory.files.profiles import titles
from inventory.services import register
from inventory.services.office import Office
from tui.commands.plan_gone import gone_records

PROMISED = (
    *("file", "profile", "encoding", "delimiter", "rows", "new", "changed", "unchanged", "gone"),
    *("refused", "dropped_columns"),
)
"""The keys that stand first, under these names for good."""


def plan_as_json(office: Office, plan: Plan) -> dict[str, Any]:
    """The plan's own keys, ``refused`` with every row; then what the screen shows beside it.

    It has to be asked for before the plan is applied: what differs is held until then.
    """
    known, refused = plan.as_json(), register.refusals(office, plan)
    return {
        **{key: known[key] for key in PROMISED},
        **known,
        "refused": [{"line": line, "reason": reason} for line, reason in refused],
        "kind": plan.kind.value,
        "system": titles().get(plan.profile, plan.profile),
        "how": plan.how,
        "never_stored": [
            {"column": heading, "holds": what}
            for heading in plan.dropped_columns
            if (what := is_private(heading))
        ],
        "changes": [_change(one) for one in register.changes(office, plan)],
        "gone_records": [one.as_json() for one in gone_records(office, plan)],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "line": change.line,
        "key": change.key,
        "fields": [
            {"name": field.name, "before": field.before, "after": field.after}
            for field in change.fields
        ],
    }
