"""The queue's worker ends when it is told to, whatever happens to it while it ends."""

import asyncio
from typing import cast

import pytest
from procrastinate import exceptions

from worktrackr.app import Application
from worktrackr.jobs import job_app, open_jobs
from worktrackr.settings import Settings


@pytest.mark.parametrize("fails", [False, True], ids=["orderly", "failing"])
async def test_a_worker_ends_although_it_fails_while_it_is_told_to(
    application: Application, settings: Settings, monkeypatch: pytest.MonkeyPatch, *, fails: bool
) -> None:
    app = job_app(settings.database_url or "")
    at_work, ended = asyncio.Event(), asyncio.Event()
    register, unregister = app.job_manager.register_worker, app.job_manager.unregister_worker

    async def registered() -> int:
        at_work.set()
        return await register()

    async def unregistered(worker_id: int) -> None:
        await unregister(worker_id)
        ended.set()
        if fails:
            raise exceptions.ConnectorException

    monkeypatch.setattr(app.job_manager, "register_worker", registered)
    monkeypatch.setattr(app.job_manager, "unregister_worker", unregistered)
    async with asyncio.timeout(15):
        async with open_jobs(app, application.database, settings, work=True):
            await at_work.wait()
            await asyncio.sleep(0.2)
    assert ended.is_set()


async def test_a_second_application_of_one_process_knows_the_jobs_by_the_same_names(application: Application) -> None:
    first, second = (
        cast("dict[str, object]", app.tasks) for app in (application.queue, job_app("postgresql://nowhere"))
    )
    assert list(first) == list(second)
    assert {"mail:send_invitation", "imports:work_on_import"} <= set(first)
