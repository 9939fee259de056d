"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help="Folder of the embedded PostgreSQL, also while `worktrackr serve` runs on it.",
        show_default="WORKTRACKR_DATA_DIR, else the platform's folder for data",
    ),
]


class ImportResource(StrEnum):
    """What a file can bring in."""

    CONTACTS = "contacts"
    PRODUCTS = "products"
    TICKETS = "tickets"
    LEGACY = "legacy"
