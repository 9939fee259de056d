"""All that files of the old application say, as rows: each is stored, matched, or told of."""

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

import msgspec

from worktrackr.importing.cells import Reading
from worktrackr.importing.legacy.catalogue_rows import gather_catalogue
from worktrackr.importing.legacy.contact_rows import gather_people
from worktrackr.importing.legacy.event_rows import gather_events
from worktrackr.importing.legacy.files import Entry, OldFile, Unread, read_files
from worktrackr.importing.legacy.gathering import OTHER, Gathering
from worktrackr.importing.legacy.kinds import Kind
from worktrackr.importing.legacy.other_rows import gather_others
from worktrackr.importing.legacy.reading import zone_of
from worktrackr.importing.legacy.records import TARGETS, Record
from worktrackr.importing.legacy.template_rows import gather_templates
from worktrackr.importing.legacy.ticket_rows import gather_tickets

_ORDER = [*TARGETS, OTHER]


class OldData(msgspec.Struct):
    """What was found in files, before any of it is looked at closely."""

    entries: list[Entry]
    unread: list[Unread]

    def records(self, zone: ZoneInfo, earlier_tickets: Collection[str] = ()) -> list[Record]:
        """Return all rows, what is referred to first. `zone` is used where the old application names none.

        A booking of one of `earlier_tickets`, by their old ids, adds to that ticket instead of being one.
        """
        zones = (zone_of(entry.value) for entry in self.entries if entry.kind is Kind.TIME_ZONE)
        found = Gathering(self.entries, Reading(zone=next(filter(None, zones), zone)), earlier_tickets)
        for gather in (gather_people, gather_catalogue, gather_events, gather_tickets, gather_templates, gather_others):
            gather(found)
        for place, reason in self.unread:
            found.report(OTHER, place, "", fault=reason)
        for record in found.records:
            if (
                record.table != OTHER
                and not (record.fault or record.left or record.copy_of)
                and record.source != "user_names"
            ):
                record.settle()
        return sorted(found.records, key=lambda record: _ORDER.index(record.table))


def read_old_data(files: Sequence[OldFile]) -> OldData:
    """Return what the files hold."""
    return OldData(*read_files(files))
