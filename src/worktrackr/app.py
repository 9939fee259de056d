"""The only place where the parts are joined."""

import asyncio
import re
import shutil
import signal
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import structlog
from litestar import Litestar, Router, get
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.openapi import OpenAPIConfig
from litestar.types import Receive, Scope, Send

from worktrackr import dashboard, meta, organisation_exports, search
from worktrackr.access import Permission, Request
from worktrackr.catalogue import customer_services, due_renewals, products, renewal_forecast, renewals
from worktrackr.crm import (
    calendar_feeds,
    calendar_import,
    contact_counts,
    contact_notes,
    contact_summary,
    contact_timeline,
    contacts,
    duplicates,
    event_series,
    events,
)
from worktrackr.demo import sample_data
from worktrackr.edge.bodies import Body
from worktrackr.edge.idempotency import once
from worktrackr.edge.web import Edge, Reply, problem_reply, public
from worktrackr.exporting import export_of
from worktrackr.files import Files
from worktrackr.helpdesk import (
    attachments,
    bookings,
    checklists,
    comments,
    holidays,
    saved_views,
    service_levels,
    ticket_counts,
    ticket_series,
    ticket_templates,
    tickets,
    working_hours,
)
from worktrackr.history.changes import history_of, undo_route, undoing
from worktrackr.identity import (
    accounts,
    api_keys,
    brand_hosts,
    branding,
    charges,
    invited_sign_ups,
    operated_organisations,
    organisations,
    plans,
    reseller_users,
    sessions,
    support_grants,
    support_sessions,
    users,
)
from worktrackr.identity.sessions import Sessions
from worktrackr.importing import import_files, imports
from worktrackr.importing.legacy import undoing as legacy_undoing
from worktrackr.jobs import job_app, open_jobs
from worktrackr.kit.crud import Resource
from worktrackr.live import streams
from worktrackr.live.hub import Hub
from worktrackr.metrics import metrics_of_this_process
from worktrackr.migrations import newest_revision
from worktrackr.openapi import Docs, document
from worktrackr.partners import (
    commission_rates,
    refunds,
    reseller_customers,
    reseller_dashboard,
    reseller_invitations,
    resellers,
    statements,
)
from worktrackr.postgres.database import Database
from worktrackr.postgres.pipeline import Statement
from worktrackr.problems import Problem, Unavailable
from worktrackr.settings import Settings, SettingsError
from worktrackr.static_files import StaticFiles

RESOURCES: list[Resource[Any]] = [
    contacts.resource, contact_notes.resource, events.resource, event_series.resource, products.resource, customer_services.resource,
    renewals.resource,
    tickets.resource, comments.resource, attachments.resource, checklists.resource, ticket_templates.resource,
    ticket_series.resource, holidays.resource, saved_views.resource, users.resource, operated_organisations.resource,
    resellers.resource,
]  # fmt: skip
# Whoever may read a table hears of its changes. Not of saved views, which may be somebody's own.
LIVE_TABLES = {
    **{resource.table.name: resource.read for resource in RESOURCES if resource is not saved_views.resource},
    "organisations": Permission.READ_ORGANISATION,
}
UPLOADS = re.compile(
    "|".join(found.UPLOADS.pattern for found in (attachments, calendar_import, import_files, branding))
)
ENTER = "select auth.enter($1, $2, $3, $4, $5)"
DISK_RESERVE = 64 << 20
_REVISION = Statement("select auth.schema_revision()", lambda row: row[0])


