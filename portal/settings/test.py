"""Settings of the test suite: real database, no outside world."""

import hashlib
import os

os.environ["ENV_FILE"] = ""  # a developer's own .env must not reach the suite

from .dev import *  # noqa: F403
from .dev import BASE_DIR, DATABASES, STORAGES, VAR_DIR

DEBUG = False
SECRET_KEY = "test-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False

# A file per set of migrations: `--reuse-db` then skips migrating, and never meets a stale schema.
_schema = hashlib.sha256()
for _migration in sorted(BASE_DIR.glob("**/migrations/0*.py")):
    if ".venv" not in _migration.parts:
        _schema.update(_migration.read_bytes())
_name = f"test_{_schema.hexdigest()[:12]}"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    (VAR_DIR / "test").mkdir(parents=True, exist_ok=True)
    # Receipts of tests need not survive a power cut; waiting for the disk took a third of the suite's time.
    _pragmas = DATABASES["default"]["OPTIONS"]["init_command"]
    DATABASES["default"]["OPTIONS"]["init_command"] = _pragmas.replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test" / f"{_name}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": _name}

MEDIA_ROOT = VAR_DIR / "test" / "media"
STORAGES = STORAGES | {
    "private": STORAGES["private"]
    | {"OPTIONS": STORAGES["private"]["OPTIONS"] | {"location": VAR_DIR / "test" / "private"}}
}
