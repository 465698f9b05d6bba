#!/bin/sh
# Everything: what can be seen, then what runs, then the database-bound part again on another PostgreSQL.
set -eu
bin=.venv/bin
tools/check.sh
$bin/python -m pytest -n 2 --dist loadgroup "$@"
for binaries in /usr/lib/postgresql/*/bin; do
    [ -x "$binaries/initdb" ] || continue
    echo "Again on $("$binaries/postgres" --version):"
    TONGBAN_POSTGRES_BINARIES=$binaries $bin/python -m pytest -n 2 -m "django_db and not browser" src
done
