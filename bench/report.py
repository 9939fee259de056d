"""Medians, ratios, and the page that says them."""

import json
import os
import platform
import statistics
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from bench.servers import HERE, node

TARGETS = {
    "Express": {"GET": 3.0, "LIST": 3.0, "CREATE": 2.0},
    "FastAPI + ORM": {"GET": 9.0, "LIST": 6.0, "CREATE": 4.0},
}
MEMORY_MB, LARGE_TO_SMALL, POLICIES, SEARCH_MS = 150, 1.5, 1.3, 100
PRODUCT = "WorkTrackr"


@dataclass(frozen=True)
class Sample:
    """One contender, one endpoint, one round."""

    per_second: float
    server_us: float | None
    database_us: float
    p50_ms: float | None
    p99_ms: float | None
    generator_us: float | None


@dataclass
class Findings:
    """Everything that one run measured."""

    samples: dict[tuple[str, str], list[Sample]] = field(default_factory=dict[tuple[str, str], list[Sample]])
    memory_mb: dict[str, float] = field(default_factory=dict[str, float])
    large_small_ms: tuple[float, float] | None = None
    filters_ms: list[tuple[str, tuple[float, float]]] = field(default_factory=list[tuple[str, tuple[float, float]]])
    """Each filter of the list in the large and in the small organisation, the worst ratio first."""
    policies_ms: tuple[float, float] | None = None
    searches_ms: dict[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    """Of a search over 200 000 contacts and tickets: p50 and p95, by what is typed."""

    def add(self, contender: str, endpoint: str, sample: Sample) -> None:
        """Keep a sample."""
        self.samples.setdefault((contender, endpoint), []).append(sample)

    def rate(self, contender: str, endpoint: str) -> float:
        """Return the median of requests per second."""
        return statistics.median(sample.per_second for sample in self.samples[contender, endpoint])

    def ratios(self, contender: str, endpoint: str) -> tuple[float, float, float]:
        """Return how many times as many requests the product answers: median, least and most of the rounds."""
        pairs = zip(self.samples[PRODUCT, endpoint], self.samples[contender, endpoint], strict=True)
        each = [ours.per_second / theirs.per_second for ours, theirs in pairs]
        return statistics.median(each), min(each), max(each)

    def cost_ratio(self, contender: str, endpoint: str) -> float:
        """Return how many times the product's processor time a contender takes, PostgreSQL's included."""

        def cost(name: str) -> float:
            return statistics.median((s.server_us or 0) + s.database_us for s in self.samples[name, endpoint])

        return cost(contender) / cost(PRODUCT)


def page(findings: Findings, *, command: str, setting: list[str]) -> str:
    """Return the report as Markdown."""
    contenders = list(dict.fromkeys(contender for contender, _ in findings.samples))
    endpoints = list(dict.fromkeys(endpoint for _, endpoint in findings.samples))
    return "\n".join([
        "# Benchmark", "",
        f"Written by `{command}` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC. Do not edit: run it again.", "",
        *_throughput(findings, contenders, endpoints),
        *_ratios(findings, contenders, endpoints),
        *_costs(findings, contenders, endpoints),
        *_alone(findings),
        "## How it was measured", "", *(f"- {line}" for line in [*setting, *machine()]), "",
    ])  # fmt: skip


def _throughput(findings: Findings, contenders: list[str], endpoints: list[str]) -> list[str]:
    def cell(contender: str, endpoint: str) -> str:
        samples = findings.samples[contender, endpoint]
        rates = [sample.per_second for sample in samples]
        return f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"

    rows = [[name, *(cell(name, endpoint) for endpoint in endpoints)] for name in contenders]
    return [
        "## Requests per second",
        "",
        "Median of the rounds (least to most).",
        "",
        *_table(["", *endpoints], rows),
        "",
    ]


def _ratios(findings: Findings, contenders: list[str], endpoints: list[str]) -> list[str]:
    def cell(contender: str, endpoint: str) -> str:
        middle, least, most = findings.ratios(contender, endpoint)
        target = TARGETS.get(contender, {}).get(endpoint)
        verdict = "" if target is None else f", target {target:g}: {'met' if middle >= target else '**not met**'}"
        return f"{middle:.2f} ({least:.2f} to {most:.2f}){verdict}"

    rows = [[name, *(cell(name, endpoint) for endpoint in endpoints)] for name in contenders if name != PRODUCT]
    head = [f"{PRODUCT} against", *endpoints]
    return ["## Ratios", "", "Each round's own ratio: median (least to most).", "", *_table(head, rows), ""]


def _costs(findings: Findings, contenders: list[str], endpoints: list[str]) -> list[str]:
    def middle(values: list[float | None]) -> str:
        known = [value for value in values if value is not None]
        return f"{statistics.median(known):,.0f}" if known else "–"

    def cell(contender: str, endpoint: str) -> str:
        samples = findings.samples[contender, endpoint]
        times = f"{middle([s.server_us for s in samples])} + {middle([s.database_us for s in samples])}"
        return times if contender == PRODUCT else f"{times} = {findings.cost_ratio(contender, endpoint):.1f}×"

    def latency(contender: str, endpoint: str) -> str:
        samples = findings.samples[contender, endpoint]
        known = [(s.p50_ms, s.p99_ms) for s in samples if s.p50_ms is not None and s.p99_ms is not None]
        return (
            f"{statistics.median(p for p, _ in known):.1f} / {statistics.median(p for _, p in known):.1f}"
            if known
            else "–"
        )

    rows = [[name, *(cell(name, endpoint) for endpoint in endpoints)] for name in contenders]
    times = [[name, *(latency(name, endpoint) for endpoint in endpoints)] for name in contenders]
    generator = [s.generator_us for samples in findings.samples.values() for s in samples]
    return [
        "## Processor time per request", "", "Microseconds of the server's worker + of PostgreSQL, and how many times WorkTrackr's that is. Other work on the machine moves these less than the rates.", "", *_table(["", *endpoints], rows), "",
        f"The load generator took {middle(generator)} µs per request of the same processors.", "",
        "## Milliseconds until the answer", "", "p50 / p99.", "", *_table(["", *endpoints], times), "",
    ]  # fmt: skip


def _alone(findings: Findings) -> list[str]:
    rows: list[list[str]] = []
    for name, memory in findings.memory_mb.items():
        mark = _mark(memory, MEMORY_MB, " MB") if name == PRODUCT else ["", ""]
        rows.append([f"Memory of the worker after the load: {name}", f"{memory:.0f} MB", *mark])
    # A search costs what it finds: it is shown, but is no filter.
    filters = [found for found in findings.filters_ms if not found[0].startswith("q=")]
    worst, slowest = filters[0] if filters else ("", None)
    for label, pair, target in (
        (
            "List of an organisation with 100 000 tickets against one with 1 000",
            findings.large_small_ms,
            LARGE_TO_SMALL,
        ),
        (f"The same by the worst of {len(filters)} filters and orders, `{worst}`", slowest, LARGE_TO_SMALL),
        ("Row-level security on against off, the SQL of the list", findings.policies_ms, POLICIES),
    ):
        if pair is not None:
            ratio = pair[0] / pair[1]
            rows.append([label, f"{pair[0]:.2f} / {pair[1]:.2f} ms = {ratio:.2f}", *_mark(ratio, target, "")])
    for typed, (middle, most) in findings.searches_ms.items():
        label = f"Search over 200 000 contacts and tickets by {typed}, p50 / p95"
        rows.append([label, f"{middle:.1f} / {most:.1f} ms", *_mark(most, SEARCH_MS, " ms")])
    if not rows:
        return []
    lines = ["## Without a peer", "", *_table(["", "Measured", "Target", ""], rows), ""]
    if findings.filters_ms:
        head = ["First page by", "100 000 tickets, ms", "1 000 tickets, ms", "Ratio"]
        lines += [*_table(head, [_filter_row(*found) for found in findings.filters_ms]), ""]
    return lines


def _filter_row(name: str, taken: tuple[float, float]) -> list[str]:
    large, small = taken
    return [f"`{name}`", f"{large:.2f}", f"{small:.2f}", f"{large / small:.2f}"]


def _mark(value: float, most: float, unit: str) -> list[str]:
    return [f"≤ {most:g}{unit}", "met" if value <= most else "**not met**"]


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows]]


def machine() -> list[str]:
    """Say where this runs."""
    libraries = ("litestar", "msgspec", "psycopg", "uvicorn", "uvloop", "fastapi", "sqlalchemy", "asyncpg")
    return [
        f"{os.cpu_count()} processors ({_processor()}), {psutil.virtual_memory().total / 2**30:.0f} GiB memory.",
        f"{platform.system()} {platform.release()}.",
        f"Node {_node_version()}; "
        + ", ".join(f"{name} {number}" for name, number in _express_versions().items())
        + ".",
        f"Python {platform.python_version()}; " + ", ".join(f"{name} {version(name)}" for name in libraries) + ".",
    ]


def _node_version() -> str:
    return subprocess.run([node(), "--version"], check=True, capture_output=True, text=True).stdout.strip()


def _express_versions() -> dict[str, str]:
    package: dict[str, dict[str, str]] = json.loads((HERE / "express" / "package.json").read_text(encoding="utf-8"))
    return package["dependencies"]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
