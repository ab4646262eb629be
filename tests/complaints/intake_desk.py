"""Ayşe at the intake screen: what a call looks like, and how her browser sends it."""

import re

from django.test import Client

ADDRESS = "/yonetim/masa/yeni/"
HERS = "0555 000 00 12"
PIECE = {"X-Intake": "1"}  # how the script asks: without Wagtail's own page around the form
CALL = {
    "phone": HERS,
    "category": "park-ve-yesil-alan",
    "neighbourhood": "yahya-kaptan",
    "place": "okulun yanı",
    "words": "Salıncağın zinciri kopuk.",
    "danger": "",
    "notify_by": "sms",
    "nature": "complaint",
    "channel": "phone",
    "join": "",
}


def sign_in(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def screen(browser, path="", **query):
    response = browser.get(ADDRESS + path, query)
    assert response.status_code == 200
    return response


def piece(browser):
    return browser.get(ADDRESS, headers=PIECE)


def nonce_on(response):
    return re.search(r'name="nonce" value="([0-9a-f-]{36})"', response.content.decode())[1]


def save(browser, do="next", nonce=None, headers=None, path="", **different):
    data = CALL | {"nonce": nonce or nonce_on(piece(browser)), "do": do} | different
    return browser.post(ADDRESS + path, data, headers=headers)
