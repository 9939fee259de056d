"""The fields of a ticket template: their kinds, what each kind takes, and the rules of a template that is saved."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from worktrackr.edge.bodies import fault
from worktrackr.fields import Day, Field, Fields, Instant, Money, Reference, ShortText, fields_of, out_of_range
from worktrackr.problems import FieldError

Key = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,49}$")]


class FieldKind(StrEnum):
    """What a field takes; `column` places one of the ticket's own columns."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    SELECT = "select"
    MULTI_SELECT = "multi_select"
    CHECKBOX = "checkbox"
    CONTACT = "contact"
    USER = "user"
    PRODUCT = "product"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    RATING = "rating"
    COLUMN = "column"


class Answers(Fields):
    """What each kind takes: one field for each, named like it."""

    text: Annotated[str, Meta(max_length=500)]
    long_text: Annotated[str, Meta(max_length=10_000)]
    number: Annotated[float, Meta(ge=-1e15, le=1e15)]
    money: Money
    date: Day
    datetime: Instant
    select: str
    multi_select: list[str]
    checkbox: bool
    contact: Annotated[UUID, Reference("contacts")]
    user: Annotated[UUID, Reference("users", "status <> 'disabled'")]
    product: Annotated[UUID, Reference("products")]
    email: Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\Z")]
    phone: Annotated[str, Meta(max_length=50, pattern=r"\d")]
    url: Annotated[str, Meta(max_length=2000, pattern=r"^https?://[^\s/]\S*\Z")]
    rating: Annotated[int, Meta(ge=1, le=5)]


KINDS = {field.name: field for field in fields_of(Answers)}
REFERENCES = {name: marker for name, field in KINDS.items() if (marker := field.marker(Reference))}
PLACEABLE = frozenset({
    "title", "description", "contact_id", "priority", "status", "category", "assigned_user_id",
    "scheduled_date", "scheduled_start", "scheduled_end", "location",
})  # fmt: skip
"""The columns that a template can place."""


class Condition(msgspec.Struct, forbid_unknown_fields=True):
    """Shows a field only if an earlier one has a value; of a multi_select: has it among its values."""

    key: ShortText
    equals: Any


class TemplateField(msgspec.Struct, forbid_unknown_fields=True):
    """One field of a template. For `column` the key is the column's name."""

    key: Key
    label: ShortText
    kind: FieldKind
    required: bool = False
    hidden: bool = False
    options: Annotated[list[ShortText], Meta(max_length=200)] = []
    default: Any = None
    help: Annotated[str, Meta(max_length=500)] = ""
    show_if: Condition | None = None

    @property
    def is_column(self) -> bool:
        """Whether it places a column instead of asking for an answer."""
        return self.kind is FieldKind.COLUMN


class Unfit(Exception):
    """A value that a field does not take."""

    def __init__(self, error: FieldError) -> None:
        """`error` says where and why."""
        super().__init__(error.detail)
        self.error = error


def takes(field: TemplateField, columns: type[Fields]) -> Field:
    """Return what the kit knows of a field: of its column, or else of its kind. Raises `KeyError` for no such column."""
    if not field.is_column:
        return KINDS[field.kind.value]
    return {found.name: found for found in fields_of(columns) if found.name in PLACEABLE}[field.key]


def is_empty(value: object) -> bool:
    """Whether a value is no answer.

    >>> is_empty(" "), is_empty([]), is_empty(None), is_empty(False), is_empty(0)
    (True, True, True, False, False)
    """
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def read(value: object, kind: Field, options: Sequence[str], pointer: str) -> Any:  # noqa: ANN401  # JSON
    """Return a value as it is stored: JSON, in one way of writing it. Raises `Unfit`."""
    try:
        found = msgspec.convert(value, kind.hint)
    except msgspec.ValidationError as error:
        found_fault = fault("", str(error))
        raise Unfit(FieldError(pointer, found_fault.code, found_fault.detail)) from None
    if problem := out_of_range(kind, found):
        raise Unfit(FieldError(pointer, "out_of_range", problem))
    if kind.name in ("select", "multi_select"):
        chosen: list[str] = [found] if kind.name == "select" else found
        if any(option not in options for option in chosen):
            raise Unfit(FieldError(pointer, "unknown_value", "Is not one of the choices."))
        if len(set(chosen)) < len(chosen):
            raise Unfit(FieldError(pointer, "invalid", "Names a choice twice."))
    return value if isinstance(found, float) else _written(found)


