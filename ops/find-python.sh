#!/usr/bin/env bash
# Prints the first Python on this machine that can run the portal (3.11 or newer, able to make virtual environments).
# PYTHON=/path/to/python is tried first. Each candidate is run, not just looked up: version managers leave names on
# the PATH that only say "not installed".
set -euo pipefail

without_pip=""
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
  "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
  if "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    command -v "$candidate"
    exit 0
  fi
  without_pip="$candidate"
done

if [ -n "$without_pip" ]; then
  version=$("$without_pip" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
  echo "Python $version is here, but without the part that makes virtual environments." >&2
  echo "On Debian or Ubuntu:  sudo apt-get install python$version-venv" >&2
else
  echo "Çınar needs Python 3.11 or newer, and none was found (tried python3, python3.14 … python3.11, python)." >&2
  echo "On Debian or Ubuntu:  sudo apt-get install python3 python3-venv     Elsewhere: https://www.python.org/downloads/" >&2
  echo "If it is installed somewhere unusual:  make run PYTHON=/path/to/python3" >&2
fi
exit 1
