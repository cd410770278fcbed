#!/bin/sh
set -e
# What projects put there runs before nginx, in order: scripts that can be executed, and settings.
if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
  for script in /docker-entrypoint.d/*; do
    case "$script" in
      *.envsh) if [ -x "$script" ]; then . "$script"; fi ;;
      *.sh) if [ -x "$script" ]; then "$script"; fi ;;
    esac
  done
fi
exec "$@"
