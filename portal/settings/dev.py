"""Running on one's own machine: `make run`. Keys here are public on purpose; production refuses them."""

from .base import *  # noqa: F403
from .base import STORAGES, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env("SECRET_KEY", default="development-only-not-a-secret")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
SEAL_KEYS = env("SEAL_KEYS", default="dev:ZGV2ZWxvcG1lbnQtb25seS1zZWFsaW5nLWtleS0wMDE=")
INDEX_KEY = env("INDEX_KEY", default="ZGV2ZWxvcG1lbnQtb25seS1pbmRleGluZy1rZXktMDE=")
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL = env("BASE_URL", default=f"http://localhost:{env('PORT', default='8000')}")

# Files straight from where they are written: no collectstatic before the first look.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
VAR_DIR.mkdir(exist_ok=True)
