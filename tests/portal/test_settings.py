"""Production refuses to start half-armed, and says which half is missing."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as test_settings

from lib.sealing import new_key
from portal.settings import dev

SHOW = (
    "import django; from django.conf import settings as s; django.setup(); "
    "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.DEBUG, "
    "getattr(s, 'SECURE_PROXY_SSL_HEADER', None), s.DATABASES['default']['OPTIONS'].get('pool'), "
    "s.CACHES['default']['BACKEND'].rsplit('.', 1)[1], s.EMAIL_HOST, sep='\\n')"
)


@pytest.fixture
def environment(tmp_path):
    """Everything that production asks for."""
    return {
        "PATH": os.environ["PATH"],
        "ENV_FILE": "",
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "SECRET_KEY": "k" * 64,
        "ALLOWED_HOSTS": "cinar.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "BASE_URL": "https://cinar.example",
        "SEAL_KEYS": f"k1:{new_key()}",
        "INDEX_KEY": new_key(),
        "EMAIL_URL": "smtp+tls://u:p@mail.example:587",
    }


def start(environment):
    return subprocess.run(
        [sys.executable, "-c", SHOW], env=environment, cwd=test_settings.BASE_DIR, capture_output=True, text=True
    )


def test_it_starts_with_everything_in_place(environment):
    answer = start(environment)
    assert answer.returncode == 0, answer.stderr
    session, csrf, hsts, debug, proxy, pool, cache, mail = answer.stdout.splitlines()
    assert (session, csrf) == ("__Host-oturum", "__Host-csrf")
    assert int(hsts) >= 31536000
    assert (debug, proxy, pool, cache, mail) == ("False", "None", "None", "LocMemCache", "mail.example")


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL", "SEAL_KEYS", "INDEX_KEY", "EMAIL_URL"]
)
def test_it_names_what_is_missing(environment, name):
    answer = start(environment | {name: ""})
    assert answer.returncode != 0
    assert f"Missing in the environment: {name}." in answer.stderr


def test_it_names_all_that_is_missing_at_once(environment):
    del environment["SECRET_KEY"], environment["SEAL_KEYS"]
    assert "Missing in the environment: SECRET_KEY, SEAL_KEYS." in start(environment).stderr


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SECRET_KEY", dev.SECRET_KEY * 3, "published development keys, make your own: SECRET_KEY"),
        ("SEAL_KEYS", dev.SEAL_KEYS, "published development keys, make your own: SEAL_KEYS"),
        ("INDEX_KEY", dev.INDEX_KEY, "published development keys, make your own: INDEX_KEY"),
        ("SECRET_KEY", "short", "SECRET_KEY is shorter"),
        ("SEAL_KEYS", "k1:c2hvcnQ=", "sealing key 1 has 5 bytes"),
        ("INDEX_KEY", "c2hvcnQ=", "the index key has 5 bytes"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts"),
        ("BASE_URL", "http://cinar.example", "BASE_URL must begin with https://"),
    ],
)
def test_it_refuses_what_is_unsafe_without_printing_it(environment, name, value, says):
    answer = start(environment | {name: value})
    assert answer.returncode != 0
    assert says in answer.stderr
    assert f"{name}={value}" not in answer.stderr


def test_it_refuses_one_key_for_two_purposes(environment):
    answer = start(environment | {"SEAL_KEYS": f"k1:{environment['INDEX_KEY']}"})
    assert "INDEX_KEY must be a key of its own" in answer.stderr
    assert environment["INDEX_KEY"] not in answer.stderr


def test_a_proxy_is_believed_only_when_told_so(environment):
    answer = start(environment | {"BEHIND_TLS_PROXY": "true"})
    assert "('HTTP_X_FORWARDED_PROTO', 'https')" in answer.stdout


def test_postgresql_with_a_pool_and_a_shared_cache(environment):
    answer = start(
        environment
        | {
            "DATABASE_URL": "postgres://u:p@db.example/cinar",
            "DATABASE_POOL_SIZE": "8",
            "CACHE_URL": "redis://cache.example:6379/1",
        }
    )
    assert answer.returncode == 0, answer.stderr
    assert "'max_size': 8" in answer.stdout
    assert "RedisCache" in answer.stdout


def test_every_variable_is_explained():
    """Whatever the settings read from the environment stands in .env.example."""
    settings_folder = test_settings.BASE_DIR / "portal" / "settings"
    source = "".join(path.read_text() for path in settings_folder.glob("*.py"))
    read = set(re.findall(r"""\benv(?:\.\w+)?\(\s*["']([A-Z_]+)["']""", source))
    explained = set(re.findall(r"^#?([A-Z_]+)=", (test_settings.BASE_DIR / ".env.example").read_text(), re.MULTILINE))
    assert "SECRET_KEY" in read
    assert read - explained == {"ENV_FILE", "PORT"}  # for our own tools
