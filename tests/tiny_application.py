"""The smallest application that `worktrackr serve` can serve, for its tests."""

import asyncio
import os

import psycopg
from litestar import Litestar, Response, get

from worktrackr.settings import Settings


def create_app(settings: Settings) -> Litestar:
    @get("/health/live", sync_to_thread=False)
    def live() -> str:
        return "alive"

    @get("/process", sync_to_thread=False)
    def process() -> int:
        return os.getpid()

    @get("/slow")
    async def slow(seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "finished"

    @get("/database", sync_to_thread=True)
    def database() -> Response[str]:
        try:
            with psycopg.connect(settings.database_url or "") as connection:
                row = connection.execute("select current_user").fetchone()
        except psycopg.OperationalError:
            return Response("the database cannot be reached", status_code=503)
        return Response(str(row[0] if row else None))

    @get("/secrets", sync_to_thread=False)
    def secrets() -> list[str]:
        return sorted(name for name in os.environ if name == "WORKTRACKR_OWNER_URL")

    return Litestar([live, process, slow, database, secrets], openapi_config=None)


def create_broken_app(settings: Settings) -> Litestar:
    message = f"broken on purpose at {settings.public_url}"
    raise RuntimeError(message)
