"""Names of time zones, as the database and Python both know them."""

from typing import Annotated
from zoneinfo import available_timezones

from msgspec import Meta

TimeZone = Annotated[
    str, Meta(min_length=1, max_length=64, extra={"choices": frozenset(available_timezones() - {"localtime"})})
]
