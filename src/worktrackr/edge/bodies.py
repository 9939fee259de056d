"""Request bodies: decoded strictly, with every fault named at its field."""

import re
from functools import cache
from typing import Any, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Reference, Schema
from msgspec import UNSET

from worktrackr.fields import Field, fields_of, out_of_range
from worktrackr.problems import BadRequest, FieldError, Validation

S = TypeVar("S", bound=msgspec.Struct)

# Control characters and lone surrogates, written as escapes or raw. A hit is looked at closely.
_SUSPICIOUS = re.compile(rb"\\u(?:00[01][0-9a-f]|007f|d[89a-f])|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DEPTH = 32


def read_json(raw: bytes, kind: type[S]) -> S:
    """Decode a body strictly; raises `BadRequest` for what is no JSON, `Validation` with every fault otherwise.

    >>> read_json(b'{"name": "A"}', msgspec.defstruct("N", [("name", str)])).name
    'A'
    """
    try:
        if raw.count(b"[") + raw.count(b"{") > _DEPTH or _SUSPICIOUS.search(raw):
            _inspect(msgspec.json.decode(raw), "", 0)
        found = msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        raise Validation(errors=_faults(raw, kind)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        detail = "is nested too deeply" if isinstance(error, RecursionError) else "is not valid JSON"
        raise BadRequest(f"The body {detail}.") from error
    if faults := _range_faults(found, kind):
        raise Validation(errors=faults)
    return found


def _inspect(value: object, pointer: str, depth: int) -> None:
    if depth > _DEPTH:
        raise BadRequest("The body is nested too deeply.")
    if isinstance(value, str) and _CONTROL.search(value):
        raise Validation.at(pointer, "control_character", "Must not contain control characters.")
    if isinstance(value, dict):
        for key, inner in value.items():  # pyright: ignore[reportUnknownVariableType]  # JSON
            _inspect(key, pointer, depth)  # pyright: ignore[reportUnknownArgumentType]  # JSON
            _inspect(inner, f"{pointer}/{key}", depth + 1)  # pyright: ignore[reportUnknownArgumentType]  # JSON
    elif isinstance(value, list):
        for index, inner in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            _inspect(inner, f"{pointer}/{index}", depth + 1)  # pyright: ignore[reportUnknownArgumentType]  # JSON


def _faults(raw: bytes, kind: type[msgspec.Struct]) -> list[FieldError]:
    """Find every fault, not only the first, by looking at each field apart."""
    parts: dict[str, msgspec.Raw] | None = None
    try:
        parts = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return [FieldError("", "type", "Must be an object.")]
    known = {field.name: field for field in msgspec.structs.fields(kind)}
    faults = [FieldError(f"/{name}", "unknown_field", "There is no such field.") for name in parts if name not in known]
    for name, field in known.items():
        if name not in parts:
            if field.required:
                faults.append(FieldError(f"/{name}", "missing", "Is required."))
            continue
        try:
            msgspec.json.decode(parts[name], type=field.type)
        except msgspec.ValidationError as error:
            faults.append(fault(f"/{name}", str(error)))
    return faults


_WORDS = (
    (r"of length <= (\d+)", "too_long", "Must be at most {} characters or items long."),
    (r"of length >= 1\b", "missing", "Must not be empty."),
    (r"of length >= (\d+)", "too_short", "Must be at least {} characters or items long."),
    (r"matching regex", "format", "Does not have the expected form."),
    (r">= (\S+)", "too_small", "Must be at least {}."),
    (r"<= (\S+)", "too_large", "Must be at most {}."),
    (r"Invalid enum value (\S+)", "unknown_value", "{} is not one of the choices."),
    (r"with a timezone component", "timezone", "Needs a time zone offset, such as Z."),
    (r"Expected `(\w+)[^`]*`, got `null`", "null", "Must not be empty."),
    (r"Object missing required field `(\w+)`", "missing", "Needs “{}”."),
    (r"unknown field `(\w+)`", "unknown_field", "There is no field “{}”."),
    (r"Expected `([^`]+)`", "type", "Must be {}."),
    (r"Invalid (.+?)(?: -.*)?$", "format", "Is not a valid {}."),
)


def fault(pointer: str, message: str) -> FieldError:
    """Turn msgspec's message into a code and a sentence for the user.

    >>> fault("/title", "Expected `str` of length <= 5").detail
    'Must be at most 5 characters or items long.'
    """
    if found := re.search(r" - at `\$(.*)`", message):
        pointer += "".join(f"/{part}" for part in re.findall(r"\w+", found[1]))
    for pattern, code, sentence in _WORDS:
        if found := re.search(pattern, message):
            return FieldError(pointer, code, sentence.format(*found.groups()).replace("'", "“", 1).replace("'", "”", 1))
    return FieldError(pointer, "invalid", "This value is not allowed here.")


@cache
def _ranged(kind: type[msgspec.Struct]) -> tuple[Field, ...]:
    return tuple(field for field in fields_of(kind) if any(map(field.extra, ("between", "decimals", "choices"))))


def _range_faults(value: msgspec.Struct, kind: type[msgspec.Struct]) -> list[FieldError]:
    """Check what msgspec cannot say of decimals and dates: digits, NaN, infinity, the years we keep."""
    faults: list[FieldError] = []
    for field in _ranged(kind):
        found = getattr(value, field.name)
        if found is None or found is UNSET:
            continue
        if problem := out_of_range(field, found):
            faults.append(FieldError(f"/{field.name}", "out_of_range", problem))
    return faults


class Body(AbstractDTO[Any]):
    """Decodes bodies strictly into the handler's struct, with every fault named."""

    kind: type[msgspec.Struct]

    @classmethod
    def is_supported_model_type_field(cls, field_definition: Any) -> bool:  # noqa: ANN401  # Litestar's own signature
        return isinstance(field_definition.annotation, type) and issubclass(field_definition.annotation, msgspec.Struct)

    @classmethod
    def create_for_field_definition(cls, field_definition: Any, handler_id: str, backend_cls: Any = None) -> None:  # noqa: ANN401, ARG003
        cls._kinds = {**getattr(cls, "_kinds", {}), handler_id: field_definition.annotation}

    @classmethod
    def create_openapi_schema(cls, field_definition: Any, handler_id: str, schema_creator: Any) -> Reference | Schema:  # noqa: ANN401, ARG003
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: Any) -> Any:  # noqa: ANN401
        raise NotImplementedError(model_type)

    @classmethod
    def detect_nested_field(cls, field_definition: Any) -> bool:  # noqa: ANN401
        raise NotImplementedError(field_definition)

    def decode_bytes(self, value: bytes) -> Any:  # noqa: ANN401
        return read_json(value, self._kinds[self.asgi_connection.route_handler.handler_id])  # pyright: ignore[reportUnknownMemberType]  # Litestar leaves its type open
