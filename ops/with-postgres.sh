#!/usr/bin/env bash
# Usage: ops/with-postgres.sh COMMAND…
# Runs a command with DATABASE_URL pointing to a private, throw-away PostgreSQL server, and removes it afterwards.
# The server listens on a Unix socket inside its own folder only, so nothing can clash with it. PostgreSQL refuses to
# run as root: there it runs as the account "postgres", or "nobody".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

find_binaries() {
  local folder
  while read -r folder; do
    [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && echo "$folder" && return
  done < <(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -rV
           dirname "$(readlink -f "$(command -v initdb || echo /none)")")
  return 1
}

binaries=$(find_binaries) || { "$here/apt-install.sh" postgresql && binaries=$(find_binaries); } || {
  echo "No PostgreSQL server here: cannot run on it." >&2
  exit 1
}

as_server=()
folder=$(mktemp -d /tmp/cinar-postgres.XXXXXX)
if [ "$(id -u)" = 0 ]; then
  account=postgres
  id "$account" >/dev/null 2>&1 || account=nobody
  chown "$account" "$folder"
  as_server=(runuser -u "$account" --)
fi

stop() {
  trap - EXIT INT TERM
  # "immediate": nobody will ever read this data again.
  (cd / && "${as_server[@]}" "$binaries/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd /  # the server's account may not read the folder we were called from
"${as_server[@]}" "$binaries/initdb" -D "$folder/data" -U cinar --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
  --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
# No fsync: speed matters here and power cuts do not.
"${as_server[@]}" "$binaries/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 60 start >/dev/null -o \
  "-c listen_addresses='' -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off -c max_connections=100" \
  || { cat "$folder/data/server.log" >&2; exit 1; }
"${as_server[@]}" "$binaries/createdb" -h "$folder" -U cinar cinar
cd - >/dev/null

echo "PostgreSQL $("$binaries/postgres" --version | cut -d' ' -f3) on a socket in $folder"
# Not exec: the trap has to see the end.
DATABASE_URL="postgres://cinar@/cinar?host=$folder" "$@" || exit $?
