"""How a ticket stands towards its service level; the times themselves are kept by the database (0007)."""

from enum import StrEnum


class DueState(StrEnum):
    """How a ticket stands towards its service level."""

    OK = "ok"
    SOON = "soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


_FINISHED = "t.status in ('Resolved', 'Closed')"
_MISSED = "(t.first_responded_at > t.first_response_due_at or t.resolved_at > t.resolution_due_at)"
_PROMISED = "coalesce(t.first_response_due_at, t.resolution_due_at) is not null"
# `soon` is the last quarter of the time. A finished ticket is judged by both of its promises; one that came in finished
# has none.
DUE_STATE = (
    f"(case when {_FINISHED} then case when {_MISSED} then 'missed' when {_PROMISED} then 'met' end "
    "when t.due_at < now() then 'overdue' when t.due_soon_at <= now() then 'soon' when t.due_at is not null then 'ok' "
    "when t.status = 'Waiting' and t.resolution_due_at is not null then 'paused' end)"
)
DUE_CONDITIONS = {
    DueState.OK: "(t.due_at >= now() and t.due_soon_at > now())",
    DueState.SOON: "(t.due_at >= now() and t.due_soon_at <= now())",
    DueState.OVERDUE: "t.due_at < now()",
    DueState.PAUSED: "(t.status = 'Waiting' and t.due_at is null and t.resolution_due_at is not null)",
    DueState.MET: f"({_FINISHED} and {_PROMISED} and {_MISSED} is not true)",
    DueState.MISSED: f"({_FINISHED} and {_MISSED})",
}
# A range of the column, true or false, since no index knows the state. Not overdue is what is due later.
OVERDUE = (
    "t.due_at >= case when {0}::boolean then '-infinity' else now() end "
    "and t.due_at < case when {0}::boolean then now() else 'infinity' end"
)
