"""The demo's operator, and Pennine IT Partners of Ilkley: a reseller with a year and more of history, settled month by month.

Only time makes a history, and this one is written at once: hence with the owner's rights. Whoever operates an installation sees
all of its organisations, so an operator whose password stands in the documentation is made where there is nothing but the demo.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from worktrackr.partners.commission import Ledger
from worktrackr.partners.reseller_dashboard import last_months
from worktrackr.partners.statement_pdf import statement_pdf
from worktrackr.partners.statements import Books, statement_csv

RESELLER = "Pennine IT Partners"
CARLA = ("Carla Whitby", "carla.whitby@pennineit.example")
OPERATOR = ("Olive Grant", "olive.grant@worktrackr.example")
LINKED_DAYS = 620
"""So long ago the reseller brought its first customer."""
SETTLED_MONTHS = 11
_RATES = ((LINKED_DAYS, Decimal("0.20")), (200, Decimal("0.25")))
_PEOPLE = (
    "Amir Shah",
    "Beth Lowe",
    "Craig Ibbotson",
    "Dina Petrova",
    "Ewan Rigg",
    "Farah Aziz",
    "Gwen Sykes",
    "Hugh Barrow",
)


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as it came about; times are days ago."""

    name: str
    domain: str
    linked: int
    plans: Mapping[int, str]
    seats: Mapping[int, int]
    suspended: int | None = None
    left: int | None = None


STORIES = (
    Story(
        name="Brightside Facilities", domain="brightside.example", linked=520,
        plans={520: "pro", 230: "enterprise"}, seats={520: 5, 400: 9, 230: 24, 60: 31},
    ),
    Story(
        name="Calder Maintenance", domain="caldermaintenance.example", linked=330,
        plans={330: "starter", 150: "pro"}, seats={330: 1, 240: 2, 150: 5, 80: 7},
    ),
    Story(name="Aire Plumbing & Heat", domain="aireplumbing.example", linked=270, plans={270: "starter"}, seats={270: 1}),
    Story(name="Otley Lift Services", domain="otleylifts.example", linked=450, plans={450: "pro"}, seats={450: 4}, left=75),
    Story(
        name="Wharfe Security", domain="wharfesecurity.example", linked=110,
        plans={110: "starter"}, seats={110: 1, 70: 3}, suspended=9,
    ),
    Story(name="Ilkley Networks", domain="ilkleynetworks.example", linked=4, plans={4: "pro"}, seats={4: 2}),
)  # fmt: skip
"""What becomes of whom: one grew twice, one grew once, one stays small, one left, one does not pay, one tries it out."""


def load_partners(owner_url: str, organisation: str, password_hash: str) -> dict[str, str]:
    """Make the operator and the reseller, unless this installation is somebody's; returns name → hash of who can sign in.

    `organisation` is the demo's, which becomes a customer of the reseller too.
    """
    with psycopg.connect(owner_url) as connection:
        # Of two starts at once, one loads and the other finds it loaded.
        connection.execute("select pg_advisory_xact_lock(hashtextextended('demo partners', 0))")
        if _is_empty(connection):
            _load(connection, organisation, password_hash, datetime.now(UTC))
        found = connection.execute(
            "select email, password_hash from users where email = any(%s) and organisation_id is null",
            [[CARLA[1], OPERATOR[1]]],
        ).fetchall()
    return dict(found)


def _is_empty(connection: psycopg.Connection) -> bool:
    (counted,) = _one(
        connection,
        "select (select count(*) from organisations) - 1 + (select count(*) from resellers) "
        "+ (select count(*) from users where organisation_id is null)",
    )
    return counted == 0


def _load(connection: psycopg.Connection, organisation: str, password_hash: str, now: datetime) -> None:
    run = connection.execute
    operator = _person(connection, OPERATOR, "operator", password_hash, None)
    (reseller,) = _one(
        connection,
        "insert into resellers (name, commission_rate, contact_email, created_at) values (%s, %s, %s, %s) returning id",
        RESELLER, _RATES[-1][1], CARLA[1], _ago(now, LINKED_DAYS),
    )  # fmt: skip
    _person(connection, CARLA, "reseller", password_hash, reseller)
    run("delete from commission_rates where reseller_id = %s", [reseller])
    for days, rate in _RATES:
        run(
            "insert into commission_rates (reseller_id, rate, from_at) values (%s, %s, %s)",
            [reseller, rate, _ago(now, days)],
        )
    (own,) = _one(connection, "select id from organisations where name = %s", organisation)
    _write(connection, own, reseller, Story(name=organisation, domain="", linked=600, plans={600: "starter", 420: "pro"}, seats={600: 1, 480: 3, 420: 5}), now)  # fmt: skip
    for story in STORIES:
        (made,) = _one(
            connection, "insert into organisations (name, plan) values (%s, %s) returning id",
            story.name, [*story.plans.values()][-1],
        )  # fmt: skip
        _write(connection, made, reseller, story, now)
    run(
        "insert into reseller_invitations (reseller_id, email, organisation_name, created_at, expires_at) values "
        "(%s, 'office@skiptonsheetmetal.example', 'Skipton Sheet Metal', %s, %s), (%s, 'hello@addinghamprint.example', null, %s, %s)",
        [reseller, _ago(now, 2), _ago(now, -12), reseller, _ago(now, 30), _ago(now, 16)],
    )
    _settle(connection, reseller, operator, now)


