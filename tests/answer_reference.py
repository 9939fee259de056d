"""Templates and answers made up at random, and what docs/guides/templates.md says of them, worked out slowly."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

from conftest import Client, Make

OPTIONS = ["Red", "Green", "Blue"]
GOOD: dict[str, list[Any]] = {
    "text": ["a", "b", "x" * 500], "long_text": ["a\nb", "x" * 10_000], "number": [0, 1, -2.5, 1e15], "money": ["1.50", 2, "-0.1", 1.5],
    "date": ["2026-11-22", "1900-01-01", "2199-12-31"], "datetime": ["2026-11-22T10:00:00Z", "2026-11-22T11:00:00+01:00"],
    "select": OPTIONS, "multi_select": [["Red"], ["Green", "Red"], OPTIONS], "checkbox": [True, False],
    "email": ["a@b.co"], "phone": ["0113 496 0000", "1"], "url": ["https://x.co", "http://x/y?z"], "rating": [1, 5],
}  # fmt: skip
BAD: dict[str, list[Any]] = {
    "text": [1, True, ["a"], "x" * 501], "long_text": [{}, "x" * 10_001], "number": ["1", True, 1e15 + 1, [1]],
    "money": ["1.234", "much", True, "1000000000000", ["1"]], "date": ["2026-02-29", "1899-12-31", "22.11.2026", 20261122],
    "datetime": ["2026-11-22T10:00:00", "2026-11-22", 1, "1800-01-01T00:00:00Z"], "select": ["Pink", 1, ["Red"]],
    "multi_select": ["Red", ["Pink"], ["Red", "Red"], [1]], "checkbox": ["true", 0], "contact": ["c", 1], "user": [{}], "product": ["p"],
    "email": ["a", "a@", "a b@c.de"], "phone": ["none", 7, "1" * 51], "url": ["x.co", "ftp://x.co", "https://"], "rating": [0, 6, "3", 2.5],
}  # fmt: skip
REFERENCES = ("contact", "user", "product")
NONE: list[Any] = [None, "", "  ", []]
COLUMNS: dict[str, tuple[list[Any], Any]] = {
    "category": (["Drains", "Boiler"], None), "location": (["Attic"], None), "priority": (["Low", "Urgent"], "Medium"),
    "status": (["Open", "Waiting"], "Open"), "scheduled_date": (["2026-11-22"], None),
}  # fmt: skip
"""Columns: values to choose from, and what they are without being said."""


class Case:
    """One organisation in which templates are made up and answered."""

    def __init__(self, chance: random.Random, staff: Client, manager: Client, make: Make) -> None:
        self.chance, self.staff, self.manager, self.make = chance, staff, manager, make
        self.here: dict[str, str] = {}
        self.elsewhere: dict[str, str] = {}

    async def begin(self, stranger: Client) -> None:
        """Make rows to refer to, of one's own and of somebody else."""
        for client, ids in ((self.manager, self.here), (stranger, self.elsewhere)):
            ids |= {
                "contact": (await self.make.contact(client))["id"],
                "user": str(client.id),
                "product": (await self.make.product(client))["id"],
            }

    async def run(self, answers: int) -> None:
        """Make a template; then create tickets with random answers and change them, and compare."""
        fields = self._fields()
        template = await self.make.template(self.manager, fields=fields)
        for _ in range(answers):
            columns, sent = self._columns(), self._answers(fields)
            body = {"title": "x", "template_id": template["id"], "fields": sent, **columns}
            ticket = await self._compare("POST", "/tickets", body, fields, columns, sent, None)
            if ticket is not None:
                again = self._answers(fields)
                if self.chance.random() < 0.5:
                    again = ticket["fields"] | again
                await self._compare("PATCH", f"/tickets/{ticket['id']}", {"fields": again}, fields, {}, again, ticket)

    async def _compare(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any],
        fields: Sequence[Mapping[str, Any]],
        columns: Mapping[str, Any],
        sent: Mapping[str, Any],
        stored: Mapping[str, Any] | None,
    ) -> dict[str, Any] | None:
        expected = Verdict(fields, columns, sent, stored, self.here)
        response = await self.staff.request(method, path, json=body)
        told = f"{fields}\n{body}\n{response.text}"
        if expected.faults:
            assert response.status_code == 422, told
            assert {error["pointer"] for error in response.json()["errors"]} == expected.faults, told
            return None
        assert response.is_success, told
        ticket = response.json()
        assert ticket["fields"] == expected.answers, told
        assert {name: ticket[name] for name in COLUMNS} == expected.columns, told
        return ticket

    def _fields(self) -> list[dict[str, Any]]:
        fields: list[dict[str, Any]] = []
        names = self.chance.sample(sorted(COLUMNS), self.chance.randrange(3))
        kinds = [*names, *self.chance.choices([*GOOD, *REFERENCES], k=self.chance.randrange(1, 9))]
        self.chance.shuffle(kinds)
        for index, kind in enumerate(kinds):
            is_column = kind in COLUMNS
            found: dict[str, Any] = {
                "key": kind if is_column else f"f{index}", "label": kind, "kind": "column" if is_column else kind,
                "options": OPTIONS if kind in ("select", "multi_select") else [], "required": self.chance.random() < 0.4,
                "hidden": self.chance.random() < 0.15,
            }  # fmt: skip
            if self.chance.random() < 0.3 or (found["hidden"] and found["required"]):
                found["default"] = True if kind == "checkbox" else self._good(kind)
            if fields and self.chance.random() < 0.5:
                source = self.chance.choice(fields)
                equals = self._good(source["key"] if source["kind"] == "column" else source["kind"])
                found["show_if"] = {"key": source["key"], "equals": equals[0] if isinstance(equals, list) else equals}
            fields.append(found)
        return fields

    def _good(self, kind: str) -> Any:
        if kind in COLUMNS:
            return self.chance.choice(COLUMNS[kind][0])
        return self.here[kind] if kind in REFERENCES else self.chance.choice(GOOD[kind])

    def _columns(self) -> dict[str, Any]:
        return {name: self.chance.choice(values) for name, (values, _) in COLUMNS.items() if self.chance.random() < 0.3}

    def _answers(self, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        sent: dict[str, Any] = {}
        for field in fields:
            dice = self.chance.random()
            if field["kind"] == "column" or dice < 0.2:
                continue
            kind = field["kind"]
            if dice < 0.28:
                sent[field["key"]] = self.chance.choice(NONE)
            elif dice < 0.34:
                bad = [*BAD[kind], *([self.elsewhere[kind], str(uuid4())] if kind in REFERENCES else [])]
                sent[field["key"]] = self.chance.choice(bad)
            else:
                sent[field["key"]] = self._good(kind)
        if self.chance.random() < 0.08:
            sent["nobody_asked"] = self.chance.choice(["x", None])
        return sent


class Verdict:
    """What must become of answers: all that is wrong, or what is stored."""

    def __init__(
        self,
        fields: Sequence[Mapping[str, Any]],
        columns: Mapping[str, Any],
        sent: Mapping[str, Any],
        stored: Mapping[str, Any] | None,
        here: Mapping[str, str],
    ) -> None:
        self._fields = {field["key"]: field for field in fields}
        self._said, self._sent, self._stored, self._here = columns, sent, stored, here
        self.faults: set[str] = set()
        asked = [field for field in fields if self._is_asked(field["key"])]
        answers = [field for field in asked if field["kind"] != "column"]
        self.answers = {field["key"]: value for field in answers if (value := self._answer(field)[0]) is not None}
        self.faults |= {f"/fields/{field['key']}" for field in answers if self._is_wrong(field)}
        known = {field["key"] for field in fields if field["kind"] != "column"}
        self.faults |= {f"/fields/{key}" for key in sent if key not in known and sent[key] not in NONE}
        self.columns = {name: self._column(name) for name in COLUMNS}
        if stored is None:
            self.faults |= {
                f"/{field['key']}" for field in asked if field["kind"] == "column" and self._is_column_wrong(field)
            }

    def _is_asked(self, key: str) -> bool:
        condition = self._fields[key].get("show_if")
        if condition is None:
            return True
        source = self._fields[condition["key"]]
        if not self._is_asked(source["key"]):
            return False
        value, equals = self._value(source), condition["equals"]
        if source["kind"] == "multi_select":
            return value is not None and equals in value
        if source["kind"] == "checkbox":
            return (value is True) == equals and not self._is_unfit(source)
        expected = equals if source["kind"] == "column" else canonical(source["kind"], equals)
        return value is not None and value == expected

    def _value(self, field: Mapping[str, Any]) -> Any:
        return self._column(field["key"]) if field["kind"] == "column" else self._answer(field)[0]

    def _column(self, name: str) -> Any:
        """What the column is going to be."""
        if self._stored is not None:
            return self._stored[name]
        field, own = self._fields.get(name), COLUMNS[name][1]
        if field is None:
            return self._said.get(name, own)
        if not self._is_asked(name):
            return own
        default = field.get("default", own)
        return default if field["hidden"] else self._said.get(name, default)

    def _is_column_wrong(self, field: Mapping[str, Any]) -> bool:
        name = field["key"]
        is_other = field["hidden"] and name in self._said and self._said[name] != self._column(name)
        return is_other or (field["required"] and self._column(name) is None)

    def _answer(self, field: Mapping[str, Any]) -> tuple[Any, bool]:
        """What is answered, as it is stored, and whether that was said."""
        key, kind = field["key"], field["kind"]
        before = None if self._stored is None else self._stored["fields"].get(key)
        default = canonical(kind, field["default"]) if "default" in field else None
        if key not in self._sent:
            if self._stored is None:
                return default, False
            return ((default if before is None else before) if field["hidden"] else None), False
        value = self._sent[key]
        return (
            None if (value in NONE and value is not False) or self._is_unfit(field) else canonical(kind, value)
        ), True

    def _is_unfit(self, field: Mapping[str, Any]) -> bool:
        value = self._sent.get(field["key"])
        return not (value in NONE and value is not False) and canonical(field["kind"], value) is None

    def _is_wrong(self, field: Mapping[str, Any]) -> bool:
        key, kind = field["key"], field["kind"]
        if self._is_unfit(field):
            return True
        value, was_said = self._answer(field)
        before = None if self._stored is None else self._stored["fields"].get(key)
        default = canonical(kind, field["default"]) if "default" in field else None
        if field["required"] and (value is None or value is False):
            return True
        if was_said and field["hidden"] and value not in (default, before):
            return True
        return was_said and kind in REFERENCES and value not in (None, self._here[kind], before)


def canonical(kind: str, value: Any) -> Any:
    """The value as it is stored; None if the kind does not take it."""
    if kind == "money":
        return money(value)
    if kind in ("date", "datetime"):
        return moment(kind, value)
    return value if FITS[kind](value) else None


def is_number(value: Any, least: float, most: float) -> bool:
    """Whether it is a number within limits; yes and no are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most


def is_text(value: Any, most: int, pattern: str = r"(?s:.*)") -> bool:
    """Whether it is a text of a pattern, not too long."""
    return isinstance(value, str) and len(value) <= most and re.fullmatch(pattern, value) is not None


def is_choice(value: Any) -> bool:
    """Whether it is a list of different options."""
    chosen: list[Any] = list(value) if isinstance(value, list) else [None]  # pyright: ignore[reportUnknownArgumentType]  # JSON
    return all(one in OPTIONS and chosen.count(one) == 1 for one in chosen)


FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: is_text(value, 500), "long_text": lambda value: is_text(value, 10_000),
    "number": lambda value: is_number(value, -(10**15), 10**15),
    "rating": lambda value: isinstance(value, int) and is_number(value, 1, 5),
    "select": lambda value: value in OPTIONS,
    "multi_select": is_choice,
    "checkbox": lambda value: isinstance(value, bool), "email": lambda value: is_text(value, 254, r"[^@\s]+@[^@\s]+"),
    "phone": lambda value: is_text(value, 50, r".*\d.*"), "url": lambda value: is_text(value, 2000, r"https?://[^\s/]\S*"),
    **dict.fromkeys(REFERENCES, lambda value: is_text(value, 36, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")),
}  # fmt: skip


def money(value: Any) -> str | None:
    """An amount as it is stored."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return str(amount.quantize(Decimal("0.01"))) if amount == round(amount, 2) and abs(amount) < 10**12 else None


def moment(kind: str, value: Any) -> str | None:
    """A day or a time as it is stored."""
    if not isinstance(value, str):
        return None
    try:
        if kind == "date":
            day = date.fromisoformat(value)
            return value if 1900 <= day.year < 2200 else None
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    if time.tzinfo is None or not 1900 <= time.year < 2200:
        return None
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
