#!/usr/bin/env bash
# Usage: ops/ensure-venv.sh [requirements-dev.txt]
# Makes .venv and installs a requirements file into it (requirements.txt by default). The stamp holds a hash of the
# files, so a second run costs nothing and a changed requirement is installed at the next one.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=${1:-requirements.txt}

if ! .venv/bin/python -c 'import pip' >/dev/null 2>&1; then
  python=$(ops/find-python.sh)
  echo "Making .venv with $("$python" --version)"
  "$python" -m venv .venv
fi

stamp=".venv/.installed-$wanted"
hash=$({ .venv/bin/python --version; cat requirements*.txt; } | cksum)
if [ "$(cat "$stamp" 2>/dev/null)" != "$hash" ]; then
  echo "Installing $wanted (a minute, once)"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$wanted"
  echo "$hash" > "$stamp"
fi
