"""What is refused unread, and what every answer tells the browser."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from portal import middleware

urlpatterns = [
    path("merhaba/", lambda request: HttpResponse("Merhaba")),
    path("form/", lambda request: HttpResponse(request.POST.get("ad", "") + request.GET.get("ad", ""))),
    path("yonetim/", include(wagtailadmin_urls)),
]

pytestmark = pytest.mark.urls(__name__)
URLENCODED = "application/x-www-form-urlencoded"


def test_an_honest_form_passes(client):
    answer = client.post("/form/", "ad=%C3%87%C4%B1nar", content_type=f"{URLENCODED}; charset=UTF-8")
    assert (answer.status_code, answer.content.decode()) == (200, "Çınar")


@pytest.mark.parametrize("charset", ["utf8", "us-ascii", "UTF-8"])
def test_other_names_of_utf8_pass(client, charset):
    assert client.generic("POST", "/form/", "ad=a", f"{URLENCODED}; charset={charset}").content == b"a"


@pytest.mark.parametrize("kind", [URLENCODED, "multipart/form-data; boundary=x", "application/json", "text/plain"])
@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "iso-8859-9", "idna", "base64", "nonsense", "rot13"])
@pytest.mark.parametrize("where", ["/form/", "/merhaba/", "/yok/"])
def test_it_refuses_bodies_in_other_encodings_in_words(client, kind, charset, where):
    client.raise_request_exception = False
    answer = client.generic("POST", where, "ad=+AGE-", f"{kind}; charset={charset}")
    assert answer.status_code == 400
    assert "İsteğinizi okuyamadık" in answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_a_declared_encoding_does_not_change_how_the_query_is_read(client):
    answer = client.generic("GET", "/form/?ad=%C4%B1", content_type="text/html; charset=utf-16")
    assert answer.content.decode() == "ı"


@pytest.mark.parametrize("address", ["/mer%00haba/", "/merhaba/?a=%00", "/merhaba/?%00=1"])
def test_it_refuses_nul_bytes_in_addresses(client, address):
    answer = client.get(address)
    assert answer.status_code == 400


def test_it_refuses_nul_bytes_in_cookies(client):
    client.cookies.load(r'sessionid="\000aaaaaaaa"')
    assert client.get("/merhaba/").status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_it_refuses_methods_we_do_not_speak(client, method):
    assert client.generic(method, "/merhaba/", HTTP_X_SECRET="s3cret").status_code == 405


def test_a_public_page_is_the_same_for_everybody(client):
    answer = client.get("/merhaba/")
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert "sessionid" not in client.cookies


def directives(answer):
    policy = answer["Content-Security-Policy"]
    return {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}


def test_the_public_policy_allows_only_our_own_files(client):
    policy = directives(client.get("/merhaba/"))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert not any("unsafe" in source or source.startswith("http") for sources in policy.values() for source in sources)


def test_the_desk_runs_no_inline_script_either(client, db):
    answer = client.get("/yonetim/login/")
    policy = directives(answer)
    assert answer.status_code == 200
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src-elem"] == ["'self'", "'unsafe-inline'"]
    assert "script-src-elem" not in policy
    assert "blob:" in policy["img-src"]


def test_headers_stand_on_every_answer_even_a_refusal(client):
    for answer in [client.get("/merhaba/"), client.get("/merhaba/?%00"), client.generic("TRACE", "/")]:
        assert "camera=()" in answer["Permissions-Policy"]
        assert "geolocation=(self)" in answer["Permissions-Policy"]
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


@override_settings(SECURE_SSL_REDIRECT=True)
def test_plain_http_is_sent_to_tls_with_headers(client):
    answer = client.get("/merhaba/")
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/merhaba/"
    assert "Permissions-Policy" in answer


def test_it_refuses_more_than_the_disk_should_take_unread(client, monkeypatch):
    monkeypatch.setattr(middleware, "MOST_BYTES", 1000)
    answer = client.post("/form/", "no=" + "x" * 2000, content_type=URLENCODED)
    assert answer.status_code == 413
    assert "çok büyük" in answer.content.decode()
