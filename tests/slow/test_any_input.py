"""Any input at all: schemathesis asks every operation with what the document allows, and with what it does not."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx

from conftest import PASSWORD
from processes import READY, new_data_dir, start

EXAMPLES = int(os.environ.get("WORKTRACKR_TEST_EXAMPLES", "8"))
# What would end the session that the others need, and what has no end.
LEFT_OUT = ["logout", "delete_session", "change_password", "follow_changes"]


def test_no_operation_answers_with_a_fault(tmp_path: Path) -> None:
    with new_data_dir() as data_dir:
        process = start(
            data_dir,
            factory="worktrackr.app:create_app",
            variables={"WORKTRACKR_RATE_LIMITS": "false", "WORKTRACKR_LOG_LEVEL": "error"},
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(READY), line
            address = line.removeprefix("WorkTrackr is ready on ").strip()
            command = [
                str(Path(sys.executable).parent / "schemathesis"), "run", f"{address}/api/openapi.json", "--checks", "not_a_server_error",
                "--max-examples", str(EXAMPLES), "--phases", "examples,coverage,fuzzing", "--no-color", "--workers", "2", "--seed", "1",
                "-H", f"Cookie:worktrackr={sign_up(address)}", "-H", "Sec-Fetch-Site:same-origin", "--suppress-health-check", "all",
                *(part for name in LEFT_OUT for part in ("--exclude-operation-id", name)),
            ]  # fmt: skip
            run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600, cwd=tmp_path)
        finally:
            process.terminate()
            _, log = process.communicate(timeout=60)
    assert run.returncode == 0, f"{run.stdout[-6000:]}\n{log[-4000:]}"
    assert "Failures" not in run.stdout


def sign_up(address: str) -> str:
    """Sign up over the wire and return the session's token."""
    body = {"organisation_name": "Any", "name": "Ann", "email": "ann@example.com", "password": PASSWORD}
    response = httpx.post(f"{address}/api/auth/signup", json=body)
    assert response.status_code == 201, response.text
    return response.cookies["worktrackr"]
