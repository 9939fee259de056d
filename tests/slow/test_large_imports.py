"""56 000 contacts come in within a minute, while others go on working; a worker that is killed midway loses nothing."""

import csv
import io
import json
import subprocess
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx2 as httpx
import psutil
import pytest

from conftest import PASSWORD
from processes import READY, new_data_dir, start

ROWS = 56_000
SECONDS = 60
SECONDS_UNTIL_RESCUED = 120
PATIENCE = 1.0
"""What an ordinary request may wait, at the most, on a machine that imports."""
REAL = Path(__file__).parents[3] / "shared" / "data" / "northwind_customers.csv"


def customers(number: int) -> bytes:
    """Return the real customers over and over, each time under another name."""
    with REAL.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for index in range(number):
        code, name, *rest = rows[index % len(rows)]
        writer.writerow([f"{code}{index}", f"{name} {index}", *rest])
    return text.getvalue().encode()


class Visitor(httpx.Client):
    """Somebody in a browser."""

    def __init__(self, address: str) -> None:
        super().__init__(base_url=f"{address}/api", timeout=60, headers={"origin": address})

    def sign_up(self) -> None:
        body = {"organisation_name": "Any", "name": "Ann", "email": "ann@example.com", "password": PASSWORD}
        assert self.post("/auth/signup", json=body).status_code == 201

    def sent(self, content: bytes, resource: str = "contacts") -> dict[str, Any]:
        response = self.post("/imports", files={"file": ("customers.csv", content)}, data={"resource": resource})
        assert response.status_code == 201, response.text
        return response.json()

    def settled(self, import_id: str, seconds: float) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while (found := self.get(f"/imports/{import_id}").json())["status"] in ("previewing", "importing"):
            assert time.monotonic() < end, found["done"]
            time.sleep(0.2)
        return found


Served = tuple[Visitor, subprocess.Popen[str]]


@pytest.fixture
def served() -> Generator[Served]:
    """An installation of its own: somebody who has signed up there, and its process."""
    with new_data_dir() as data_dir:
        process = start(data_dir, factory="worktrackr.app:create_app")
        reading = threading.Thread(target=lambda: list(process.stderr or ()), daemon=True)
        reading.start()
        try:
            assert process.stdout is not None
            address = process.stdout.readline().removeprefix(READY[: READY.index("http")]).strip()
            with Visitor(address) as visitor:
                visitor.sign_up()
                yield visitor, process
        finally:
            process.terminate()
            process.wait(timeout=60)
            reading.join()
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()


def test_56_000_contacts_come_in_within_a_minute_beside_other_work(served: Served) -> None:
    visitor, _ = served
    begin = time.monotonic()
    sent = visitor.sent(customers(ROWS))
    took, waits, seen = {"upload": time.monotonic() - begin}, list[float](), list[float]()
    for step, status in (("preview", "previewed"), ("run", "imported")):
        begin = time.monotonic()
        body = {"mapping": sent["mapping"]} if step == "preview" else None
        assert visitor.post(f"/imports/{sent['id']}/{step}", json=body).status_code == 202
        while (found := visitor.get(f"/imports/{sent['id']}").json())["status"] in ("previewing", "importing"):
            seen.append(found["done"] / found["steps"])
            asked = time.monotonic()
            assert visitor.get("/contacts").status_code == 200
            waits.append(time.monotonic() - asked)
            time.sleep(0.1)
        took[step] = time.monotonic() - begin
        assert (found["status"], found["counts"]["created"]) == (status, ROWS), found
    begin = time.monotonic()
    undone = visitor.post(f"/imports/{sent['id']}/undo")
    took["undo"] = time.monotonic() - begin
    assert (undone.status_code, undone.json()["status"]) == (200, "undone")
    assert visitor.get("/contacts").json()["items"] == []
    assert {step for step, seconds in took.items() if seconds > SECONDS} == set(), took
    assert max(waits) < PATIENCE
    assert len(set(seen)) > 10, "the bar moves"


def killed_and_settled(visitor: Visitor, process: subprocess.Popen[str], import_id: str) -> dict[str, Any]:
    """Kill those who work on an import, and wait for others to end it."""
    workers = [
        child
        for child in psutil.Process(process.pid).children()
        if "worktrackr.http_worker" in " ".join(child.cmdline())
    ]
    for worker in workers:
        worker.kill()
    deadline = time.monotonic() + SECONDS_UNTIL_RESCUED
    while True:
        try:
            found = visitor.get(f"/imports/{import_id}").json()
        except httpx.TransportError:
            continue
        finally:
            assert time.monotonic() < deadline
        if found["status"] != "importing":
            break
        time.sleep(0.5)
    return found


def test_an_import_goes_on_after_its_worker_was_killed(served: Served) -> None:
    visitor, process = served
    sent = visitor.sent(customers(20_000))
    visitor.post(f"/imports/{sent['id']}/preview", json={"mapping": sent["mapping"]})
    assert visitor.settled(sent["id"], SECONDS)["status"] == "previewed"
    visitor.post(f"/imports/{sent['id']}/run")
    while visitor.get(f"/imports/{sent['id']}").json()["done"] < ROWS // 2:
        time.sleep(0.05)
    found = killed_and_settled(visitor, process, sent["id"])
    assert (found["status"], found["counts"]["created"]) == ("imported", 20_000)
    assert visitor.get("/contacts?total=true").json()["total"] == 10_000, "as far as a total counts"
    assert visitor.post(f"/imports/{sent['id']}/undo").json()["status"] == "undone"


def test_an_import_of_old_data_goes_on_after_its_worker_was_killed(served: Served) -> None:
    visitor, process = served
    old = {
        "worktrackr_contacts": [[f"contact_{n}", {"id": f"contact_{n}", "name": f"Old {n}"}] for n in range(8_000)],
        "tickets": [{"id": f"TKT-{n}", "title": f"Ticket {n}", "contact": f"contact_{n}"} for n in range(8_000)],
    }
    content = json.dumps({key: json.dumps(value) for key, value in old.items()}).encode()
    sent = visitor.sent(content, "legacy")
    visitor.post(f"/imports/{sent['id']}/preview", json={"mapping": []})
    shown = visitor.settled(sent["id"], SECONDS)
    before = visitor.get("/contacts?total=true").json()["total"]
    visitor.post(f"/imports/{sent['id']}/run")
    # All rows are planned by then, and some of them are written.
    while visitor.get(f"/imports/{sent['id']}").json()["done"] <= 16_000:
        time.sleep(0.05)
    assert visitor.get("/contacts?total=true").json()["total"] == before, "nothing shows before all is there"
    found = killed_and_settled(visitor, process, sent["id"])
    assert (found["status"], found["counts"]) == ("imported", shown["counts"])
    assert found["counts"]["created"] == 16_000
    assert visitor.get("/contacts?total=true").json()["total"] == before + 8_000, "nothing is there twice"
    assert visitor.get("/tickets?total=true").json()["total"] == 8_000
    assert visitor.post(f"/imports/{sent['id']}/undo").json()["status"] == "undone"
    assert visitor.get("/contacts?total=true").json()["total"] == before
