"""Migrations: from nothing, by eight at once, and again without harm."""

import subprocess
import sys

import psycopg

from worktrackr.embedded import Cluster
from worktrackr.migrations import newest_revision

MIGRATE = "import sys; from worktrackr.migrations import migrate; migrate(sys.argv[1])"


def test_eight_processes_build_an_empty_database_together(cluster: Cluster, worker_name: str) -> None:
    name = f"eight_{worker_name}"
    urls = cluster.create_database(name)
    try:
        running = [
            subprocess.Popen([sys.executable, "-c", MIGRATE, urls.owner], stderr=subprocess.PIPE, text=True)
            for _ in range(8)
        ]
        errors = [process.communicate(timeout=120)[1] for process in running]
        assert [process.returncode for process in running] == [0] * 8, errors
        with psycopg.connect(urls.owner) as owner:
            assert owner.execute("select version_num from alembic_version").fetchall() == [(newest_revision(),)]
            assert owner.execute("select count(*) from plans").fetchone() == (3,)
    finally:
        cluster.drop_database(name)


def test_protecting_a_table_again_changes_nothing_but_what_is_new(owner: psycopg.Connection) -> None:
    """`protect_tenant_table` is called again by every migration that adds a column."""
    logged = "select count(*) from pg_proc where proname = 'record_tickets' and prosrc like '%new_column%'"
    with owner.transaction(force_rollback=True):
        owner.execute("call protect_tenant_table('tickets')")
        assert owner.execute(logged).fetchone() == (0,)
        owner.execute("alter table tickets add column new_column text")
        owner.execute("call protect_tenant_table('tickets')")
        assert owner.execute(logged).fetchone() == (1,)
