#!/bin/bash
# Makes the database at the first start, as the official image does, and starts the server.
set -euo pipefail
if [ "${1:0:1}" = - ]; then
  set -- postgres "$@"
fi
if [ "${1:-}" != postgres ]; then
  exec "$@"
fi
sockets=/var/run/postgresql
mkdir -p "$PGDATA"
if [ "$(id -u)" = 0 ]; then
  chown -R postgres:postgres "$PGDATA" /var/run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --clear-groups -- "$0" "$@"
fi
chmod 0700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres}
  password=${POSTGRES_PASSWORD:-}
  method=${POSTGRES_HOST_AUTH_METHOD:-}
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo "Error: Database is uninitialized and superuser password is not specified." >&2
    exit 1
  fi
  # Whoever is inside the container is trusted, as in the official image.
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") --encoding=UTF8 --auth=trust
  printf '\nhost all all all %s\n' "${method:-scram-sha-256}" >> "$PGDATA/pg_hba.conf"
  PGUSER=$user pg_ctl --options="-c listen_addresses='' -c unix_socket_directories=$sockets" --wait start
  database=${POSTGRES_DB:-$user}
  if [ "$database" != postgres ]; then
    echo 'CREATE DATABASE :"name";' |
      psql --host="$sockets" --username="$user" --dbname=postgres --no-password --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --set=name="$database"
  fi
  PGUSER=$user pg_ctl --mode=fast --wait stop
fi
unset POSTGRES_PASSWORD
exec "$@" -c unix_socket_directories="$sockets"
