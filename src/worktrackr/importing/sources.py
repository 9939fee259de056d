"""Which program a file comes from, by columns that no other program writes."""

from collections.abc import Sequence

from worktrackr.importing.mappings import word

_SOURCES = {
    "Google Contacts": ({"e_mail_1_value"}, {"e_mail_1_type"}),
    "Outlook": ({"e_mail_address", "business_phone"}, {"e_mail_address", "e_mail_2_address"}),
    "Zendesk": ({"requester", "assignee", "subject"}, {"requester_email", "submitter"}),
    "Freshdesk": ({"ticket_id", "agent", "created_time"}, {"ticket_id", "subject", "initial_response_time"}),
}


def source_of(header: Sequence[str]) -> str | None:
    """Return the program whose export has such columns.

    >>> source_of(["First Name", "Last Name", "E-mail 1 - Value"])
    'Google Contacts'
    """
    words = {word(name) for name in header}
    return next((name for name, marks in _SOURCES.items() if any(mark <= words for mark in marks)), None)
