"""The limit: pgbench running the same SQL in four round trips, with no HTTP at all."""

import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

from psycopg.conninfo import conninfo_to_dict

from bench.dataset import Person
from bench.endpoints import CREATE, GET, PAGE, Endpoint
from worktrackr.access import PERMISSIONS, Role
from worktrackr.embedded.binaries import find_binaries
from worktrackr.helpdesk.tickets import tickets
from worktrackr.identity.passwords import token_hash
from worktrackr.kit.query import Query

NAME = "pgbench, no HTTP"


def statement(endpoint: Endpoint) -> str:
    """Return the SQL that the product sends for an endpoint."""
    hidden = tickets.hidden_from(PERMISSIONS[Role.STAFF])
    if endpoint is GET:
        return tickets.get(hidden).sql.decode()
    if endpoint is CREATE:
        columns = ("title", "description", "status", "priority", "category", "contact_id", "fields")
        return tickets.insert(columns, hidden).sql.decode()
    return tickets.page(Query([], [], "-created_at", PAGE, False, b""), hidden, trash=False).sql.decode()  # noqa: FBT003


def values(endpoint: Endpoint, person: Person) -> list[str]:
    """Return the parameters of that SQL."""
    if endpoint is GET:
        return [str(person.organisation_id), str(person.ticket_ids[0])]
    if endpoint is CREATE:
        text = ["Printer prints stripes", "On every page, since the new toner. Cleaning did not help."]
        return [str(person.organisation_id), *text, "Open", "High", "Hardware", str(person.contact_id), "{}"]
    return [str(person.organisation_id), str(PAGE + 1)]


def write_script(folder: Path, endpoint: Endpoint, people: Sequence[Person]) -> Path:
    """Write the script of an endpoint: each client is one person, and learns its parameters in its first transaction."""
    rows = [
        [
            r"\x" + token_hash(person.token).hex(),
            str(person.user_id),
            person.role,
            str(person.organisation_id),
            str(uuid4()),
            *values(endpoint, person),
        ]
        for person in people
    ]
    names = [f"v{number}" for number in range(len(rows[0]))]
    learned = ", ".join(
        f"(array[{_quoted(column)}])[1 + :client_id] as {name}"
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    )
    asked = re.sub(r"\$(\d+)", lambda found: f":{names[4 + int(found[1])]}", statement(endpoint))
    script = folder / f"{endpoint.name}.sql"
    lines = [
        r"\if :learned = 0",
        rf"select {learned} \gset",
        r"\set learned 1",
        r"\endif",
        "begin;",
        f"select auth.enter({', '.join(f':{name}' for name in names[:5])});",
        f"{asked};",
        "commit;",
    ]
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return script


def _quoted(texts: Iterable[str]) -> str:
    return ", ".join(f"'{text}'" for text in texts)


def run(url: str, script: Path, *, connections: int, seconds: float) -> tuple[float, int]:
    """Run pgbench; returns transactions per second and their number."""
    target = conninfo_to_dict(url)
    command = [str(find_binaries().program("pgbench")), "--no-vacuum", "--protocol", "prepared", "-D", "learned=0"]
    command += ["-c", str(connections), "-T", str(max(1, round(seconds))), "-f", str(script)]
    command += ["-h", str(target["host"]), "-p", str(target["port"]), "-U", str(target["user"]), str(target["dbname"])]
    environment = {"PGPASSWORD": str(target["password"])}
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    rate, number = re.search(r"tps = ([\d.]+)", answer), re.search(r"actually processed: (\d+)", answer)
    if rate is None or number is None or "failed transactions: 0 " not in answer:
        raise RuntimeError(answer)
    return float(rate[1]), int(number[1])
