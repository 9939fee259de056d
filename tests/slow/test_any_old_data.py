"""Old data with any values replaced by any JSON, and cut off anywhere: told of or written, never half, never an error.

WORKTRACKR_TEST_EXAMPLES says how many; a tenth of them is written to the database too, which then says the same again.
"""

import asyncio
import os
from uuid import UUID, uuid4

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legacy_data import DUMP, PLACES, VALUES, planned, spoilt
from worktrackr.embedded import DatabaseUrls
from worktrackr.importing.legacy.bringing import plan_old
from worktrackr.importing.legacy.files import OldFile
from worktrackr.importing.legacy.sources import read_old_data
from worktrackr.importing.legacy.writing import apply_old
from worktrackr.importing.previews import Outcome
from worktrackr.postgres.database import Database, Transaction
from worktrackr.settings import Settings

EXAMPLES = int(os.environ.get("WORKTRACKR_TEST_EXAMPLES", "200"))
CHANGES = st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=4)
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=QUIET, database=None)
@given(CHANGES)
def test_any_values_are_planned(changes: list[tuple[tuple[object, ...], object]]) -> None:
    planned(spoilt(changes))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=QUIET, database=None)
@given(st.integers(0, DUMP.stat().st_size - 1))
def test_a_file_that_is_cut_off_is_told_of_as_a_whole(length: int) -> None:
    plan = planned(DUMP.read_bytes()[:length])
    assert [line.outcome for line in plan.lines] == [Outcome.SKIPPED]


async def nobody(_transaction: Transaction, _organisation_id: UUID, _user_id: UUID) -> None:
    """Invite without a mail."""


def test_any_values_are_written_and_the_second_time_change_nothing(
    urls: DatabaseUrls, owner: psycopg.Connection
) -> None:
    async def bring(organisation_id: UUID, content: bytes) -> tuple[int, int]:
        database = Database(urls.application, enter="", forget=lambda _: None, links=0, pool=1)
        await database.open()
        try:
            async with database.background(organisation_id, None, "import", uuid4()) as transaction:
                data = read_old_data([OldFile("old.json", content)])
                plan = await plan_old(transaction, organisation_id, data, Settings())
                await apply_old(transaction, organisation_id, plan, mail=nobody)
        finally:
            await database.close()
        return plan.counts[Outcome.CREATED], plan.counts[Outcome.UPDATED]

    @settings(max_examples=max(20, EXAMPLES // 10), deadline=None, suppress_health_check=QUIET, database=None)
    @given(CHANGES)
    def written(changes: list[tuple[tuple[object, ...], object]]) -> None:
        row = owner.execute(
            "insert into organisations (name, plan) values ('Old', 'enterprise') returning id"
        ).fetchone()
        assert row
        organisation_id, content = row[0], spoilt(changes)
        asyncio.run(bring(organisation_id, content))
        assert asyncio.run(bring(organisation_id, content)) == (0, 0)

    written()
