"""Builds the browser app into the package, with Node from a wheel. `WORKTRACKR_SKIP_WEB=1` leaves it out."""

import os
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebBuildHook(BuildHookInterface[Any]):
    """Runs npm ci and vite build before the wheel is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build `web/` into `src/worktrackr/static`; nothing to do for an editable install."""
        if version == "editable" or os.environ.get("WORKTRACKR_SKIP_WEB"):
            return
