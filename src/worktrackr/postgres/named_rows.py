"""Finds the row that somebody at the command line means."""

from typing import Literal
from uuid import UUID

import psycopg

from worktrackr.problems import Validation


def find_named(
    connection: psycopg.Connection, table: Literal["organisations", "resellers"], text: str, *, in_trash: bool = False
) -> UUID:
    """Return the id of the open row whose name (in any case) or id is `text`; raises `Validation`, which lists those there are.

    With `in_trash`, organisations count until they are deleted for good.
    """
    open_organisations = "purged_at is null" if in_trash else "closed_at is null"
    live = open_organisations if table == "organisations" else "status = 'active'"
    with_name = f"select id, name from {table} where {live} and (lower(name) = lower(%(text)s) or id::text = lower(%(text)s)) limit 20"
    rows: list[tuple[UUID, str]] = connection.execute(with_name.encode(), {"text": text.strip()}).fetchall()
    if len(rows) == 1:
        return rows[0][0]
    if rows:
        choices = ", ".join(f"{row_id} ({name})" for row_id, name in rows)
        message = f"{len(rows)} {table} are named {text!r}. Give the id of one: {choices}."
        raise Validation(message)
    all_names = f"select name from {table} where {live} order by name limit 20"
    names = [str(name) for (name,) in connection.execute(all_names.encode())]
    known = f"are: {', '.join(names)}" if names else "is none yet"
    message = f"There is no {table.removesuffix('s')} {text!r}. There {known}."
    raise Validation(message)
