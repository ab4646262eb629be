"""Settings shared by every way of running the portal. Secrets and addresses come from the environment."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# .env fills in what the environment does not say; ENV_FILE names another file, or none at all.
env = environ.Env()
_env_file = env("ENV_FILE", default=str(BASE_DIR / ".env"))
if _env_file and Path(_env_file).exists():
    environ.Env.read_env(_env_file)

# Databases, media and private files of this installation; never in git.
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

# Order matters: our overrides (Wagtail admin templates without inline scripts, captcha
# widget) stand before the packages they override.
INSTALLED_APPS = [
    "portal",
    "home",
    "accounts",
    "places",
    "people",
    "notices",
    "guard",
    "pages",
    "events",
    "news",
    "wishes",
    "wishes.blood",
    "wishes.complaints",
    "wishes.club",
    "wishes.wishbox",
    "wishes.desk",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",  # its script, or no editor with a table starts
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "accounts.apps.CinarUsersConfig",  # wagtail.users with our user form
    "modelcluster",
    "taggit",
    "django_filters",
    "django_recaptcha",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "portal.middleware.BrowserPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.MalformedRequestMiddleware",  # before anything reads the query or the body
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.StaffSessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# -- Database -------------------------------------------------------------------------------
# SQLite is enough to run the whole portal; DATABASE_URL=postgres://… moves it.
_database = env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'cinar.sqlite3'}"
DATABASES = {"default": env.db_url_config(_database)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a writer waits at BEGIN instead of failing at its first write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a receipt shown must survive a power cut (NORMAL may lose the last commits).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    _statement_timeout = env.int("DATABASE_STATEMENT_TIMEOUT", default=30)  # seconds
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = (
        f"-c statement_timeout={_statement_timeout}s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    )
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if env.int("DATABASE_POOL_SIZE", default=0):
        # The pool keeps the connections. Its own time-out is short: a wrong password looks like a full pool.
        _options["pool"] = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE"), "timeout": 5}
    else:
        DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Several web processes need a cache they share: redis://… or dbcache://cache (then manage.py createcachetable).
CACHES = {"default": env.cache_url_config(env("CACHE_URL", default="") or "locmemcache://")}

# -- Background work ------------------------------------------------------------------------
# Wagtail's own tasks (search index) stay immediate: with a database queue a new page would not
# be found until a worker ran. Ours go to "background", as rows of the caller's transaction.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "ENQUEUE_ON_COMMIT": False},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# -- People who log in ----------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
SESSION_COOKIE_AGE = 9 * 60 * 60  # one working day, counted from the login (StaffSessionMiddleware)
STAFF_IDLE_SECONDS = 2 * 60 * 60  # long enough to write an answer in
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # Wagtail's editor reads it
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "guard.address.client_address"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False  # its log lines hold addresses and user names

# -- Language and time ----------------------------------------------------------------------
# Msgids are Turkish: what stands in the template is what the citizen reads.
LANGUAGE_CODE = "tr"
LANGUAGES = [("tr", "Türkçe"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Europe/Istanbul"
USE_I18N = True
USE_TZ = True

# -- Files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What citizens send: no URL, no public root; served by permission-checked views only.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor needs it

# -- Wagtail --------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Çınar"
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.forms.LoginForm"
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://localhost:8000")
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_AUTOSAVE_INTERVAL = 5000
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # nobody at the desk lives in another
WAGTAIL_FINISH_WORKFLOW_ACTION = "news.approval.publish_approved"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("tr", "Türkçe"), ("en", "English")]
WAGTAILIMAGES_IMAGE_MODEL = "pages.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 2**20
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "pages.CustomDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "txt", "csv"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 2**20
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# -- Browser rules --------------------------------------------------------------------------
ADMIN_PREFIX = "/yonetim/"
# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
    }
}
# What Wagtail's editor needs more, under ADMIN_PREFIX. Scripts stay as strict as outside: portal/templates/wagtailadmin
# and portal/static/portal/csp-init.js replace its inline scripts.
CONTENT_SECURITY_POLICY_ADMIN = {
    "default-src": [SELF],
    "style-src-elem": [SELF, UNSAFE_INLINE],  # Draftail writes two <style> elements per editor
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "base-uri": [SELF],
}
PERMISSIONS_POLICY = {
    "accelerometer": [],
    "autoplay": [],
    "browsing-topics": [],
    "camera": [],
    "display-capture": [],
    "encrypted-media": [],
    "fullscreen": ["self"],
    "geolocation": ["self"],  # "here" on the complaint form's map
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
    "screen-wake-lock": [],
    "usb": [],
    "xr-spatial-tracking": [],
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor's preview panel frames the site …
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # … which is the "good reason" this warning asks for
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# -- Sealing (people) -----------------------------------------------------------------------
# "id:base64key,id:base64key": the first seals, all open. See manage.py rotate_keys.
SEAL_KEYS = env("SEAL_KEYS", default="")
INDEX_KEY = env("INDEX_KEY", default="")  # for keyed hashes; separate from the sealing keys

# -- Citizens' cases ------------------------------------------------------------------------
REFERENCE_PREFIX = env("REFERENCE_PREFIX", default="İZM")
REOPEN_DAYS = 30  # how long after our answer a citizen may reopen the same case
LIKENESS_DAYS = 30  # how old an open matter may be to be offered as "looks like yours"
DRAFT_MINUTES = 60  # half-filled answers are kept this long at most
PUBLIC_BASE_URL = WAGTAILADMIN_BASE_URL  # links in messages
# -- Registration for events ----------------------------------------------------------------
EVENT_OFFER_HOURS = 24  # how long a seat that came free is kept for the next in line, far from the start
# Names and telephones of who registered are needed until the event, and for questions in the weeks after it (Law 6698
# art. 7: what is no longer needed goes); afterwards only the counts stay.
EVENT_KEEP_DAYS = 30

# -- Messages -------------------------------------------------------------------------------
vars().update(env.email_url_config(env("EMAIL_URL", default="") or "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Çınar <cinar@localhost>")
NOTICE_TRANSPORTS = {
    "email": env("NOTICE_EMAIL_TRANSPORT", default="notices.transports.console.ConsoleTransport"),
    "sms": env("NOTICE_SMS_TRANSPORT", default="notices.transports.console.ConsoleTransport"),
}
NOTICE_FILE_DIR = VAR_DIR / "outbox"  # where the console transport writes
NOTICE_SIGNATURE = env("NOTICE_SIGNATURE", default=WAGTAIL_SITE_NAME)  # under e-mails
NOTICE_QUIET_HOURS = {"sms": ("21:00", "08:00")}  # from, until; local time
# Keys of messages that cannot wait for the morning: somebody needs them now, or has just asked for them.
NOTICE_QUIET_EXEMPT = ["blood_appeal", "blood_enough", "case_numbers", "case_link"]
NOTICE_KEEP_TASKS_DAYS = 7
NOTICE_KEEP_WORDS_DAYS = 180  # afterwards only the fact stays that something was sent
NETGSM_URL = env("NETGSM_URL", default="https://api.netgsm.com.tr/sms/rest/v2/send")
NETGSM_USER = env("NETGSM_USER", default="")
NETGSM_PASSWORD = env("NETGSM_PASSWORD", default="")
NETGSM_HEADER = env("NETGSM_HEADER", default="")  # the registered sender's name

# -- Abuse ----------------------------------------------------------------------------------
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
CAPTCHA_PROVIDER = env("CAPTCHA_PROVIDER", default="proof_of_work")  # or "recaptcha", "none"
RECAPTCHA_PUBLIC_KEY = env("RECAPTCHA_PUBLIC_KEY", default="")
RECAPTCHA_PRIVATE_KEY = env("RECAPTCHA_PRIVATE_KEY", default="")
# Shown beside it: why the citizen's data may go abroad (Law 6698 art. 9).
RECAPTCHA_LEGAL_GROUND = env("RECAPTCHA_LEGAL_GROUND", default="")
RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3

# -- Kocaelispor ----------------------------------------------------------------------------
# Check digits only, or wishes.club.identity.KpsPublicVerifier where NVİ allows it.
IDENTITY_VERIFIER = env("IDENTITY_VERIFIER", default="wishes.club.identity.ChecksumVerifier")
KPSPUBLIC_URL = env("KPSPUBLIC_URL", default="https://tckimlik.nvi.gov.tr/Service/KPSPublic.asmx")

# -- Logs -----------------------------------------------------------------------------------
# To stderr, so that what a command prints stays clean; whoever runs the portal keeps them. Code never logs identities:
# the redaction is the net under it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "redacting": {
            "()": "portal.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "redacting"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Django's own handlers would write past the redaction, or mail whole requests to administrators.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "PIL": {"level": "INFO"},  # with DEBUG it tells what stands in a photo: where it was taken, by whom
        "fontTools": {"level": "WARNING"},  # some twenty lines for every receipt
        "fpdf": {"level": "ERROR"},  # it tells which letters a font lacks: those of a name, perhaps
    },
}
