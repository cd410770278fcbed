#!/usr/bin/env bash
# Records a failing deployment as deploy.cast and draws it as deploy.svg: record.sh <project> <version that cannot start>
# Needs asciinema, jq, npx, chatops in the path, and the sandbox's variables: eval "$(npm run --silent sandbox -- env)"
set -euo pipefail

prompt() { printf '\033[32m$\033[0m '; }

type() {
  for ((i = 0; i < ${#1}; i++)); do printf %s "${1:i:1}" && sleep 0.045; done
  sleep 0.4 && echo
}

play() {
  local code=0
  prompt && sleep 0.6 && type "chatops deploy --to compose --version $version"
  chatops deploy --to compose --version "$version" || code=$?
  prompt && sleep 0.5 && type 'echo $?' && echo "$code"
  prompt && sleep 4 && echo
}

record() {
  asciinema rec --quiet --overwrite --cols 104 --rows 22 --command "'$0'" "$1/deploy.cast"
  sed -i "s#$HOME/#~/#g" "$1/deploy.cast"
  # A third of the pictures of the spinner is enough.
  local spinner='^(\u001b\\[1G\u001b\\[0K)?\u001b\\[36m.\u001b\\[39m [^\n]*$' thin
  thin=$(mktemp)
  jq -c "select(type == \"object\" or ((.[2] | test(\"$spinner\")) and (.[0] * 10 | floor) % 3 > 0 | not))" "$1/deploy.cast" >"$thin"
  npx --yes svg-term-cli@2.1.1 --in "$thin" --out "$1/deploy.svg" --window --width 104 --height 22
  sed -i '1s/^/<!-- biome-ignore-all lint\/a11y\/noSvgWithoutTitle: svg-term writes none -->\n/' "$1/deploy.svg"
  rm "$thin"
}

if [ "${version:-}" ]; then
  cd "$project" && play
else
  export project=$1 version=$2 TERM=xterm-256color
  unset CI
  record "$(cd "$(dirname "$0")" && pwd)"
fi
