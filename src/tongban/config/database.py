"""Where the data lives: a PostgreSQL server named by TONGBAN_DATABASE_URL, or the embedded one."""

import hashlib
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

EMBEDDED_PORT = 5432  # names the socket file only: the embedded server does not listen on TCP


def database_settings(*, home: Path) -> dict[str, Any]:
    """
    Return Django's settings for the database.

    TONGBAN_DATABASE_URL is a libpq URL, "postgresql://user:password@host1:5432,host2:5432/name?target_session_attrs=read-write".
    Without it the embedded server's socket in `home` is used.
    """
    url = os.environ.get("TONGBAN_DATABASE_URL", "")
    common = {
        "ENGINE": "tongban.config.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": 3, "connect_timeout": 5}
    if not url:
        return common | {
            "NAME": "tongban",
            "USER": "tongban",
            "HOST": str(socket_folder(home)),
            "PORT": str(EMBEDDED_PORT),
            "OPTIONS": options,
        }
    parts = urlsplit(url)
    _, _, servers = parts.netloc.rpartition("@")
    hosts = [server.rpartition(":")[0] or server for server in servers.split(",")]
    ports = [server.rpartition(":")[2] if ":" in server else "5432" for server in servers.split(",")]
    query = dict(parse_qsl(parts.query))
    return common | {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", ",".join(hosts)),
        "PORT": query.pop("port", ",".join(ports)),
        "OPTIONS": options | query,
    }


def connection_parameters(settings: dict[str, Any]) -> dict[str, Any]:
    """Return what Django's settings for the database are to the driver itself."""
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    own = {name: value for name, value in settings["OPTIONS"].items() if name != "server_side_binding"}
    return {name: settings[key] for name, key in names.items() if settings.get(key)} | own


def embedded_folder(home: Path) -> Path:
    """
    Return where the embedded server keeps its data and socket.

    PostgreSQL does not run as root, and the account it runs as cannot enter a closed folder such as root's home. In that
    case its data lie under /var/lib, named after the home they belong to.
    """
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in _existing_parents(home)):
        return home
    return Path("/var/lib") / f"tongban-{hashlib.sha256(str(home).encode()).hexdigest()[:12]}"


def socket_folder(home: Path) -> Path:
    """Return the folder of the embedded server's socket; a socket's path may not be longer than 107 bytes."""
    return embedded_folder(home) / "postgres-socket"


def data_folder(home: Path) -> Path:
    """Return the folder of the embedded server's data."""
    return embedded_folder(home) / "postgres"


def _existing_parents(folder: Path) -> list[Path]:
    return [parent for parent in (folder, *folder.parents) if parent.exists()]
