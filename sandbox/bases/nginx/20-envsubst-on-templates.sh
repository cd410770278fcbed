#!/bin/sh
set -e
# Fills the variables that are set into the templates.
templates="${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
suffix="${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}"
output="${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"
[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
  echo "$0: $templates exists, but $output is not writable" >&2
  exit 0
fi
names=$(env | cut -d= -f1 | grep "${NGINX_ENVSUBST_FILTER:-}" | sed 's/.*/${&}/' | tr '\n' ' ')
find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
  target="$output/${template#"$templates/"}"
  mkdir -p "$(dirname "$target")"
  envsubst "$names" <"$template" >"${target%"$suffix"}"
done
