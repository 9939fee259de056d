"""The queue's worker ends when it is told to, whatever happens to it while it ends."""

import asyncio
from typing import Any, cast

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


async def test_a_second_application_of_one_process_has_the_tasks_by_the_same_names(application: Application) -> None:
    second = job_app("postgresql://nowhere")
    first_tasks, second_tasks = (cast("dict[str, Any]", app.tasks) for app in (application.queue, second))
    ours = {name: task for name, task in second_tasks.items() if "procrastinate" not in name}
    assert set(ours) == {name for name in first_tasks if "procrastinate" not in name}
    assert {"mail:send_invitation", "imports:work_on_import"} <= set(ours)
    # Or what comes by the clock would be deferred through a database that nobody has opened.
    assert all(task.blueprint is second for task in ours.values())
    registry: Any = second.periodic_registry
    assert {"event_reminders", "organisations"} <= {name.split(":")[0] for name, _ in registry.periodic_tasks}
