#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests, installing it from the system's packages where it is missing
# and this account may. Without one: says so and prints nothing (the tests then skip; under CI they fail).
set -euo pipefail
cd "$(dirname "$0")/.."

find_chromium() {
  local name
  for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

find_chromium && exit
if ops/apt-install.sh chromium fonts-noto-core && find_chromium; then
  exit
fi
echo "No Chromium: the browser tests cannot run on this machine." >&2
[ "${CI:-}" != true ] || exit 1
