"""The types of fields: what a client may write, checked once, and what a column is."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints
from uuid import UUID
from zoneinfo import available_timezones

import msgspec
from msgspec import UNSET, Meta, UnsetType

T = TypeVar("T")

ShortText = Annotated[str, Meta(min_length=1, max_length=200)]
LongText = Annotated[str, Meta(max_length=50_000, extra={"long": True})]
Email = Annotated[str, Meta(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
Day = Annotated[date, Meta(extra={"between": (date(1900, 1, 1), date(2199, 12, 31))})]
MonthText = Annotated[str, Meta(pattern=r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$")]
"""A month as it is written: `2026-10`."""
Instant = Annotated[
    datetime,
    Meta(
        tz=True,
        extra={"between": (datetime.fromisoformat("1900-01-01T00:00Z"), datetime.fromisoformat("2200-01-01T00:00Z"))},
    ),
]
Money = Annotated[
    Decimal, Meta(extra={"decimals": (14, 2)}, extra_json_schema={"pattern": r"^-?\d{1,12}(\.\d{1,2})?$"})
]
Rate = Annotated[Decimal, Meta(extra={"decimals": (6, 5), "between": (Decimal(0), Decimal(1))})]
Count = Annotated[int, Meta(ge=1, le=1_000_000)]
LocalTime = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Minutes = Annotated[int, Meta(ge=1, le=44_640)]
"""How long something lasts: up to 31 days."""
# Names of time zones, as the database and Python both know them.
TimeZone = Annotated[
    str, Meta(min_length=1, max_length=64, extra={"choices": frozenset(available_timezones() - {"localtime"})})
]


class Joined(msgspec.Struct, frozen=True):
    """Marks a read-only field that is another row's column: `Annotated[str | None, Joined("contact_id", "name")]`."""

    reference: str
    column: str


class Computed(msgspec.Struct, frozen=True):
    """Marks a read-only field that is an SQL expression over the row `t`; it can be filtered by, not sorted.

    `conditions` are those of its values, as an index can see them.
    """

    sql: str
    conditions: Mapping[Any, str]


class Reference(msgspec.Struct, frozen=True):
    """Marks an id of another table's row; a write refuses one that is not there, or for which `alive` is false."""

    table: str
    alive: str = "deleted_at is null"


class Confirmation(msgspec.Struct, frozen=True):
    """Marks a yes that holds for one write: a patch that does not say it says no. The database keeps what is so."""


class visible_to(msgspec.Struct, frozen=True):  # noqa: N801  # it reads as a phrase in a field's annotation
    """Marks a field that only holders of a permission may see, sort, filter or search by."""

    permission: str


@dataclass_transform(kw_only_default=True, field_specifiers=(msgspec.field,))
class _Meta(msgspec.StructMeta):
    """Makes structs keyword-only, and gives those that are stored the columns that every resource has."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> "_Meta":  # noqa: ANN401
        if any(base.__name__ == "Stored" for base in bases):
            # Not fields of `Stored` itself: two bases with fields cannot be combined.
            namespace["__annotations__"] = {**namespace.get("__annotations__", {}), **_STORED}
        options.setdefault("kw_only", True)
        return super().__new__(cls, name, bases, namespace, **options)


_STORED = {"id": UUID, "created_at": datetime, "updated_at": datetime, "version": int}


class Fields(msgspec.Struct, metaclass=_Meta, forbid_unknown_fields=True):
    """Base of what a client may write."""


class Stored(msgspec.Struct, metaclass=_Meta):
    """Base of what we answer: the columns that every resource has."""

    if TYPE_CHECKING:
        id: UUID
        created_at: datetime
        updated_at: datetime
        version: int


class Field(msgspec.Struct, frozen=True):
    """What the kit knows of one field."""

    name: str
    hint: Any
    base: Any
    nullable: bool
    markers: tuple[Any, ...]

    def marker(self, kind: type[T]) -> T | None:
        """Return the marker of a kind, if the field has one."""
        return next((found for found in self.markers if isinstance(found, kind)), None)

    def extra(self, name: str) -> Any:  # noqa: ANN401  # as free as msgspec's Meta.extra
        """Return what `Meta(extra=…)` says under a name."""
        return next((m.extra[name] for m in self.markers if isinstance(m, Meta) and m.extra and name in m.extra), None)

    @property
    def is_texts(self) -> bool:
        """Whether the column is text[]."""
        return get_origin(self.base) is list and _field("", get_args(self.base)[0]).base is str

    @property
    def is_json(self) -> bool:
        """Whether the column is jsonb."""
        origin: Any = get_origin(self.base) or self.base
        if origin in (dict, list, Any):
            return not self.is_texts
        return isinstance(origin, type) and issubclass(origin, msgspec.Struct)


@cache
def fields_of(struct: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the fields of a struct with their markers unwrapped from `Annotated` and `| None`."""
    hints = get_type_hints(struct, include_extras=True)
    return tuple(_field(found.name, hints[found.name]) for found in msgspec.structs.fields(struct))


def _field(name: str, hint: Any) -> Field:  # noqa: ANN401  # a type is any object
    markers: list[Any] = []
    nullable, base = False, hint
    while True:
        arguments = get_args(base)
        if get_origin(base) is Annotated:
            markers += arguments[1:]
            base = arguments[0]
        elif type(None) in arguments or UnsetType in arguments:
            nullable = nullable or type(None) in arguments
            rest = [kind for kind in arguments if kind is not type(None) and kind is not UnsetType]
            base = rest[0]
        else:
            return Field(name, hint, base, nullable, tuple(markers))


def define(name: str, types: dict[str, Any], defaults: dict[str, Any]) -> type[Fields]:
    """Make a struct of fields at start, as a class statement would."""
    return _Meta(name, (Fields,), {"__annotations__": types, "__module__": __name__, **defaults})  # pyright: ignore[reportReturnType]  # its class


class Patch(Fields):
    """The merge-patch form of a struct, as a handler names it: `data: JSONBody[Patch[OrganisationFields]]`."""

    def __class_getitem__(cls, fields: type[Fields]) -> type[Fields]:
        """Return the struct that `patch_of` makes."""
        return patch_of(fields)


@cache
def patch_of(fields: type[Fields]) -> type[Fields]:
    """Return the merge-patch form of `fields`: absent means leave, null means clear."""
    once = {field.name for field in fields_of(fields) if field.marker(Confirmation)}
    types = {field.name: field.hint if field.name in once else field.hint | UnsetType for field in fields_of(fields)}
    defaults = {name: False if name in once else UNSET for name in types}
    return define(f"{fields.__name__.removesuffix('Fields')}Patch", types, defaults)


def said(data: msgspec.Struct) -> dict[str, Any]:
    """Return the fields that a client named: of a patch, those that are not left as they are."""
    return {field.name: value for field in fields_of(type(data)) if (value := getattr(data, field.name)) is not UNSET}


def out_of_range(field: Field, value: Any) -> str | None:  # noqa: ANN401  # a decimal, date or time
    """Return what is wrong with a decimal, date or time, or None."""
    if limits := field.extra("decimals"):
        digits, places = limits
        exponent = value.normalize().as_tuple().exponent if value.is_finite() else "n"
        if not isinstance(exponent, int) or -exponent > places or value.adjusted() >= digits - places:
            return f"Must be a number with at most {digits - places} digits and {places} decimals."
    if (choices := field.extra("choices")) and value not in choices:
        return "Is not one of the choices."
    if (between := field.extra("between")) and not between[0] <= value <= between[1]:
        return f"Must be between {between[0]} and {between[1]}."
    return None
