"""Builds the browser app into the package, with Node from a wheel. `WORKTRACKR_SKIP_WEB=1` leaves it out."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebBuildHook(BuildHookInterface[Any]):
    """Runs npm ci and vite build before the wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build `web/` into `src/worktrackr/static`; nothing to do for an editable install."""
        del build_data
        if version == "editable" or os.environ.get("WORKTRACKR_SKIP_WEB"):
            return
        node = Path(self.root) / "scripts" / "node.py"
        for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([sys.executable, node, "npm", *arguments], check=True, stdin=subprocess.DEVNULL)
