"""Service levels agree with a slow reference over random histories: zones, days of 23 and 25 hours, changing settings."""

import os

import psycopg
import pytest

from service_reference import History

HISTORIES = int(os.environ.get("WORKTRACKR_TEST_HISTORIES", "40"))
EVENTS = 10


@pytest.mark.parametrize("block", range(4))
def test_due_times_agree_with_a_count_of_minutes(owner: psycopg.Connection, block: int) -> None:
    for seed in range(block, HISTORIES, 4):
        history = History(owner, seed)
        assert history.stored() == history.ticket.columns(), (seed, history.told)
        for number in range(EVENTS):
            history.happen()
            if number in (4, EVENTS - 1):
                assert history.stored() == history.ticket.columns(), (seed, history.told, history.calendar)
