#!/usr/bin/env bash
# `check --deploy` on the production settings with fresh secrets. A single warning fails.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

.venv/bin/python manage.py new_secrets > "$folder/secrets"
set -a
. "$folder/secrets"
ENV_FILE=
DJANGO_SETTINGS_MODULE=portal.settings.production
ALLOWED_HOSTS=cinar.example
BASE_URL=https://cinar.example
DATABASE_URL=sqlite:///$folder/check.sqlite3
EMAIL_URL=smtp+tls://cinar:secret@mail.example:587
NOTICE_SMS_TRANSPORT=notices.transports.netgsm.NetgsmTransport
NETGSM_USER=cinar
NETGSM_PASSWORD=secret
NETGSM_HEADER=CINAR
set +a
.venv/bin/python manage.py check --deploy --fail-level WARNING
