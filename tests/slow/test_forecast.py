"""The forecast against a walk through every day, over many portfolios. `WORKTRACKR_TEST_EXAMPLES=1000` for a release."""

import os
from random import Random

from conftest import Make
from test_renewals import forecast_equals_simulation

PORTFOLIOS = int(os.environ.get("WORKTRACKR_TEST_EXAMPLES", "20"))


async def test_the_forecast_equals_a_simulation_to_the_cent(make: Make) -> None:
    for seed in range(PORTFOLIOS):
        await forecast_equals_simulation(make.person(make.organisation(), "manager"), make, Random(10_000 + seed))
