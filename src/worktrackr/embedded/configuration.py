"""The server's configuration: what we decide, in a file of its own that `postgresql.conf` includes first."""

from pathlib import Path

FILE_NAME = "worktrackr.conf"
INCLUDE = f"include '{FILE_NAME}'  # written anew at every start; put your own settings below\n"

_SETTINGS = {
    # Nobody but processes of this machine, through the socket, each with a password.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # Modest: shared memory is only taken when it is used.
    "max_connections": "200",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    # Requests are short; compiling their plans costs more than it saves.
    "jit": "off",
    # Checkpoints are rare, so that an idle laptop's disk can sleep.
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    # A week of logs. Terse and without statements: they would carry what tenants wrote.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_timezone": "UTC",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}

_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def write_configuration(cluster: Path, socket_dir: Path, *, durable: bool) -> None:
    """Write our settings into the cluster's folder. Without `durable`, a crash may lose everything: for tests."""
    settings = _SETTINGS | {"unix_socket_directories": str(socket_dir)} | ({} if durable else _NOT_DURABLE)
    lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
    (cluster / FILE_NAME).write_text("".join(lines), encoding="utf-8")