def _write(connection: psycopg.Connection, organisation: UUID, reseller: UUID, story: Story, now: datetime) -> None:
    """Give an organisation its past, in place of the moment at which it was written."""
    run, began = connection.execute, _ago(now, story.linked)
    suspended = _ago(now, story.suspended) if story.suspended is not None else None
    run(
        "update organisations set created_at = %s, trial_ends_at = %s, suspended_at = %s where id = %s",
        [began, began + timedelta(days=14), suspended, organisation],
    )
    if story.domain:
        used = [*story.seats.values()][-1]
        run(
            "insert into users (organisation_id, email, password_hash, name, role) "
            "select %s, 'person' || n || '@' || %s, '!', (%s::text[])[1 + (n - 1) %% %s], case n when 1 then 'admin' else 'staff' end "
            "from generate_series(1, %s) n",
            [organisation, story.domain, list(_PEOPLE), len(_PEOPLE), used],
        )
    run("delete from organisation_plans where organisation_id = %s", [organisation])
    run("delete from organisation_status where organisation_id = %s", [organisation])
    run("delete from seat_counts where organisation_id = %s", [organisation])
    for days, plan in story.plans.items():
        run(
            "insert into organisation_plans (organisation_id, plan, monthly_price, included_seats, extra_seat_price, from_at) "
            "select %s, code, monthly_price, included_seats, extra_seat_price, %s from plans where code = %s",
            [organisation, _ago(now, days), plan],
        )
    for days, seats in story.seats.items():
        run(
            "insert into seat_counts (organisation_id, seats, from_at) values (%s, %s, %s)",
            [organisation, seats, _ago(now, days)],
        )
    for at, status in ((began, "trial"), (suspended, "suspended")):
        if at is not None:
            run(
                "insert into organisation_status (organisation_id, status, from_at) values (%s, %s, %s)",
                [organisation, status, at],
            )
    if story.left is None:
        run(
            "insert into reseller_customers (reseller_id, organisation_id, created_at) values (%s, %s, %s)",
            [reseller, organisation, began],
        )
        run("delete from reseller_links where organisation_id = %s", [organisation])
    for at, partner in ((began, reseller), (_ago(now, story.left) if story.left is not None else None, None)):
        if at is not None:
            run(
                "insert into reseller_links (organisation_id, reseller_id, from_at) values (%s, %s, %s)",
                [organisation, partner, at],
            )


def _settle(connection: psycopg.Connection, reseller: UUID, operator: UUID, now: datetime) -> None:
    """Settle what an operator would have settled by now: every month but the last, on the third of the next."""
    # As the function's owner: only the application may call it, and it answers nobody but operators and the reseller.
    connection.execute("set local role worktrackr_definer")
    connection.execute("select set_config('app.role', 'operator', true)")
    (ledger,) = _one(connection, "select auth.commission_ledger(%s)", reseller)
    books = Books(reseller, RESELLER, [], msgspec.json.decode(ledger, type=Ledger))
    connection.execute("set local role none")
    connection.execute("select set_config('app.role', '', true)")
    months = last_months(now.date(), SETTLED_MONTHS + 2)
    for number, (month, following) in enumerate(pairwise(months[:-1]), 1):
        made = books.months([month])[0]
        made.status, made.number, made.settled_at = "settled", number, _third(following)
        said = {"lines": made.lines, "adjustments": made.adjustments, "reseller_name": made.reseller_name}
        connection.execute(
            "insert into commission_statements (reseller_id, month, number, document, total, pdf, csv, settled_by, settled_at) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                reseller,
                month,
                number,
                msgspec.json.encode(said).decode(),
                made.total,
                statement_pdf(made),
                statement_csv(made),
                operator,
                made.settled_at,
            ],
        )
        books.settled.append(made)


def _person(
    connection: psycopg.Connection, who: tuple[str, str], role: str, password_hash: str, reseller: UUID | None
) -> UUID:
    (made,) = _one(
        connection,
        "insert into users (reseller_id, email, password_hash, name, role) values (%s, %s, %s, %s, %s) returning id",
        reseller, who[1], password_hash, who[0], role,
    )  # fmt: skip
    return made


def _one(connection: psycopg.Connection, sql: str, *values: object) -> tuple[Any, ...]:
    row = connection.execute(sql.encode(), values).fetchone()
    if row is None:
        message = "the demo's own statements answer one row each"
        raise RuntimeError(message)
    return row


def _ago(now: datetime, days: int) -> datetime:
    return now.replace(hour=9, minute=30, second=0, microsecond=0) - timedelta(days=days)


def _third(month: date) -> datetime:
    return datetime(month.year, month.month, 3, 9, tzinfo=UTC)
