"""The server and a slow reference agree on random templates and random answers."""

import os
import random

import pytest

from answer_reference import Case
from conftest import Client, Make

TEMPLATES = int(os.environ.get("WORKTRACKR_TEST_TEMPLATES", "100"))


@pytest.mark.parametrize("block", range(4))
async def test_random_answers_are_judged_as_by_hand(
    block: int, staff: Client, manager: Client, stranger: Client, make: Make
) -> None:
    for seed in range(1_000 + block, 1_000 + TEMPLATES, 4):
        case = Case(random.Random(seed), staff, manager, make)
        await case.begin(stranger)
        await case.run(10)
