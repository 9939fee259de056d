"""Measure WorkTrackr against its peers and write `bench/RESULTS.md`. `make bench ARGS=--quick` takes a minute."""

import argparse
import contextlib
import multiprocessing
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg

from bench import agreement, dataset, endpoints, limit, load, report, servers, single
from bench.dataset import Person
from bench.endpoints import ENDPOINTS, Endpoint
from bench.report import Findings, Sample
from worktrackr.embedded import Cluster
from worktrackr.migrations import migrate

RESULTS = Path(__file__).with_name("RESULTS.md")
_WARM_UP_SECONDS = 0.5
_HOW = """
One worker process each, over loopback TCP, all up at the same time, idle while another is measured; the database by its Unix socket.
Each connection sends its next request when it has its answer. Every answer is checked; before the race, all contenders' answers are compared.
WorkTrackr is `worktrackr serve --workers 1` with its defaults: rate limits, session check, policies, change log.
The peers use the same database, role, policies, session check and change log, and a pool of 10: BEGIN, `auth.enter`, the query, COMMIT. They remember who a token belongs to for 60 s, as WorkTrackr does.
“Prepared statements” is the same Express application with named statements, which few write.
pgbench runs the product's SQL as prepared statements in the same four steps, as fast as C can.
""".strip().splitlines()
_DURABILITY = ("fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


class Contender(NamedTuple):
    """Somebody in the race, and how one measurement of them is made."""

    name: str
    measure: Callable[[Endpoint, int], Sample]


def main() -> None:
    """Run what the options ask for."""
    options = _options()
    if options.quick:
        options.rounds, options.seconds, options.organisations = 2, 1.5, 20
    servers.install_express()
    with _data_dir(options.data_dir) as data_dir, Cluster(data_dir) as cluster:
        _say(f"Filling {options.organisations} organisations × {options.tickets} tickets …")
        migrate(cluster.urls.owner)
        dataset.fill(cluster.urls, options.organisations, options.tickets)
        setting = _setting(options, cluster)
        findings = _race(options, cluster, data_dir)
    page = report.page(findings, command=shlex.join(["python", "-m", "bench", *sys.argv[1:]]), setting=setting)
    _say(f"\n{page}")
    if not options.no_write:
        RESULTS.write_text(page, encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default: 5)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement (default: 4)")
    parser.add_argument("--connections", type=int, default=32, help="at once (default: 32)")
    parser.add_argument("--organisations", type=int, default=100, help="(default: 100)")
    parser.add_argument("--tickets", type=int, default=2_000, help="of each organisation (default: 2000)")
    parser.add_argument(
        "--only", action="append", help="a contender or an endpoint, such as express or list; repeatable"
    )
    parser.add_argument("--quick", action="store_true", help="few, short rounds on little data, to try things out")
    parser.add_argument(
        "--data-dir", type=Path, help="keep the filled database here, and use it again (default: removed)"
    )
    parser.add_argument("--no-write", action="store_true", help="print the report, but leave bench/RESULTS.md alone")
    return parser.parse_args()


def _race(options: argparse.Namespace, cluster: Cluster, data_dir: Path) -> Findings:
    findings = Findings()
    people = dataset.people(cluster.urls)
    with contextlib.ExitStack() as stack:
        # One process for all load, so that it is the same for everybody and shares no interpreter with us.
        generator = stack.enter_context(ProcessPoolExecutor(1, multiprocessing.get_context("spawn")))
        product = stack.enter_context(servers.product(data_dir))
        peers = [
            stack.enter_context(servers.express(cluster.urls)),
            stack.enter_context(servers.express(cluster.urls, prepared=True)),
            stack.enter_context(servers.orm(cluster.urls)),
        ]
        database = _Database(cluster)
        agreement.check([product, *peers], people[0])
        contenders = [_http(server, generator, database, people, options) for server in (product, *peers)]
        contenders.append(_pgbench(cluster, database, people, options, stack))
        chosen, asked = _chosen(options.only, contenders)
        for turn in range(options.rounds):
            for endpoint in asked:
                # Whoever comes first finds other caches than who comes last.
                for contender in _rotated(chosen, turn):
                    sample = contender.measure(endpoint, turn)
                    findings.add(contender.name, endpoint.name, sample)
                    costs = f"{sample.server_us or 0:>7,.0f} + {sample.database_us:,.0f} µs"
                    _say(
                        f"round {turn + 1}  {endpoint.name:<7}{contender.name:<30}{sample.per_second:>8,.0f} /s{costs}"
                    )
        findings.memory_mb = {server.name: server.memory_mb() for server in (product, *peers)}
        large, small = dataset.people(cluster.urls, "Large"), dataset.people(cluster.urls, "Small")
        times = 100 if options.quick else 500
        findings.large_small_ms = single.large_and_small(product.port, large, small, times)
        findings.filters_ms = single.filters_large_and_small(product.port, large, small, times // 5)
        names = dataset.names(cluster.urls, large[0], times)
        findings.searches_ms = single.searches(product.port, large, names, times / 20)
        findings.policies_ms = single.policies_on_and_off(cluster.urls, people[0], times)
    return findings


def _chosen(only: Sequence[str] | None, contenders: list[Contender]) -> tuple[list[Contender], list[Endpoint]]:
    """Return what `--only` leaves. The product always takes part: everybody is compared with it."""

    def matches(name: str) -> bool:
        return any(word.casefold() in name.casefold() for word in only or ())

    found = [contender for contender in contenders if matches(contender.name)]
    asked = [endpoint for endpoint in ENDPOINTS if matches(endpoint.name)]
    if found and contenders[0] not in found:
        found.insert(0, contenders[0])
    return found or contenders, asked or list(ENDPOINTS)


def _rotated(contenders: list[Contender], turn: int) -> list[Contender]:
    start = turn % len(contenders)
    return contenders[start:] + contenders[:start]


class _Database:
    """The processor time of PostgreSQL, of all its processes."""

    def __init__(self, cluster: Cluster) -> None:
        self._postmaster = psutil.Process(cluster.postmaster_pid)

    def cpu_seconds(self) -> float:
        ended = self._postmaster.cpu_times()
        total = ended.children_user + ended.children_system
        for process in (self._postmaster, *self._postmaster.children()):
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
        return total


def _http(
    server: servers.Server,
    generator: ProcessPoolExecutor,
    database: _Database,
    people: list[Person],
    options: argparse.Namespace,
) -> Contender:
    def measure(endpoint: Endpoint, turn: int) -> Sample:
        requests, markers = endpoints.requests(endpoint, people, turn)
        job = load.Job(
            port=server.port,
            requests=requests,
            markers=markers,
            repeated=endpoint.repeated,
            connections=options.connections,
            warm_up=_WARM_UP_SECONDS,
            seconds=options.seconds,
        )
        server_before, database_before = server.cpu_seconds(), database.cpu_seconds()
        result = generator.submit(load.run, job).result()
        return Sample(
            per_second=result.per_second,
            server_us=(server.cpu_seconds() - server_before) / result.total * 1e6,
            database_us=(database.cpu_seconds() - database_before) / result.total * 1e6,
            p50_ms=result.p50_ms,
            p99_ms=result.p99_ms,
            generator_us=result.generator_us,
        )

    return Contender(server.name, measure)


def _pgbench(
    cluster: Cluster,
    database: _Database,
    people: list[Person],
    options: argparse.Namespace,
    stack: contextlib.ExitStack,
) -> Contender:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

    def measure(endpoint: Endpoint, _turn: int) -> Sample:
        script = limit.write_script(folder, endpoint, people[: options.connections])
        before = database.cpu_seconds()
        rate, number = limit.run(
            cluster.urls.application, script, connections=options.connections, seconds=options.seconds
        )
        return Sample(rate, None, (database.cpu_seconds() - before) / number * 1e6, None, None, None)

    return Contender(limit.NAME, measure)


def _setting(options: argparse.Namespace, cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.urls.superuser_url or "") as connection:
        shown = connection.execute(
            "select 'PostgreSQL ' || current_setting('server_version') || ' with ' || string_agg(name || ' = ' || current_setting(name), ', ') "
            "from pg_settings where name = any(%s)",
            [list(_DURABILITY)],
        ).fetchone()
        counted = connection.execute(
            "select (select count(*) from organisations), (select count(*) from tickets), (select count(*) from sessions)"
        ).fetchone()
    assert shown
    assert counted
    return [
        *_HOW,
        f"{counted[0]} organisations, {counted[1]:,} tickets, {counted[2]:,} sessions when it began; {dataset.USERS} people of each of {options.organisations} organisations ask in turn.",
        f"{options.connections} connections; {options.rounds} rounds of {options.seconds:g} s for each endpoint of each contender, after {_WARM_UP_SECONDS:g} s that do not count.",
        _busy(os.getloadavg()[0]),
        f"{shown[0]}.",
    ]


def _busy(load_average: float) -> str:
    text = f"Load average of the machine when it began: {load_average:.1f}."
    if load_average > (os.cpu_count() or 1):
        text += (
            " **It was busy with other things: believe the processor times rather than the rates, and run it again.**"
        )
    return text


@contextlib.contextmanager
def _data_dir(kept: Path | None) -> Generator[Path]:
    if kept is not None:
        yield kept
        return
    folder = Path(tempfile.gettempdir()) / f"worktrackr-bench-{os.getpid()}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    main()
