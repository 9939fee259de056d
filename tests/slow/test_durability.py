"""The whole product under `kill -9` of its whole database: nothing acknowledged is lost, and it serves again by itself."""

import os
import signal
import threading
import time
from dataclasses import dataclass, field

import httpx2 as httpx

from conftest import PASSWORD
from processes import READY, eventually, new_data_dir, start
from worktrackr.embedded.leftovers import server_processes

WRITERS = 8
KILLS = int(os.environ.get("WORKTRACKR_TEST_KILLS", "3"))
SECONDS_TO_SERVE_AGAIN = 15


@dataclass
class Writers:
    """People who create tickets without a pause and write down each that was acknowledged."""

    address: str = ""
    token: str = ""
    acknowledged: list[str] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        return threads

    def _write(self, writer: int) -> None:
        with httpx.Client(
            base_url=self.address, cookies={"worktrackr": self.token}, headers={"origin": self.address}, timeout=20
        ) as client:
            number = 0
            while not self.stopping.is_set():
                number += 1
                title = f"{writer}-{number}"
                response = client.post("/api/tickets", json={"title": title})
                self.answers[response.status_code] = self.answers.get(response.status_code, 0) + 1
                if response.status_code == 201:
                    self.acknowledged.append(title)
                else:
                    time.sleep(0.05)


def test_no_acknowledged_ticket_is_lost_when_the_database_is_killed() -> None:
    with new_data_dir() as data_dir:
        writers = Writers()
        process = start(data_dir, factory="worktrackr.app:create_app", variables={"WORKTRACKR_RATE_LIMITS": "false"})
        log: list[str] = []
        # Read all the time: a full pipe would stop the server.
        reading = threading.Thread(target=lambda: log.extend(process.stderr or ()), daemon=True)
        reading.start()
        try:
            assert process.stdout is not None
            address = process.stdout.readline().removeprefix(READY[: READY.index("http")]).strip()
            token = _sign_up(address)
            writers.address, writers.token = address, token
            threads = writers.run()
            for _ in range(KILLS):
                time.sleep(2)
                before = len(writers.acknowledged)
                assert before > 0
                victims = server_processes(data_dir / "postgres")
                assert len(victims) > 5, "the whole server, with the backends that serve us"
                for pid in victims:
                    os.kill(pid, signal.SIGKILL)
                killed = time.monotonic()
                eventually(
                    lambda before=before: len(writers.acknowledged) > before + WRITERS, seconds=SECONDS_TO_SERVE_AGAIN
                )
                assert time.monotonic() - killed < SECONDS_TO_SERVE_AGAIN
            writers.stopping.set()
            for thread in threads:
                thread.join()
            stored = _titles(address, token)
        finally:
            writers.stopping.set()
            process.terminate()
            process.wait(timeout=60)
            reading.join()
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()
    assert set(writers.acknowledged) - stored == set()
    assert len(stored) >= len(writers.acknowledged) > 100
    assert set(writers.answers) == {201, 503}, writers.answers
    assert process.returncode == 0
    assert sum(map(len, log)) < 1_000_000, "a lost database must not flood the log"


def _sign_up(address: str) -> str:
    body = {"organisation_name": "Any", "name": "Ann", "email": "ann@example.com", "password": PASSWORD}
    response = httpx.post(f"{address}/api/auth/signup", json=body)
    assert response.status_code == 201, response.text
    return response.cookies["worktrackr"]


def _titles(address: str, token: str) -> set[str]:
    found: set[str] = set()
    with httpx.Client(base_url=address, cookies={"worktrackr": token}, timeout=20) as client:
        cursor: str | None = ""
        while cursor is not None:
            response = client.get("/api/tickets", params={"limit": 100, **({"cursor": cursor} if cursor else {})})
            assert response.status_code == 200, response.text
            page = response.json()
            found |= {row["title"] for row in page["items"]}
            cursor = page["next_cursor"]
    return found
