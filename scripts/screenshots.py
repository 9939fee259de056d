"""Photograph every page into .cache/screenshots, and the demo organisation's tickets into docs/tickets.png.

With words, only the pages whose names contain one of them: `scripts/screenshots.py ticket empty`.
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests"

if __name__ == "__main__":
    program = [sys.executable, "-m", "e2e.screenshots", *sys.argv[1:]]
    sys.exit(subprocess.run(program, check=False, env={**os.environ, "PYTHONPATH": str(TESTS)}).returncode)
