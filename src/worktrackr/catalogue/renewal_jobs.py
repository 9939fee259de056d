"""The job of renewals: services renew by themselves on their day, and somebody is told before one does.

Both happen once, whatever is killed and however many work: renewing names the date that is meant, and a reminder is a row
whose key is the service, the date and the person. A day is one of the organisation's time zone.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
from procrastinate import Blueprint, JobContext

from worktrackr.catalogue.renewals import renew_each
from worktrackr.mailer import RETRY, mail_tools, sender_of
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.rounds import go_round

tasks = Blueprint()
BATCH = 500
"""Services that one transaction renews, or tells of."""
ROUNDS = 200
"""A service that was away for long catches up period by period; the next turn of the job takes the rest."""

DUE_ORGANISATIONS = Statement("select auth.organisations_with_due_renewals()", lambda row: row[0])
# What somebody has undone lies in the trash as a record of that day: it does not renew by itself again.
_AUTOMATIC = Statement(
    """
select s.id, s.renewal_date from customer_services s, organisations o
where o.id = $1 and s.organisation_id = $1 and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off' and s.auto_renew
  and s.renewal_date <= (now() at time zone o.timezone)::date
  and not exists (select from service_renewals r where r.organisation_id = $1 and r.service_id = s.id and r.renewal_date = s.renewal_date)
order by s.renewal_date, s.id limit $2"""
)
# Whoever looks after the customer is told; where nobody does, those who may renew.
_REMIND = Statement(
    """
with due as (
  select s.id, s.renewal_date, owner.id as owner_id from organisations o, customer_services s
  join contacts c on c.organisation_id = $1 and c.id = s.contact_id
  left join users owner on owner.organisation_id = $1 and owner.id = c.owner_user_id and owner.status = 'active'
  where o.id = $1 and s.organisation_id = $1 and s.deleted_at is null and s.status = 'Active' and s.billing_period <> 'one-off'
    and s.renewal_date <= (now() at time zone o.timezone)::date + o.renewal_reminder_days
    and not exists (select from renewal_reminders r where r.organisation_id = $1 and r.service_id = s.id and r.renewal_date = s.renewal_date)
  order by s.renewal_date, s.id limit $2),
reminded as (
  insert into renewal_reminders (organisation_id, service_id, renewal_date, user_id)
  select $1, d.id, d.renewal_date, u.id from due d
  join users u on u.organisation_id = $1 and u.status = 'active' and (u.id = d.owner_id or d.owner_id is null and u.role in ('manager', 'admin'))
  on conflict do nothing returning user_id)
select user_id, count(*) from reminded group by user_id""",
    writes=True,
)
# Taking a reminder marks it as sent, in the transaction that sends it: of two at once, one finds nothing left. What was
# renewed, paused or cancelled meanwhile is left out.
_TAKE = Statement(
    """
with taken as (
  update renewal_reminders set sent_at = now() where organisation_id = $1 and user_id = $2 and sent_at is null
  returning service_id, renewal_date)
select u.email, coalesce(u.name, u.email), s.id, p.name, c.name, s.renewal_date, s.renewal_date - (now() at time zone o.timezone)::date,
  s.auto_renew, s.quantity * coalesce(s.unit_price, p.client_price), o.currency
from taken join customer_services s on s.organisation_id = $1 and s.id = taken.service_id and s.renewal_date = taken.renewal_date
  and s.deleted_at is null and s.status = 'Active'
join products p on p.organisation_id = $1 and p.id = s.product_id join contacts c on c.organisation_id = $1 and c.id = s.contact_id
join users u on u.organisation_id = $1 and u.id = $2 and u.status = 'active' join organisations o on o.id = $1
order by s.renewal_date, c.name, p.name""",
    lambda row: Reminder(*row),
    writes=True,
)


class Reminder(msgspec.Struct, frozen=True):
    """One renewal that somebody is told of."""

    email: str
    name: str
    service_id: UUID
    product_name: str
    contact_name: str
    renewal_date: date
    days: int
    auto_renew: bool
    amount: Decimal
    currency: str

    @property
    def words(self) -> str:
        """What is said of it: when, what, for whom, how much, and whether somebody must act."""
        when = f"{self.renewal_date:%-d %B %Y}"
        late = f", {-self.days} days late" if self.days < -1 else ", one day late" if self.days == -1 else ""
        how = "renews by itself" if self.auto_renew else "waits for you to renew it"
        return f"{when}{late}: {self.product_name} for {self.contact_name}, {self.currency} {self.amount}, {how}"


async def renew_due(database: Database, organisation_id: UUID) -> int:
    """Renew what renews by itself and is due, each missed period with its own record; returns how many renewals that were."""
    renewed = 0
    for _ in range(ROUNDS):
        async with database.background(organisation_id, None, "job", uuid4()) as transaction:
            due = await transaction.rows(_AUTOMATIC, organisation_id, BATCH)
            done = await renew_each(transaction, organisation_id, [(row[0], row[1]) for row in due]) if due else []
        renewed += len(done)
        if not done:
            break
    return renewed


async def remind_due(database: Database, organisation_id: UUID) -> None:
    """Note who is to be told of what, and enqueue a mail for each person, in one transaction."""
    async with database.background(organisation_id, None, "job", uuid4()) as transaction:
        for user_id, _ in await transaction.rows(_REMIND, organisation_id, BATCH):
            await send_reminders.configure(connection=transaction.connection).defer_async(
                organisation_id=str(organisation_id), user_id=str(user_id)
            )


@tasks.periodic(cron="*/10 * * * *")
@tasks.task(name="keep", pass_context=True, lock="keep_renewals")
async def keep_renewals(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # procrastinate's own signature
    """Renew what is due in every organisation, and remind of what will be."""
    await go_round(context, DUE_ORGANISATIONS, _keep, "renewals_failed")


async def _keep(database: Database, organisation_id: UUID) -> None:
    await renew_due(database, organisation_id)
    await remind_due(database, organisation_id)


@tasks.task(name="send_reminders", pass_context=True, retry=RETRY)
async def send_reminders(context: JobContext, organisation_id: str, user_id: str) -> None:
    """Mail one person all renewals of which they are not told yet: one mail, however many there are."""
    database, mailer = mail_tools(context)
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        reminders = await transaction.rows(_TAKE, UUID(organisation_id), UUID(user_id))
        if not reminders:
            return
        first = reminders[0]
        subject = (
            f"{first.product_name} for {first.contact_name} renews on {first.renewal_date:%-d %B %Y}"
            if len(reminders) == 1
            else f"{len(reminders)} services renew soon"
        )
        listed = "\n\n".join(f"{one.words}\n{mailer.link(f'/services/{one.service_id}')}" for one in reminders)
        await mailer.send(
            first.email,
            subject,
            f"Hello {first.name},\n\nthese services renew soon:\n\n{listed}\n\nAll renewals: {mailer.link('/renewals')}\n",
            brand=await sender_of(transaction),
        )
