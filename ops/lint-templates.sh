#!/usr/bin/env bash
# djlint over our own templates, wherever an app keeps them.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t templates < <(git ls-files --cached --others --exclude-standard '*templates/*.html')
[ ${#templates[@]} -gt 0 ] || exit 0
.venv/bin/python -m djlint --lint --quiet "${templates[@]}"
