"""A job survives the death of its worker: the mail goes out in the end, by another worker."""

import re
import socket
import threading
import time
from email.message import Message
from typing import Any

import httpx2 as httpx
import psutil
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from conftest import PASSWORD
from processes import READY, eventually, new_data_dir, start

SECONDS_UNTIL_RESCUED = 90


class Post(MessageHandler):
    """A mail server that hangs on the first mail, as long as `stuck` is not set, and keeps the others."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.stuck = threading.Event()
        self.mails: list[str] = []

    def handle_message(self, message: Message) -> None:
        self.begun.set()
        if not self.stuck.is_set():
            self.stuck.wait(60)
            return
        self.mails.append(str(message.get_payload()))


def test_a_mail_is_sent_although_the_worker_was_killed_while_sending() -> None:
    post = Post()
    server: Any = Controller(post, hostname="127.0.0.1", port=_free_port())
    server.start()
    try:
        with new_data_dir() as data_dir:
            smtp = f"smtp://127.0.0.1:{server.port}"
            process = start(data_dir, factory="worktrackr.app:create_app", variables={"WORKTRACKR_SMTP_URL": smtp})
            reading = threading.Thread(target=lambda: list(process.stderr or ()), daemon=True)
            reading.start()
            try:
                assert process.stdout is not None
                address = process.stdout.readline().removeprefix(READY[: READY.index("http")]).strip()
                body = {"organisation_name": "Any", "name": "Ann", "email": "ann@example.com", "password": PASSWORD}
                assert httpx.post(f"{address}/api/auth/signup", json=body).status_code == 201
                assert httpx.post(f"{address}/api/auth/forgot", json={"email": "ann@example.com"}).status_code == 202
                assert post.begun.wait(20)
                (worker,) = [
                    child
                    for child in psutil.Process(process.pid).children()
                    if "worktrackr.http_worker" in " ".join(child.cmdline())
                ]
                worker.kill()
                post.stuck.set()
                eventually(lambda: len(post.mails) > 0, seconds=SECONDS_UNTIL_RESCUED)
                token = re.findall(r"token=([\w-]+)", post.mails[-1])[-1]
                reset = httpx.post(
                    f"{address}/api/auth/reset", json={"token": token, "password": "a new long password"}
                )
                assert reset.status_code == 204
                time.sleep(1)
                assert len(post.mails) == 1
            finally:
                process.terminate()
                process.wait(timeout=60)
                reading.join()
                for pipe in (process.stdout, process.stderr):
                    assert pipe is not None
                    pipe.close()
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
