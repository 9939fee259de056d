"""Holidays: days of the organisation's calendar on which nobody works."""

from uuid import UUID

from litestar import delete, patch, post
from litestar.params import FromPath, JSONBody

from worktrackr.access import Permission, Request, may
from worktrackr.edge.web import Reply
from worktrackr.fields import Day, Fields, Patch, ShortText, Stored
from worktrackr.kit.crud import change, change_set, crud, insert, move
from worktrackr.kit.table import Table

_WRITE = may(Permission.WRITE_ORGANISATION)


class HolidayFields(Fields):
    """What an admin may write."""

    date: Day
    name: ShortText


class Holiday(HolidayFields, Stored):
    """A holiday as it is answered. There is one a day."""


# What is due on thousands of tickets may change with a holiday: these writes are slow ones.
holidays = Table("holidays", Holiday)


@post("/", guards=[_WRITE], operation_id="create_holidays", status_code=201)
async def create_holiday(request: Request, data: JSONBody[HolidayFields]) -> Reply[Holiday]:
    """Make a day a holiday; what is due on tickets that are not finished is computed again."""
    async with request.together(slow=True):
        return await insert(request, holidays, data, "/api/holidays")


@patch("/{id:uuid}", guards=[_WRITE], operation_id="update_holidays")
async def update_holiday(request: Request, id: FromPath[UUID], data: JSONBody[Patch[HolidayFields]]) -> Reply[Holiday]:
    """Change a holiday; what is due on tickets that are not finished is computed again."""
    async with request.together(slow=True):
        return await change(request, holidays, id, data)


@delete("/{id:uuid}", guards=[_WRITE], operation_id="delete_holidays", status_code=204)
async def delete_holiday(request: Request, id: FromPath[UUID]) -> Reply[None]:
    """Make it a working day again; what is due on tickets that are not finished is computed again."""
    async with request.together(slow=True):
        await move(request, holidays, id, to_trash=True)
        return Reply(None, status=204, headers=change_set(request))


resource = crud(
    "/holidays",
    holidays,
    fields=HolidayFields,
    read=Permission.READ_ORGANISATION,
    write=Permission.WRITE_ORGANISATION,
    purge=Permission.PURGE,
    verbs=("list", "get", "bulk"),
    also=(create_holiday, update_holiday, delete_holiday),
)
