"""Numbers for Prometheus: of all workers together, apart from what customers reach, and without a word of theirs."""

import re
import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from processes import command, eventually, is_refused, kill, new_data_dir, replaced, served
from worktrackr.settings import variable_name

VARIABLE = variable_name("metrics_address")


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


def read(address: str) -> dict[str, float]:
    """Return the samples at an address, by name and labels."""
    with urlopen(f"http://{address}/metrics", timeout=30) as answer:  # an address of our own
        text = answer.read().decode()
    return {found[1]: float(found[2]) for found in re.finditer(r"^([a-z].*) (\S+)$", text, re.MULTILINE)}


def answered(address: str, operation: str) -> dict[str, float]:
    """Return how often each status was answered by an operation."""
    pattern = re.compile(rf'worktrackr_http_requests_total{{operation="{operation}",status="(\d+)"}}')
    return {found[1]: number for name, number in read(address).items() if (found := pattern.fullmatch(name))}


def status_of(address: str, path: str, body: bytes | None = None) -> int:
    asked = Request(f"{address}{path}", data=body, headers={"content-type": "application/json", "origin": address})  # noqa: S310
    try:
        with urlopen(asked, timeout=30) as answer:  # noqa: S310
            return answer.status
    except HTTPError as error:
        with error:
            return error.code


def test_what_the_product_answers_is_counted_apart_from_what_customers_reach() -> None:
    address = free_address()
    with (
        new_data_dir() as data_dir,
        served(data_dir, {VARIABLE: address}, factory="worktrackr.app:create_app") as running,
    ):
        sign_in = b'{"email": "canary@example.com", "password": "CANARY-CANARY"}'
        statuses = [
            status_of(running.address, "/api/contacts"),
            status_of(running.address, "/api/contacts/00000000-0000-4000-8000-0000000CA9A2"),
            status_of(running.address, "/api/auth/login", sign_in),
            status_of(running.address, "/api/auth/login", sign_in),
            status_of(running.address, "/api/auth/forgot", b'{"email": "canary@example.com"}'),
        ]
        assert statuses == [401, 404, 401, 401, 202]
        assert (answered(address, "list_contacts"), answered(address, "login")) == ({"401": 1}, {"401": 2})
        samples = read(address)
        assert samples['worktrackr_http_request_seconds_count{operation="login"}'] == 2
        assert samples["worktrackr_database_up"] == 1
        assert not [name for name in samples if "canary" in name.lower() or "CA9A2" in name]
        # The browser app answers there, as for every path that it may know.
        with urlopen(f"{running.address}/metrics", timeout=30) as page:  # noqa: S310
            assert "worktrackr_" not in page.read().decode()
        # The job that would have mailed, had there been somebody.
        mailed = 'worktrackr_job_seconds_count{outcome="succeeded",task="mail:send_reset"}'
        eventually(lambda: read(address).get(mailed) == 1)
        running.stop()
    assert is_refused(f"http://{address}")


def test_what_a_dead_worker_counted_stays() -> None:
    address = free_address()
    with new_data_dir() as data_dir, served(data_dir, {VARIABLE: address}) as running:
        before = answered(address, "other")["200"]
        killed = running.worker
        kill(killed)
        eventually(lambda: replaced(running, killed))
        assert answered(address, "other")["200"] > before
        running.stop()


@pytest.mark.parametrize("address", ["9464", ":9464", "127.0.0.1:port", "127.0.0.1:99999"])
def test_an_address_that_cannot_be_used_is_refused_before_anything_starts(address: str) -> None:
    with new_data_dir() as data_dir:
        refused = command("serve", "--port", "0", "--data-dir", str(data_dir), **{VARIABLE: address})
        assert not (data_dir / "postgres").exists()
    assert refused.returncode == 1
    assert refused.stderr == (
        f"worktrackr: {VARIABLE}={address!r} cannot be used: write the host and a free port, such as 127.0.0.1:9464.\n"
    )
