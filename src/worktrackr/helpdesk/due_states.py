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


# `soon` is the last quarter of the time. A finished ticket is judged by both of its promises; one that came in finished
# has none.
DUE_STATE = (
    "(case when t.status in ('Resolved', 'Closed') then "
    "case when t.first_responded_at > t.first_response_due_at or t.resolved_at > t.resolution_due_at then 'missed' "
    "when coalesce(t.first_response_due_at, t.resolution_due_at) is not null then 'met' end "
    "when t.due_at < now() then 'overdue' when t.due_soon_at <= now() then 'soon' when t.due_at is not null then 'ok' "
    "when t.status = 'Waiting' and t.resolution_due_at is not null then 'paused' end)"
)
# A range of the column, true or false, since no index knows the state. Not overdue is what is due later.
OVERDUE = (
    "t.due_at >= case when {0}::boolean then '-infinity' else now() end "
    "and t.due_at < case when {0}::boolean then now() else 'infinity' end"
)
