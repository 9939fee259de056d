"""Runs jobs: procrastinate's worker, beside the requests or apart, and the rescue of jobs whose worker was killed."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
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
from worktrackr.metrics import measure_job
from worktrackr.partners import commission_rates, invitation_mails
from worktrackr.postgres.database import Database
from worktrackr.settings import Settings

log = structlog.get_logger("worktrackr.jobs")
RESCUE_SECONDS = 10
STALLED_SECONDS = 30
_BLUEPRINTS = {
    "mail": mail.tasks,
    "invitations": invitation_mails.tasks,
    "mentions": mentions.tasks,
    "attachments": attachments.tasks,
    "imports": running.tasks,
    "series": series_generation.tasks,
    "event_series": series_events.tasks,
    "event_reminders": event_reminders.tasks,
    "organisations": purging.tasks,
    "renewals": renewal_jobs.tasks,
    "commission": commission_rates.tasks,
}


def job_app(dsn: str) -> procrastinate.App:
    """Return procrastinate's application with all our tasks; not yet open."""
    app = procrastinate.App(connector=PsycopgConnector(conninfo=dsn, min_size=0, max_size=3))
    for namespace, blueprint in _BLUEPRINTS.items():
        if all(name.startswith(f"{namespace}:") for name in _named(blueprint)):
            _take_over(app, blueprint)
        else:
            app.add_tasks_from(blueprint, namespace=namespace)
    return app


def _take_over(app: procrastinate.App, blueprint: procrastinate.Blueprint) -> None:
    """Give an application the tasks of an earlier one of this process: procrastinate would name them once more."""
    for task in _named(blueprint).values():
        task.blueprint = app
    _named(app).update(_named(blueprint))
    registry: Any = blueprint.periodic_registry
    for each in registry.periodic_tasks.values():
        app.periodic_registry.register_task(
            task=each.task, cron=each.cron, periodic_id=each.periodic_id, configure_kwargs=each.configure_kwargs
        )


def _named(blueprint: Any) -> dict[str, Any]:  # noqa: ANN401  # a blueprint, whose tasks are half typed
    """Return the tasks of a blueprint by name."""
    return blueprint.tasks


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
                worker_middleware=[measure_job],
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
