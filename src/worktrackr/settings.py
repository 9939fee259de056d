"""The settings of one installation: one frozen struct, read once from `WORKTRACKR_*` variables."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec


class SettingsError(Exception):
    """A variable is missing or cannot be read; the message names it and says what to write."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is the variable `WORKTRACKR_<FIELD>` in upper case."""

    database_url: str | None = None
    """URL of the application's role. Unset: the embedded PostgreSQL is used."""
    owner_url: str | None = None
    """URL of the owner's role, for migrations only. Needed when `database_url` is set."""
    data_dir: Path | None = None
    """Folder of the embedded PostgreSQL and of files. Default: the platform's user data folder."""
    public_url: str = "http://localhost:8000"
    """The address people type. Decides links in mails, Secure cookies and HSTS."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses of proxies that may say who the client is (comma-separated)."""
    enforce_seats: bool = False
    """Refuse users beyond the plan's seats (hosted installations)."""
    rate_limits: bool = True
    """Refuse clients that send too many requests."""
    files_url: str | None = None
    """Where attached files lie, such as `s3://bucket/prefix` (with the usual `AWS_*` variables). Unset: `files` in the data folder."""
    files_quota_mb: int = 10_240
    """How many megabytes of files each organisation may keep."""
    smtp_url: str | None = None
    """`smtp://user:password@host:port` or `smtps://…`. Unset: mails go to the outbox."""
    mail_from: str = "WorkTrackr <no-reply@localhost>"
    """The sender of mails."""
    database_links: int = 4
    """Pipelined connections per worker for what is read."""
    database_write_links: int = 8
    """Pipelined connections per worker for what is written."""
    database_pool: int = 8
    """Connections per worker for work of several statements."""
    metrics_address: str | None = None
    """`host:port` where Prometheus finds `/metrics`: apart from what customers reach. Unset: nowhere, and no request is counted."""
    log_level: str = "info"
    """debug, info, warning or error."""

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS."""
        return self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises `SettingsError` that names the variable.

    >>> read_settings({"WORKTRACKR_ENFORCE_SEATS": "true"}).enforce_seats
    True
    """
    values: dict[str, object] = {}
    for field in msgspec.structs.fields(Settings):
        text = environment.get(variable_name(field.name))
        if text is None or text == "":
            continue
        raw: object = tuple(part.strip() for part in text.split(",")) if field.name == "trusted_proxies" else text
        try:
            values[field.name] = msgspec.convert(raw, field.type, strict=False, dec_hook=_decode)
        except (msgspec.ValidationError, ValueError) as error:
            message = f"{variable_name(field.name)}={text!r} cannot be used: {error}"
            raise SettingsError(message) from error
    return Settings(**values)  # pyright: ignore[reportArgumentType]  # converted above, one by one


def variable_name(field: str) -> str:
    """Return the name of the variable of a field.

    >>> variable_name("data_dir")
    'WORKTRACKR_DATA_DIR'
    """
    return f"WORKTRACKR_{field.upper()}"


def _decode(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value)).expanduser()
    message = f"expected {kind.__name__}"
    raise ValueError(message)
