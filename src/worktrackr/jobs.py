"""Runs jobs: procrastinate's worker, beside the requests or apart, and the rescue of jobs whose worker was killed."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import procrastinate
import structlog
from procrastinate import PsycopgConnector

from worktrackr.catalogue import renewal_jobs
from worktrackr.crm import event_reminders, series_events
from worktrackr.files import Files
from worktrackr.helpdesk import attachments, mentions, series_generation
from worktrackr.identity import mail, purging
from worktrackr.importing import running
from worktrackr.mailer import Mailer
from worktrackr.partners import commission_rates, invitation_mails
from worktrackr.postgres.database import Database
from worktrackr.settings import Settings

log = structlog.get_logger("worktrackr.jobs")
RESCUE_SECONDS = 10
STALLED_SECONDS = 30


def job_app(dsn: str) -> procrastinate.App:
    """Return procrastinate's application with all our tasks; not yet open."""
    return _tasks().with_connector(_connector(dsn))


@cache
def _tasks() -> procrastinate.App:
    """All our tasks. Once in a process, since procrastinate names them anew for each application that they are added to.

    They are only ever deferred through the connection of who defers them: this one needs no database.
    """
    app = procrastinate.App(connector=_connector(""))
    app.add_tasks_from(mail.tasks, namespace="mail")
    app.add_tasks_from(invitation_mails.tasks, namespace="invitations")
    app.add_tasks_from(mentions.tasks, namespace="mentions")
    app.add_tasks_from(attachments.tasks, namespace="attachments")
    app.add_tasks_from(running.tasks, namespace="imports")
    app.add_tasks_from(series_generation.tasks, namespace="series")
    app.add_tasks_from(series_events.tasks, namespace="event_series")
    app.add_tasks_from(event_reminders.tasks, namespace="event_reminders")
    app.add_tasks_from(purging.tasks, namespace="organisations")
    app.add_tasks_from(renewal_jobs.tasks, namespace="renewals")
    app.add_tasks_from(commission_rates.tasks, namespace="commission")
    return app


def _connector(dsn: str) -> PsycopgConnector:
    return PsycopgConnector(conninfo=dsn, min_size=0, max_size=3)


@asynccontextmanager
async def open_jobs(
    app: procrastinate.App, database: Database, settings: Settings, *, work: bool
) -> AsyncGenerator[None]:
    """Open the queue; with `work`, run its jobs too until the block ends."""
    try:
        await app.open_async()
    except Exception as error:  # noqa: BLE001  # the database may come later; requests must be answered all the same
        log.warning("queue_unavailable", error=str(error))
    tasks = [asyncio.create_task(run_jobs(app, database, settings))] if work else []
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await app.close_async()


async def run_jobs(app: procrastinate.App, database: Database, settings: Settings) -> None:
    """Work for ever: when the database goes away, wait and begin again."""
    context: dict[str, Any] = {
        "database": database,
        "mailer": Mailer(settings),
        "files": Files(settings),
        "settings": settings,
    }
    while True:
        rescue = asyncio.create_task(_rescue_for_ever(app))
        try:
            await app.run_worker_async(
                concurrency=4,
                install_signal_handlers=False,
                additional_context=context,
                delete_jobs="successful",
                shutdown_graceful_timeout=10,
            )
        except Exception as error:  # whatever it is, the queue must go on
            # A worker that fails while it is told to end says so instead of "cancelled".
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError from error
            log.warning("worker_restarts", error=str(error))
        finally:
            rescue.cancel()
        await asyncio.sleep(1)


async def _rescue_for_ever(app: procrastinate.App) -> None:
    """Give the jobs of workers that were killed to others."""
    while True:
        await asyncio.sleep(RESCUE_SECONDS)
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                await app.job_manager.retry_job(job)
        except Exception as error:  # noqa: BLE001  # tried again soon
            log.warning("rescue_failed", error=str(error))
