#!/bin/bash
# Makes the database at the first start, as the official image does, and starts the server.
set -euo pipefail
if [ "${1:0:1}" = - ]; then
  set -- mariadbd "$@"
fi
if [ "${1:-}" != mariadbd ]; then
  exec "$@"
fi
data=/var/lib/mysql
if [ "$(id -u)" = 0 ]; then
  chown -R mysql:mysql "$data" /run/mysqld
  exec setpriv --reuid=mysql --regid=mysql --clear-groups -- "$0" "$@"
fi
quoted() { printf "%s" "$1" | sed "s/[\\\\']/\\\\&/g"; }
if [ ! -d "$data/mysql" ]; then
  root=${MARIADB_ROOT_PASSWORD:-}
  if [ -z "$root" ] && [ -z "${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:-}" ]; then
    echo "Database is uninitialized and password option is not specified" >&2
    exit 1
  fi
  mariadb-install-db --datadir="$data" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve > /dev/null
  mariadbd --datadir="$data" --skip-networking --socket=/run/mysqld/mysqld.sock &
  server=$!
  until mariadb-admin --socket=/run/mysqld/mysqld.sock --user=root ping --silent 2> /dev/null; do sleep 0.2; done
  {
    echo "CREATE USER 'root'@'%' IDENTIFIED BY '$(quoted "$root")'; GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;"
    if [ -n "${MARIADB_DATABASE:-}" ]; then echo "CREATE DATABASE IF NOT EXISTS \`$MARIADB_DATABASE\`;"; fi
    if [ -n "${MARIADB_USER:-}" ] && [ -n "${MARIADB_PASSWORD:-}" ]; then
      echo "CREATE USER '$(quoted "$MARIADB_USER")'@'%' IDENTIFIED BY '$(quoted "$MARIADB_PASSWORD")';"
      if [ -n "${MARIADB_DATABASE:-}" ]; then
        echo "GRANT ALL ON \`${MARIADB_DATABASE//_/\\_}\`.* TO '$(quoted "$MARIADB_USER")'@'%';"
      fi
    fi
    echo "SET PASSWORD FOR 'root'@'localhost' = PASSWORD('$(quoted "$root")');"
  } | mariadb --socket=/run/mysqld/mysqld.sock --user=root
  kill "$server"
  wait "$server" || true
fi
unset MARIADB_PASSWORD MARIADB_ROOT_PASSWORD
exec "$@" --datadir="$data"
