"""What a cell means: money, dates, yes and no, and other people's words for our choices."""

import contextlib
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")
# A currency's sign or code may stand before or after.
_AMOUNT = re.compile(r"[^\W\d_]{0,3}[^\w.,+-]*\+?([\d.,\s']*\d)[^\w.,+-]*[^\W\d_]{0,3}")
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_STRAY = Decimal("0.0001")
_YES = {"yes", "y", "true", "t", "1", "x", "active", "on"}
_EVERYBODY = {"myContacts", "My Contacts", "starred", "Starred in Android"}
"""Groups of Google that say nothing of who is in them."""
_NO = {"no", "n", "false", "f", "0", "", "inactive", "off"}


class Reading(msgspec.Struct, kw_only=True):
    """What reading a cell may depend on: the organisation's zone, and the names that a file has numbers for."""

    zone: ZoneInfo = ZoneInfo("Europe/London")
    categories: Mapping[str, str] = {}
    notes: dict[str, None] = {}
    """What had to be assumed, each once, for the report."""


Reader = Callable[[str, Reading], object]
"""Makes a value of a cell that is not empty; raises `ValueError` with a sentence, `SaysNothing` among them."""


class SaysNothing(ValueError):
    """A cell that has something in it which means nothing, such as the dash of a program for what is not set."""


def line(text: str, _reading: Reading) -> str:
    """Return text of one line."""
    return " ".join(text.split())


def lines(text: str, _reading: Reading) -> str:
    """Return text of several lines."""
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


def words(text: str, _reading: Reading) -> list[str]:
    """Return what lies between commas or semicolons, or the items of a JSON list, as our own exports write it.

    >>> words("Legal; IT contract", Reading()), words('["Legal, IT"]', Reading())
    (['Legal', 'IT contract'], ['Legal, IT'])
    """
    if text.lstrip().startswith("["):
        with contextlib.suppress(msgspec.MsgspecError):
            return msgspec.json.decode(text, type=list[str])
    parts = (" ".join(part.split()).removeprefix("* ") for part in re.split(r":::|[,;|]", text))
    return list(dict.fromkeys(part for part in parts if part and part not in _EVERYBODY))


def first(text: str, reading: Reading) -> str:
    """Return the first of what Google writes into one cell.

    >>> first("ann@example.com ::: a.lee@example.com", Reading())
    'ann@example.com'
    """
    one, *others = text.split(":::")
    if others:
        reading.notes["Of several values in one cell the first was taken."] = None
    return line(one, reading)


def money(text: str, reading: Reading) -> Decimal:
    """Return an amount, in British or continental writing. The stray digits of a float are rounded away.

    >>> money("£1,240.50", Reading()), money("1.240,50 €", Reading()), money("1,240", Reading())
    (Decimal('1240.50'), Decimal('1240.50'), Decimal('1240'))
    >>> money("21.3500004", Reading())
    Decimal('21.35')
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        message = "Is not an amount."
        raise ValueError(message)
    digits = re.sub(r"[\s']", "", found[1])
    if digits.rfind(",") > digits.rfind(".") and not re.fullmatch(r"\d{1,3}(,\d{3})+", digits):
        digits = digits.replace(".", "").replace(",", ".")
    try:
        amount = Decimal(digits.replace(",", ""))
        rounded = amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        message = "Is not an amount."
        raise ValueError(message) from None
    if rounded == amount or abs(rounded - amount) >= _STRAY:
        return amount
    reading.notes["Amounts with the stray digits of a floating-point number were rounded to two decimals."] = None
    return rounded


def whole(text: str, _reading: Reading) -> int:
    """Return a whole number.

    >>> whole("12.0", Reading())
    12
    """
    number = re.fullmatch(r"(\d{1,9})(?:[.,]0+)?", text.strip())
    if number is None:
        message = "Is not a whole number."
        raise ValueError(message)
    return int(number[1])


def yes(text: str, _reading: Reading) -> bool:
    """Return whether a cell says yes."""
    word = text.strip().casefold()
    if word not in _YES | _NO:
        message = "Says neither yes nor no."
        raise ValueError(message)
    return word in _YES


def no(text: str, reading: Reading) -> bool:
    """Return whether a cell says no."""
    return not yes(text, reading)


def moment(text: str, reading: Reading) -> datetime:
    """Return a time; without an offset it is the organisation's local time, without a time its midnight.

    >>> moment("2023-06-01 12:15:36", Reading()).isoformat(), moment("24/11/2026", Reading()).isoformat()
    ('2023-06-01T11:15:36+00:00', '2026-11-24T00:00:00+00:00')
    """
    try:
        found = _day_first(text.strip()) or datetime.fromisoformat(text.strip())
        instant = (found if found.tzinfo else found.replace(tzinfo=reading.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        message = "Is not a date that we can read; write 2026-11-24 or 24/11/2026, with a time after it."
        raise ValueError(message) from None
    if not _FIRST <= instant < _LAST:
        message = "Must be between 1900 and 2199."
        raise ValueError(message)
    return instant


def day(text: str, reading: Reading) -> date:
    """Return a date, as it is written."""
    return moment(text, reading).astimezone(reading.zone).date()


def _day_first(text: str) -> datetime | None:
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        return None
    clock = time.fromisoformat((found[4] or "00:00").zfill(5))
    return datetime.combine(date(int(found[3]), int(found[2]), int(found[1])), clock)


def identifier(text: str, _reading: Reading) -> str:
    """Return an id as we write it."""
    try:
        return str(UUID(text.strip()))
    except ValueError:
        message = "Is not an id of a row here."
        raise ValueError(message) from None


def structure(text: str, _reading: Reading) -> object:
    """Return what JSON stands for.

    >>> structure('{"door": "4711"}', Reading())
    {'door': '4711'}
    """
    try:
        return msgspec.json.decode(text)
    except msgspec.MsgspecError:
        message = "Is not JSON."
        raise ValueError(message) from None


def number_or_text(text: str, _reading: Reading) -> object:
    """Return a number if a cell is written as one, else its text.

    >>> number_or_text("3.0", Reading()), number_or_text("007", Reading()), number_or_text("Chat", Reading())
    (3, '007', 'Chat')
    """
    text = text.strip()
    if re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,6})?", text):
        number = float(text)
        return int(number) if number.is_integer() else number
    return text


def category(text: str, reading: Reading) -> str:
    """Return the name of a category's number."""
    try:
        return reading.categories[text.strip()]
    except KeyError:
        message = "Is not in the file of categories."
        raise ValueError(message) from None


def choice(kind: type[StrEnum], synonyms: Mapping[str, StrEnum]) -> Reader:
    """Return the reader of a closed set: our own words, and those that others use for them."""
    known = {key(member.value): member for member in kind} | {key(word): member for word, member in synonyms.items()}

    def read(text: str, _reading: Reading) -> str:
        if not (word := key(text)):
            message = "Has no word in it."
            raise SaysNothing(message)
        found = known.get(word)
        if found is None:
            message = f"Is none of {', '.join(kind)}, nor a word that we know for one."
            raise ValueError(message)
        return found.value

    return read


def key(text: str) -> str:
    """Return what two writings of a word have in common.

    >>> key(" Pending Customer-Response ")
    'pending customer response'
    """
    return " ".join(re.findall(r"\w+", text.replace("_", " ").casefold()))