class Application:
    """The ASGI application: the API behind its edge, the browser app beside it."""

    def __init__(self, settings: Settings, *, jobs: bool = True) -> None:
        """`jobs` runs the job worker in this process."""
        if settings.database_url is None:
            message = "WORKTRACKR_DATABASE_URL is not set: `worktrackr serve` sets it for its own database."
            raise SettingsError(message)
        self.sessions = Sessions(settings)
        self.database = Database(
            settings.database_url,
            enter=ENTER,
            forget=self.sessions.forget,
            links=settings.database_links,
            write_links=settings.database_write_links,
            pool=settings.database_pool,
        )
        self.sessions.database = self.database
        self.hub = Hub(settings.database_url, self.database, LIVE_TABLES)
        self._settings, self._jobs = settings, jobs
        self.queue = job_app(settings.database_url)
        self.litestar = self._litestar()
        self._static = StaticFiles(Path(__file__).parent / "static")
        self.edge = Edge(
            self._route,
            self.database,
            identify=self.sessions.identify,
            client_of=self.sessions.client_of,
            origin=settings.public_url,
            idempotent=once,
            rate_limits=settings.rate_limits,
            uploads=UPLOADS,
        )
        self._document: bytes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan."""
        await self.edge(scope, receive, send)

    def end_streams(self) -> None:
        """End the answers that have no end of their own; called when this process is asked to stop."""
        self.hub.end_streams()

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP and not scope["path"].startswith(("/api", "/health")):
            await self._static(scope, receive, send)
        else:
            await self.litestar(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        return document(self.litestar, RESOURCES)

    def _litestar(self) -> Litestar:
        undoable = {resource.table.name: resource for resource in RESOURCES if resource.undoable}
        undo = undoing(undoable, [legacy_undoing.INVITATIONS], [legacy_undoing.forget_old_ids])

        @get("/openapi.json", guards=[public], include_in_schema=False)
        async def openapi() -> Reply[bytes]:
            """Answer the OpenAPI document."""
            if self._document is None:
                self._document = msgspec.json.encode(self.openapi())
            return Reply(self._document)

        api = Router(
            "/api",
            route_handlers=[
                *(resource.router for resource in RESOURCES),
                *(history_of(resource) for resource in [*undoable.values(), users.resource]),
                *(export_of(resource) for resource in undoable.values()),
                undo_route(undo), imports.import_routes(undo), dashboard.routes,
                accounts.routes, api_keys.routes, organisations.routes, charges.routes, plans.routes, sessions.routes,
                reseller_customers.routes, reseller_users.routes, statements.routes, commission_rates.routes, refunds.routes,
                reseller_dashboard.routes, reseller_invitations.routes,
                invited_sign_ups.routes, calendar_feeds.routes, calendar_import.import_events, duplicates.routes,
                renewals.routes, due_renewals.routes, renewal_forecast.routes, contact_counts.routes, contact_timeline.routes,
                contact_summary.routes,
                comments.routes, attachments.routes, checklists.routes, bookings.routes, ticket_counts.routes,
                working_hours.routes, service_levels.routes, meta.routes, search.routes, sample_data.routes,
                branding.routes, brand_hosts.routes, support_grants.routes, support_sessions.routes, streams.routes,
                organisation_exports.export_organisation, openapi,
            ],
            dto=Body,
            return_dto=None,
        )  # fmt: skip
        return Litestar(
            route_handlers=[api, Router("/health", route_handlers=[live, ready], include_in_schema=False)],
            request_class=Request,
            exception_handlers={Exception: problem_reply},
            openapi_config=OpenAPIConfig(
                title="WorkTrackr",
                version="1",
                openapi_router=Router("/api/docs", route_handlers=[], guards=[public], include_in_schema=False),
                render_plugins=[Docs(self.openapi)],
            ),
            lifespan=[self._lifespan],
            state=State(
                {"settings": self._settings, "sessions": self.sessions, "hub": self.hub, "files": Files(self._settings)}
            ),
            debug=False,
            pdb_on_exception=False,
            # Litestar would show what every library has to say; what is said here is decided where the process starts.
            logging_config=None,
        )

    @asynccontextmanager
    async def _lifespan(self, _app: Litestar) -> AsyncGenerator[None]:
        await self.database.open()
        self.hub.open()
        touching = asyncio.create_task(self.sessions.touch_for_ever())
        try:
            async with open_jobs(self.queue, self.database, self._settings, work=self._jobs):
                yield
        finally:
            await self.hub.close()
            touching.cancel()
            with suppress(asyncio.CancelledError):
                await touching
            with suppress(Problem):
                await self.sessions.touch()
            await self.database.close()


@get("/live", guards=[public])
async def live() -> Reply[None]:
    """Say that the process runs."""
    return Reply(None, status=204)


@get("/ready", guards=[public])
async def ready(request: Request) -> Reply[None]:
    """Say that requests can be answered: the database is there, its schema is ours, and the disk has room."""
    revision = (await request.work.rows(_REVISION))[0]
    folder = request.settings.data_dir
    if revision != newest_revision() or (
        folder is not None and folder.exists() and shutil.disk_usage(folder).free < DISK_RESERVE
    ):
        raise Unavailable
    return Reply(None, status=204)


def create_app(settings: Settings) -> Application:
    """Return the application for uvicorn."""
    configure_logs()
    return Application(settings)


def configure_logs() -> None:
    """One JSON line per event. Tracebacks come without local variables, which may hold secrets."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


async def work_until_stopped(settings: Settings) -> None:
    """Run background jobs until SIGTERM or SIGINT."""
    configure_logs()
    application = Application(settings)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    with metrics_of_this_process(settings.metrics_address):
        async with application.litestar.lifespan():
            await stopped.wait()
