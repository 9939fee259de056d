"""Holidays: days of the organisation's calendar on which nobody works."""

from worktrackr.access import Permission
from worktrackr.fields import Day, Fields, ShortText, Stored
from worktrackr.kit.crud import crud
from worktrackr.kit.table import Table


class HolidayFields(Fields):
    """What an admin may write."""

    date: Day
    name: ShortText


class Holiday(HolidayFields, Stored):
    """A holiday as it is answered. There is one a day."""


holidays = Table("holidays", Holiday)
resource = crud(
    "/holidays",
    holidays,
    fields=HolidayFields,
    read=Permission.READ_ORGANISATION,
    write=Permission.WRITE_ORGANISATION,
    purge=Permission.PURGE,
)
