"""A table as SQL: every statement of a resource, made from its structs. Values are parameters, names come from structs."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import product
from math import prod
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from worktrackr.edge.bodies import fault
from worktrackr.fields import Computed, Field, Joined, Reference, Stored, fields_of, out_of_range, visible_to
from worktrackr.kit.query import PAGE_MAX, TOTAL_CAP, Filter, Query, convert, open_cursor, seal_cursor
from worktrackr.postgres.pipeline import Row, Statement
from worktrackr.problems import FieldError, Validation

S = TypeVar("S", bound=Stored)
_BRANCHES_MAX = 30
_STATEMENTS_MAX = 300
"""Shapes of queries that are prepared per table; rarer ones are parsed each time, so that memory is bounded."""


class Table(Generic[S]):
    """The statements of one table.

    `tenant` says that rows belong to an organisation: then every statement names it. `trash` says that DELETE moves
    rows to the trash. `filters` adds query parameters beyond the columns, `search` is the SQL function of `q`.
    `within` names, for a column, the one that stands behind it in its index: `{"assigned_user_id": "status"}`.
    """

    def __init__(
        self,
        name: str,
        struct: type[S],
        *,
        tenant: bool = True,
        trash: bool = True,
        filters: Mapping[str, Filter] | None = None,
        search: bool = False,
        within: Mapping[str, str] | None = None,
    ) -> None:
        """`struct` is the stored form: its fields are the columns, in any order."""
        self.name, self.struct, self.tenant, self.trash = name, struct, tenant, trash
        self.fields = {field.name: field for field in fields_of(struct)}
        self.computed = {name: found for name, field in self.fields.items() if (found := field.marker(Computed))}
        self.columns = [n for n, field in self.fields.items() if not field.marker(Joined) and n not in self.computed]
        self._json = frozenset(name for name, field in self.fields.items() if field.is_json)
        self.filters, self.search, self.within = dict(filters or {}), search, dict(within or {})
        # The answer's own struct: positional, and complete, since nothing in it has a default.
        self.row: Callable[..., S] = msgspec.defstruct(
            struct.__name__, [(f.name, Any) for f in self.fields.values()], gc=False
        )  # pyright: ignore[reportAttributeAccessIssue]  # same fields
        self._statements: dict[object, Statement[Any]] = {}
        # What each kind of principal may see; there are as many as roles, and their keys.
        self._hidden: dict[frozenset[str], frozenset[str]] = {}
        self._filterable: dict[frozenset[str], tuple[str, ...]] = {}

    # -- statements -----------------------------------------------------------------------------------------------

    def statement(
        self, key: object, build: Callable[[], tuple[str, Callable[[Row], Any]]], *, writes: bool = False
    ) -> Statement[Any]:
        """Return the statement of a shape, building it the first time."""
        found = self._statements.get(key)
        if found is None:
            sql, make = build()
            named = len(self._statements) < _STATEMENTS_MAX
            found = Statement(sql, make, writes=writes, named=named)
            if named:
                self._statements[key] = found
        return found

    def hidden_from(self, permissions: frozenset[str]) -> frozenset[str]:
        """Return the fields that a holder of `permissions` may not see."""
        found = self._hidden.get(permissions)
        if found is None:
            found = self._hidden[permissions] = frozenset(
                n for n, f in self.fields.items() if (m := f.marker(visible_to)) and m.permission not in permissions
            )
        return found

    def get(self, hidden: frozenset[str]) -> Statement[S]:
        """One row by `$1` organisation (tenant tables) and id."""
        return self.statement(
            ("get", hidden),
            lambda: (
                f"select {self._answer(hidden)} from {self.name} t where {self._scope()}t.id = {self._id} and {self._alive()}",
                self._make,
            ),
        )

    def page(self, query: Query, hidden: frozenset[str], *, trash: bool) -> Statement[S]:
        """A page by organisation, the query's values, limit, and the cursor's values."""
        after = None if query.cursor is None else query.cursor[0] is None
        key = ("list", hidden, trash, query.sort, after, tuple(query.conditions))
        return self.statement(key, lambda: (self._page(query, hidden, after=after, trash=trash), self._make))

    def _page(self, query: Query, hidden: frozenset[str], *, after: bool | None, trash: bool) -> str:
        # No index gives several values in the order of something else. So each value's first rows are read from its
        # index, and a page is sorted out of these few; else a list would read everything that matches.
        column, descending = query.sort.removeprefix("-"), query.sort.startswith("-")
        direction, sign = ("desc", "<") if descending else ("asc", ">")
        first = len(query.values) + (3 if self.tenant else 2)
        alternatives = self._alternatives(query, column)
        replaced = set[str]() if alternatives is None else {whole for whole, _ in query.spread}
        conditions = [part for part in query.conditions if part not in replaced]
        where = "".join(f" and {part}" for part in [f"{self._scope()}{self._alive(trash=trash)}", *conditions])[5:]
        ties = self._ties(column)
        places = [f"${number}" for number in range(first, first + len(ties) + 1)]
        keys, cursor = [self._order(column, f"t.{column}"), *ties], [self._order(column, places[0]), *places[1:]]

        def ordered(keys: Sequence[str], nulls: str = "") -> str:
            last = f"{keys[0]} {direction}{nulls}"
            return ", ".join([last, *(f"{key} {direction}" for key in keys[1:])])

        def beyond(keys: Sequence[str], cursor: Sequence[str]) -> str:
            return f" and ({', '.join(keys)}) {sign} ({', '.join(cursor)})"

        known = beyond(keys, cursor) if after is False else ""
        # Where the column has one value, it does not order.
        one = alternatives is not None and self._members(column)
        parts = [("", known, ties if one else keys)] if not after else []
        nulls = " nulls last" if self.fields[column].nullable else ""
        if nulls:
            unset = beyond(ties, places[1:]) + f" and {places[0]}::text is null" if after else ""
            parts = [(f" and t.{column} is not null", known, keys)] if not after else []
            parts.append((f" and t.{column} is null", unset, ties))
        branches = [
            f"from {self.name} t where {where}{''.join(f' and {part}' for part in chosen)}{condition}{later} "
            f"order by {ordered(by)} limit ${first - 1}"
            for condition, later, by in parts
            for chosen in product(*(alternatives or ()))
        ]
        if len(branches) == 1:
            return f"select {self._answer(hidden)} {branches[0]}"
        union = " union all ".join(f"(select {self._returned('t.')} {branch})" for branch in branches)
        return f"select {self._answer(hidden)} from ({union}) t order by {ordered(keys, nulls)} limit ${first - 1}"

    def _alternatives(self, query: Query, column: str) -> list[list[str]] | None:
        """Return lists of single conditions: a row of the page fulfils one of each; None where that would not help."""
        if any("(select search." in part for part in query.conditions):
            return None  # What is searched for is found once.
        found = [single for _, single in query.spread]
        over = {column} if self._members(column) else set[str]()
        if column == "created_at":
            over = {within for name, within in self.within.items() if name in query.named}
        found += [[f"t.{name} = '{value}'" for value in self._members(name)] for name in over - query.named]
        return found if prod(map(len, found)) <= _BRANCHES_MAX else None

    def _members(self, column: str) -> list[str]:
        base = self.fields[column].base
        return [member.value for member in base] if isinstance(base, type) and issubclass(base, StrEnum) else []

    def _ties(self, column: str) -> list[str]:
        # Many rows share such a value, or have none: these come in the order that their indexes end with.
        return ["t.created_at", "t.id"] if self._members(column) or self.fields[column].nullable else ["t.id"]

    def count(self, query: Query, *, trash: bool) -> Statement[int]:
        """How many rows match, at most one more than the cap."""

        def build() -> tuple[str, Callable[[Row], Any]]:
            spread = dict(query.spread) if prod(len(single) for _, single in query.spread) <= _BRANCHES_MAX else {}
            branches = [
                f"select from {self.name} t where {' and '.join([f'{self._scope()}{self._alive(trash=trash)}', *chosen])}"
                for chosen in product(*(spread.get(part, [part]) for part in query.conditions))
            ]
            return f"select count(*) from ({' union all '.join(branches)} limit {TOTAL_CAP + 1}) matching", _first

        return self.statement(("count", trash, tuple(query.conditions)), build)

    def insert(self, columns: tuple[str, ...], hidden: frozenset[str]) -> Statement[tuple[dict[str, bool], S | None]]:
        """Insert the columns; answers whether each reference holds, and the row when all do."""

        def build() -> tuple[str, Callable[[Row], Any]]:
            first = 2 if self.tenant else 1
            values = {name: f"${number}" for number, name in enumerate(columns, first)}
            references, names = self._references(values)
            scope, one = ("organisation_id, ", "$1::uuid, ") if self.tenant else ("", "")
            typed = ", ".join(values.values())
            return (
                (
                    f"with found as ({references}), t as (insert into {self.name} ({scope}{', '.join(columns)}) "
                    f"select {one}{self._typed(values) if columns else typed} from found where {_all(names)} returning {self._returned('')}) "
                    f"select {_flags(names)}{self._answer(hidden)} from found left join t on true"
                ),
                self._make_checked(names),
            )

        return self.statement(("insert", columns, hidden), build, writes=True)

    def update(
        self, columns: tuple[str, ...], hidden: frozenset[str]
    ) -> Statement[tuple[bool, bool, dict[str, bool], S | None]]:
        """Update by id, expected version (or null) and the columns' values: found, stale, which references hold, the row."""

        def build() -> tuple[str, Callable[[Row], Any]]:
            first = 4 if self.tenant else 3
            values = {name: f"${number}" for number, name in enumerate(columns, first)}
            references, names = self._references(values)
            changes = "".join(f"{name} = {value}, " for name, value in values.items())
            where = f"{self._scope()}t.id = {self._id} and {self._alive()}"
            return (
                (
                    f"with found as ({references}), old as (select t.version from {self.name} t where {where}), "
                    f"t as (update {self.name} t set {changes}version = t.version + 1, updated_at = now() from found "
                    f"where {where} and (${first - 1}::integer is null or t.version = ${first - 1}) and {_all(names)} returning {self._returned('t.')}) "
                    f"select (select count(*) from old) > 0, coalesce((select version <> ${first - 1} from old), false), "
                    f"{_flags(names)}{self._answer(hidden)} from found left join t on true"
                ),
                self._make_updated(names),
            )

        return self.statement(("update", columns, hidden), build, writes=True)

    def move(self, *, to_trash: bool) -> Statement[tuple[bool, bool, int | None]]:
        """Trash or restore by organisation, id and expected version: was it found, stale, and the new version."""
        first = 3 if self.tenant else 2
        where = f"{self._scope()}t.id = {self._id} and {self._alive(trash=not to_trash)}"
        return self.statement(
            ("move", to_trash),
            lambda: (
                (
                    f"with old as (select t.version from {self.name} t where {where}), t as (update {self.name} t "
                    f"set deleted_at = {'now()' if to_trash else 'null'}, version = t.version + 1, updated_at = now() "
                    f"where {where} and (${first}::integer is null or t.version = ${first}) returning t.version) "
                    f"select (select count(*) from old) > 0, coalesce((select version <> ${first} from old), false), (select version from t)"
                ),
                tuple,
            ),
            writes=True,
        )

    def purge(self) -> Statement[UUID]:
        """Delete a row that lies in the trash, for good."""
        where = f"{self._scope()}t.id = {self._id} and {self._alive(trash=True)}"
        return self.statement(
            "purge", lambda: (f"delete from {self.name} t where {where} returning t.id", _first), writes=True
        )

    def bulk(self, query: Query, columns: tuple[str, ...], *, to_trash: bool) -> Statement[tuple[bool, int]]:
        """Change or trash all rows of a query: do the references hold, and how many rows changed."""

        def build() -> tuple[str, Callable[[Row], Any]]:
            first = len(query.values) + (2 if self.tenant else 1)
            values = {name: f"${number}" for number, name in enumerate(columns, first)}
            references, names = self._references(values)
            changes = "".join(f"{name} = {value}, " for name, value in values.items()) + (
                "deleted_at = now(), " if to_trash else ""
            )
            where = "".join(f" and {part}" for part in query.conditions)
            return (
                (
                    f"with found as ({references}), t as (update {self.name} t set {changes}version = t.version + 1, updated_at = now() "
                    f"from found where {self._scope()}{self._alive()}{where} and {_all(names)} returning t.id) "
                    f"select {_all(names)}, (select count(*) from t) from found"
                ),
                tuple,
            )

        return self.statement(("bulk", columns, to_trash, tuple(query.conditions)), build, writes=True)

    # -- queries --------------------------------------------------------------------------------------------------

    def filterable(self, permissions: frozenset[str] | None = None) -> tuple[str, ...]:
        """Return the columns that may filter and sort; all that exist when `permissions` is None."""
        hidden = frozenset[str]() if permissions is None else self.hidden_from(permissions)
        found = self._filterable.get(hidden)
        if found is None:
            found = self._filterable[hidden] = tuple(
                n
                for n in self.columns
                if n not in hidden and not (f := self.fields[n]).is_json and not f.is_texts and not f.extra("long")
            )
        return found

    def query(
        self, parameters: Mapping[str, Sequence[str]], permissions: frozenset[str], organisation: object
    ) -> Query:
        """Check the parameters of a list; raises `Validation` that names the parameter."""
        faults: list[FieldError] = []
        allowed = self.filterable(permissions)
        query = Query(conditions=[], values=[], sort="-created_at", limit=50, total=False, fingerprint=b"")
        bound: list[str] = []
        for name, texts in sorted(parameters.items(), key=lambda one: (one[0] != "sort", one[0])):
            if problem := self._read(query, name, texts, allowed):
                faults.append(problem)
            if name not in ("cursor", "limit", "total"):
                bound.append(f"{name}={texts!r}")
        if faults:
            raise Validation(errors=faults)
        query.fingerprint = f"{organisation}{self.name}{bound}".encode()
        if cursor := parameters.get("cursor"):
            query.cursor = open_cursor(cursor[-1], query.fingerprint)
        return query

    def next_cursor(self, query: Query, row: Any) -> str:  # noqa: ANN401  # the row's struct
        """Return the cursor that continues after a row."""
        return seal_cursor(self.cursor_values(query, row), query.fingerprint)

    def cursor_values(self, query: Query, row: Any) -> list[str | None]:  # noqa: ANN401  # the row's struct
        """Return where a row stands in the order of a query."""
        column = query.sort.removeprefix("-")
        names = [column, *(tie.removeprefix("t.") for tie in self._ties(column))]
        return [None if (key := getattr(row, name)) is None else str(key) for name in names]

    def _read(self, query: Query, name: str, texts: Sequence[str], allowed: Sequence[str]) -> FieldError | None:
        """Put one parameter into the query, or return what is wrong with it."""
        try:
            if name in ("trash", "total"):
                flag = convert(texts[-1], bool)
                query.total = flag if name == "total" else query.total
            elif name == "limit":
                query.limit = convert(texts[-1], int)
                if not 1 <= query.limit <= PAGE_MAX:
                    return FieldError("/limit", "out_of_range", f"Must be between 1 and {PAGE_MAX}.")
            elif name == "sort":
                query.sort = texts[-1]
                if query.sort.removeprefix("-") not in allowed:
                    return FieldError("/sort", "unknown_value", "This list cannot be sorted by that.")
            elif name in self.computed:
                self._state(query, name, texts)
            elif name != "cursor":
                self._condition(query, name, texts, allowed)
        except msgspec.ValidationError as error:
            return fault(f"/{name}", str(error))
        except KeyError:
            return FieldError(f"/{name}", "unknown_field", "There is no such parameter.")
        return None

    def _condition(self, query: Query, name: str, texts: Sequence[str], allowed: Sequence[str]) -> None:
        start = len(query.values) + (2 if self.tenant else 1)
        place = f"${start}"
        query.named.add(name)
        if name == "q" and self.search:
            query.conditions.append(f"t.id in (select search.{self.name}({place}))")
            query.values.append(texts[-1][:200])
            return
        stem, dot, key = name.partition(".")
        if extra := self.filters.get(stem + dot):
            if not isinstance(extra.condition, str):
                query.conditions.append(extra.condition[convert(texts[-1], bool)])
                return
            in_time = len(texts) == 1 and query.sort.endswith("created_at") and extra.single
            query.conditions.append((in_time or extra.condition).format(place))
            query.values.append(
                extra.read(convert(key, extra.type), texts) if extra.read else convert(texts[-1], extra.type)
            )
            if extra.either and not in_time:
                query.spread.append((query.conditions[-1], [part.format(place) for part in extra.either]))
            return
        for suffix, sign in (("_from", ">="), ("_to", "<")):
            column = name.removesuffix(suffix)
            if name.endswith(suffix) and column in allowed and issubclass(self.fields[column].base, date | datetime):
                query.conditions.append(f"t.{column} {sign} {place}")
                query.values.append(self._value(self.fields[column], texts[-1]))
                return
        if name not in allowed:
            raise KeyError(name)
        field, column = self.fields[name], f"t.{name}"
        wanted = list(dict.fromkeys(self._value(field, text) for text in texts if text != "null" or not field.nullable))
        parts = [f"{column} is null"] if field.nullable and "null" in texts else []
        if (
            name in self.columns
            and issubclass(field.base, StrEnum | UUID)
            and 1 < len(parts) + len(wanted) <= _BRANCHES_MAX // 5
        ):
            parts += [f"{column} = ${number}" for number in range(start, start + len(wanted))]
            query.spread.append((f"({' or '.join(parts)})", parts))
            query.values += wanted
        elif wanted:
            parts.append(f"{column} = {place}" if len(wanted) == 1 else f"{column} = any({place})")
            query.values.append(wanted[0] if len(wanted) == 1 else wanted)
        query.conditions.append(f"({' or '.join(parts)})" if len(parts) > 1 else parts[0])

    def _state(self, query: Query, name: str, texts: Sequence[str]) -> None:
        field, computed = self.fields[name], self.computed[name]
        query.named.add(name)
        wanted = [
            str(self._value(field, text)) for text in dict.fromkeys(texts) if text != "null" or not field.nullable
        ]
        parts = [computed.conditions[value] for value in wanted]
        parts += [f"{computed.sql} is null"] if len(wanted) < len(set(texts)) else []
        query.conditions.append(f"({' or '.join(parts)})")
        if len(parts) > 1:
            query.spread.append((query.conditions[-1], parts))

    @staticmethod
    def _value(field: Field, text: str) -> object:
        value = convert(text, field.base)
        if problem := out_of_range(field, value):
            raise msgspec.ValidationError(problem)
        return value

    # -- pieces of SQL --------------------------------------------------------------------------------------------

    @property
    def _id(self) -> str:
        return "$2" if self.tenant else "$1"

    def scope(self, organisation: object) -> tuple[object, ...]:
        """Return the leading parameters of every statement: the organisation, for tenant tables."""
        return (organisation,) if self.tenant else ()

    def _scope(self) -> str:
        return "t.organisation_id = $1 and " if self.tenant else ""

    def _alive(self, *, trash: bool = False) -> str:
        return f"t.deleted_at is {'not ' if trash else ''}null" if self.trash else "true"

    def _returned(self, prefix: str) -> str:
        """Name the columns that a write hands on: not all, since some are nobody's to read."""
        names = ["organisation_id", *self.columns] if self.tenant else self.columns
        return ", ".join(f"{prefix}{name}" for name in names)

    def _answer(self, hidden: frozenset[str]) -> str:
        return ", ".join(
            f"null as {name}"
            if name in hidden
            else f"({self._joined(joined)}) as {name}"
            if (joined := field.marker(Joined))
            else f"{self.computed[name].sql if name in self.computed else f't.{name}'} as {name}"
            for name, field in self.fields.items()
        )

    def _joined(self, joined: Joined) -> str:
        # Not a join: planned for all rows of a list, it compares every row with every user, though 50 are answered.
        reference = self.fields[joined.reference].marker(Reference)
        assert reference  # noqa: S101  # a joined field names a reference
        scope = "r.organisation_id = $1 and " if self.tenant else ""
        return f"select r.{joined.column} from {reference.table} r where {scope}r.id = t.{joined.reference}"

    def _order(self, column: str, value: str) -> str:
        if members := self._members(column):
            return f"array_position(array{members}, {value})"
        return value

    def _references(self, values: Mapping[str, str]) -> tuple[str, list[str]]:
        checks = {n: m for n in values if (m := self.fields[n].marker(Reference))}
        scope = "r.organisation_id = $1 and " if self.tenant else ""
        selects = [
            f"({values[n]}::uuid is null or exists (select from {m.table} r where {scope}r.id = {values[n]} and r.{m.alive})) as {n}"
            for n, m in checks.items()
        ]
        return f"select {', '.join(selects) or 'true as nothing'}", list(checks)

    def _typed(self, values: Mapping[str, str]) -> str:
        """Give each value its column's type: in a SELECT a parameter would else be text."""
        return ", ".join(f"{place}::{self._sql_type(name)}" for name, place in values.items())

    def _sql_type(self, name: str) -> str:
        field = self.fields[name]
        if field.is_json:
            return "jsonb"
        kinds = {UUID: "uuid", bool: "boolean", int: "bigint", date: "date", datetime: "timestamptz"}
        return (
            "text[]" if field.is_texts else kinds.get(field.base) or ("numeric" if field.extra("decimals") else "text")
        )

    def parameter(self, name: str, value: object) -> object:
        """Prepare a value for its column: jsonb as JSON text."""
        return msgspec.json.encode(value).decode() if name in self._json and value is not None else value

    # -- rows -----------------------------------------------------------------------------------------------------

    def _make(self, row: Row) -> S:
        return self.row(*row)

    def _make_checked(self, names: Sequence[str]) -> Callable[[Row], tuple[dict[str, bool], S | None]]:
        count = len(names)
        return lambda row: (
            dict(zip(names, row[:count], strict=True)),
            self.row(*row[count:]) if all(row[:count]) else None,
        )

    def _make_updated(self, names: Sequence[str]) -> Callable[[Row], tuple[bool, bool, dict[str, bool], S | None]]:
        end, at = len(names) + 2, len(names) + 2 + list(self.fields).index("id")
        return lambda row: (
            row[0],
            row[1],
            dict(zip(names, row[2:end], strict=True)),
            None if row[at] is None else self.row(*row[end:]),
        )


def _first(row: Row) -> Any:  # noqa: ANN401  # the only column
    return row[0]


def _all(names: Sequence[str]) -> str:
    return " and ".join(f"found.{name}" for name in names) or "true"


def _flags(names: Sequence[str]) -> str:
    return "".join(f"found.{name}, " for name in names)