def _written(value: Any) -> Any:  # noqa: ANN401  # of any kind
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return msgspec.to_builtins(value)


def faults_of(fields: Sequence[TemplateField], columns: type[Fields], pointer: str) -> list[FieldError]:
    """Return what is wrong with the fields of a template: each fault at its place below `pointer`."""
    return [fault for index in range(len(fields)) for fault in _faults(fields, index, columns, f"{pointer}/{index}")]


def _faults(fields: Sequence[TemplateField], index: int, columns: type[Fields], at: str) -> Iterator[FieldError]:
    field, earlier = fields[index], {field.key: field for field in fields[:index]}
    if field.key in earlier:
        yield FieldError(f"{at}/key", "taken", "Another field has this key.")
    try:
        kind = takes(field, columns)
    except KeyError:
        yield FieldError(f"{at}/key", "unknown_value", "Tickets have no such column.")
        return
    has_options = field.kind in (FieldKind.SELECT, FieldKind.MULTI_SELECT)
    if has_options and not field.options:
        yield FieldError(f"{at}/options", "required", "Needs a choice.")
    elif field.options and not has_options:
        yield FieldError(f"{at}/options", "not_allowed", "Only fields to choose from have choices.")
    elif len(set(field.options)) < len(field.options):
        yield FieldError(f"{at}/options", "taken", "Names a choice twice.")
    if not is_empty(field.default):
        yield from _unfit(lambda: read(field.default, kind, field.options, f"{at}/default"))
    elif (field.hidden and field.required) or (
        field.is_column and field.key == "title" and (field.hidden or field.show_if is not None)
    ):
        yield FieldError(f"{at}/default", "required", "What is not asked and yet needed has a default.")
    if field.show_if is not None:
        yield from _faults_of_condition(field.show_if, fields, earlier, columns, f"{at}/show_if")


def _faults_of_condition(
    condition: Condition,
    fields: Sequence[TemplateField],
    earlier: dict[str, TemplateField],
    columns: type[Fields],
    at: str,
) -> Iterator[FieldError]:
    # Only earlier fields, so that no two wait for each other; a column that is not placed comes before all of them.
    source = earlier.get(condition.key) or unplaced(condition.key, fields)
    try:
        kind = None if source is None else takes(source, columns)
    except KeyError:
        kind = None
    if source is None or kind is None:
        yield FieldError(f"{at}/key", "unknown_field", "Is not an earlier field.")
    elif is_empty(condition.equals):
        yield FieldError(f"{at}/equals", "required", "Needs a value.")
    else:
        yield from _unfit(lambda: expected(condition, source, kind, f"{at}/equals"))


def unplaced(key: str, fields: Sequence[TemplateField]) -> TemplateField | None:
    """Return the field of a column that the template does not name: conditions may name it all the same."""
    if key not in PLACEABLE or any(field.key == key for field in fields):
        return None
    return TemplateField(key=key, label=key, kind=FieldKind.COLUMN)


def expected(condition: Condition, source: TemplateField, kind: Field, pointer: str) -> Any:  # noqa: ANN401  # JSON
    """Return the value that a condition waits for, as it is stored. Raises `Unfit`."""
    if source.kind is FieldKind.MULTI_SELECT:
        return read([condition.equals], kind, source.options, pointer)[0]
    return read(condition.equals, kind, source.options, pointer)


def _unfit(reading: Callable[[], object]) -> Iterator[FieldError]:
    try:
        reading()
    except Unfit as unfit:
        yield unfit.error
