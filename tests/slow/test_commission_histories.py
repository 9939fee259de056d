"""Commission over many random histories. `WORKTRACKR_TEST_EXAMPLES=10000` for a release."""

import os
from random import Random

from test_commission import check_history

HISTORIES = int(os.environ.get("WORKTRACKR_TEST_EXAMPLES", "200"))


def test_no_day_is_paid_twice_or_missed_and_statements_sum_to_the_ledger() -> None:
    for seed in range(HISTORIES):
        check_history(Random(100_000 + seed))
