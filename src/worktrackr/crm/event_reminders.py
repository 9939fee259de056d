"""Reminders of events: a mail to whom the event is assigned, once for each time that it is given."""

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from procrastinate import Blueprint, JobContext

from worktrackr.mailer import RETRY, mail_tools, sender_of
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.rounds import go_round

tasks = Blueprint()
BATCH = 500
_ORGANISATIONS = Statement("select auth.organisations_with_due_reminders()", lambda row: row[0])
# What began an hour ago is not worth a reminder any more, as after a long time without this job.
_NOTE = Statement(
    "insert into crm_event_reminders (organisation_id, event_id, user_id, start_at) "
    "select e.organisation_id, e.id, e.assigned_user_id, e.start_at from crm_events e "
    "where e.organisation_id = $1 and e.reminder_minutes is not null and e.deleted_at is null and e.status in ('Planned', 'In Progress') "
    "and e.assigned_user_id is not null and e.start_at between now() - interval '1 hour' and now() + interval '28 days' "
    "and e.start_at - e.reminder_minutes * interval '1 minute' <= now() "
    "and not exists (select from crm_event_reminders r where r.organisation_id = $1 and r.event_id = e.id "
    "and r.user_id = e.assigned_user_id and r.start_at = e.start_at) "
    "order by e.start_at limit $2 on conflict do nothing returning event_id, user_id, start_at",
    writes=True,
)
# Looked at again when the mail goes: what was moved, given to somebody else or cancelled since is left out.
_EVENT = Statement(
    "select u.email, u.name, e.title, e.all_day, e.start_date, e.start_at, e.location, c.name, coalesce(u.timezone, o.timezone) "
    "from crm_events e join users u on u.organisation_id = e.organisation_id and u.id = e.assigned_user_id and u.status = 'active' "
    "join organisations o on o.id = e.organisation_id "
    "left join contacts c on c.organisation_id = e.organisation_id and c.id = e.contact_id "
    "where e.organisation_id = $1 and e.id = $2 and e.assigned_user_id = $3 and e.start_at = $4 and e.deleted_at is null "
    "and e.status in ('Planned', 'In Progress')"
)


async def remind_due(database: Database, organisation_id: UUID) -> None:
    """Note the reminders that are due and enqueue their mails, in one transaction: both happen, or neither."""
    async with database.background(organisation_id, None, "job", uuid4()) as transaction:
        for event_id, user_id, start_at in await transaction.rows(_NOTE, organisation_id, BATCH):
            await send_reminder.configure(connection=transaction.connection).defer_async(
                organisation_id=str(organisation_id),
                event_id=str(event_id),
                user_id=str(user_id),
                start_at=start_at.isoformat(),
            )


@tasks.periodic(cron="* * * * *")
@tasks.task(name="remind", pass_context=True, lock="remind")
async def remind_everywhere(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  # procrastinate's own signature
    """Remind everybody of what is due."""
    await go_round(context, _ORGANISATIONS, remind_due, "reminders_failed")


@tasks.task(name="send_reminder", pass_context=True, retry=RETRY)
async def send_reminder(context: JobContext, organisation_id: str, event_id: str, user_id: str, start_at: str) -> None:
    """Mail one person what is about to begin."""
    database, mailer = mail_tools(context)
    values = (UUID(organisation_id), UUID(event_id), UUID(user_id), datetime.fromisoformat(start_at))
    async with database.background(UUID(organisation_id), None, "job", uuid4()) as transaction:
        found = await transaction.rows(_EVENT, *values)
        brand = await sender_of(transaction)
    for recipient, name, title, all_day, day, at, location, contact, timezone in found:
        when = (
            f"{day:%A %-d %B %Y}, all day"
            if all_day
            else f"{at.astimezone(ZoneInfo(timezone)):%A %-d %B %Y, %H:%M} ({timezone})"
        )
        facts = [when, *(part for part in (contact, location) if part)]
        await mailer.send(
            recipient,
            f"{title}: {when}",
            f"Hello {name or recipient},\n\na reminder of {title}:\n\n" + "\n".join(facts) + "\n\n"
            f"Open it here:\n\n{mailer.link(f'/calendar?event={event_id}')}\n",
            brand=brand,
        )
