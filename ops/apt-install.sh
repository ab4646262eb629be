#!/usr/bin/env bash
# Usage: ops/apt-install.sh PACKAGE…
# Installs Debian packages when this account may (root, or sudo without a password). Otherwise says what to type.
set -euo pipefail

as_root=()
if [ "$(id -u)" != 0 ]; then
  as_root=(sudo -n)
fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
  echo "Cannot install here: $*   (on Debian or Ubuntu: sudo apt-get install $*)" >&2
  exit 1
fi
echo "Installing from the system's packages: $*" >&2
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=180 "$@" </dev/null >&2; }
apt update
apt install -y --no-install-recommends "$@"
