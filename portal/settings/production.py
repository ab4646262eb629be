"""Production: secrets and addresses come from the environment; a missing or unsafe one is named and stops us."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from lib.sealing import Indexer, Sealer, SealError

from .base import *  # noqa: F403
from .base import NOTICE_TRANSPORTS, env

REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL", "SEAL_KEYS", "INDEX_KEY", "EMAIL_URL"]
if _missing := [name for name in REQUIRED if not env(name, default="").strip()]:
    raise ImproperlyConfigured(
        f"Missing in the environment: {', '.join(_missing)}. See .env.example; manage.py new_secrets makes the secrets."
    )

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
SEAL_KEYS = env("SEAL_KEYS")
INDEX_KEY = env("INDEX_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL = env("BASE_URL").rstrip("/")

# Beginnings of the published development keys (base64 of "development-only…").
_PUBLIC = ("development-only", "ZGV2ZWxvcG1lbnQtb25seS")
_unsafe = [
    name
    for name, value in [("SECRET_KEY", SECRET_KEY), ("SEAL_KEYS", SEAL_KEYS), ("INDEX_KEY", INDEX_KEY)]
    if any(known in value for known in _PUBLIC)
]
if _unsafe:
    raise ImproperlyConfigured(f"These hold the published development keys, make your own: {', '.join(_unsafe)}")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters. manage.py new_secrets makes a good one.")
try:
    Sealer(SEAL_KEYS)
    Indexer(INDEX_KEY)
except SealError as error:
    raise ImproperlyConfigured(f"SEAL_KEYS or INDEX_KEY: {error}") from None
if INDEX_KEY in SEAL_KEYS:
    raise ImproperlyConfigured("INDEX_KEY must be a key of its own, not one of SEAL_KEYS.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts: with * anybody can forge the links in messages.")
if urlsplit(WAGTAILADMIN_BASE_URL).scheme != "https":
    raise ImproperlyConfigured("BASE_URL must begin with https:// : the session cookies are sent over TLS only.")

# -- Messages and files ---------------------------------------------------------------------
# There is a mail server, so mail is sent. SMS stay in files until a gateway is named; `check --deploy` says so.
NOTICE_TRANSPORTS = NOTICE_TRANSPORTS | {
    "email": env("NOTICE_EMAIL_TRANSPORT", default="notices.transports.email.EmailTransport"),
}
PRIVATE_ACCEL_PREFIX = env("PRIVATE_ACCEL_PREFIX", default="")

# -- TLS ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
if env.bool("BEHIND_TLS_PROXY", default=False):
    # Only for a proxy that sets this header itself and drops the client's: otherwise anybody may claim TLS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# The browser itself keeps a __Host- cookie to this host, to TLS and to the path /.
SESSION_COOKIE_NAME = "__Host-oturum"
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
