"""The screens that are measured, as their visitors ask for them."""

import gzip
import re
from datetime import timedelta
from itertools import count

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.models import ConsentTextVersion
from tests import makers
from wishes.complaints.models import Category, ComplaintPage
from wishes.desk.paging import DESK, RECEIVED
from wishes.models import Case
from wishes.services import receipt_for
from wishes.workflow import OPEN

from .stage import FIRST, LAST
from .stopwatch import kilobytes

SUBMITTED = 300


def pages(watch):
    visitor = Client()
    home = watch.request("home", lambda: visitor.get("/"))
    watch.request("event list", lambda: visitor.get("/etkinlikler/"))
    watch.request("event list, the past", lambda: visitor.get("/etkinlikler/", {"zaman": "gecmis"}))
    watch.request("news list", lambda: visitor.get("/haberler/"))
    watch.request("news list, page 50", lambda: visitor.get("/haberler/", {"sayfa": 50}))
    watch.request("search, one word", lambda: visitor.get("/arama/", {"q": "sinema"}))
    watch.request("search, two words", lambda: visitor.get("/arama/", {"q": "kaldirim tasi"}))
    files = _assets(home.content.decode())
    packed = sum(len(gzip.compress(content, 9)) for content in files)
    print(f"{'CSS and JS of the home page':42}{len(files)} files, {kilobytes(packed)} gz")


def _assets(html):
    paths = re.findall(r'(?:<link[^>]+rel="stylesheet"[^>]+href|<script[^>]+src)="/static/([^"?]+)', html)
    return [open(finders.find(path), "rb").read() for path in paths]


def tracking(watch):
    case = Case.objects.filter(status__in=OPEN, person__isnull=False).latest("pk")
    citizen = Client()
    address = reverse("wishes:case", args=[case.url_reference])
    citizen.get(reverse("wishes:link", args=[receipt_for(case).link_token]))
    watch.request("tracking: ask", lambda: Client().get(reverse("wishes:lookup")))
    watch.request("tracking: a case", lambda: citizen.get(address))


def submit(watch):
    """The form as one citizen walks it, then whole complaints through the services, as fast as one process can."""
    form, citizen = ComplaintPage.objects.get().url, Client()
    category = Category.objects.filter(authority="", asks_place=True).first()
    topic = {"nature": "complaint", "category": category.slug}
    watch.request("form: first step", lambda: Client().get(f"{form}adim/konu/"))
    watch.request("form: a step is sent", lambda: citizen.post(f"{form}adim/konu/", topic), status=302)
    watch.request("form: second step", lambda: citizen.get(f"{form}adim/yer/"))
    watch.request("form: errors", lambda: citizen.post(f"{form}adim/yer/", {"words": "kısa"}), status=422)
    numbers, notice = count(1), ConsentTextVersion.objects.first()

    def receive():
        number = next(numbers)
        person = makers.make_person(
            name=f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]}", phone=f"+90556{number:07}", email=""
        )
        makers.make_complaint("Kaldırım taşı kırık.", category=category, person=person, notice_version=notice)

    watch.rate("complaints received", receive, times=SUBMITTED)


def inbox(watch):
    for name, user in [("all units", makers.make_directorate()), ("one unit", makers.make_clerk("memur1"))]:
        desk = Client()
        desk.force_login(user)
        _inbox(watch, desk, name)
        _searches(watch, desk, name, user)
    watch.request("desk's first page", lambda: desk.get(reverse("wagtailadmin_home")))


def _inbox(watch, desk, name):
    def look(label, **parameters):
        return watch.request(f"{name}: {label}", lambda: desk.get(reverse("desk:inbox"), parameters))

    look("first page")
    look("deep page", sonra=_middle())
    look("everything, newest first", durum="hepsi")
    look("everything, a year deep", durum="hepsi", sonra=_a_year_ago())
    look("a neighbourhood, closed", durum="kapali", mahalle=Case.objects.last().neighbourhood_id)
    look("by channel", kanal="phone")
    look("late ones", gorunum="geciken")
    look("the citizen spoke last", gorunum="yanitladi")


def _middle():
    """The cursor in the middle of the open list."""
    rows = Case.objects.open().filter(is_urgent=False, promised_on__isnull=False).order_by("promised_on", "pk")
    return DESK.cursor(rows[rows.count() // 2])


def _a_year_ago():
    day = timezone.now() - timedelta(days=365)
    return RECEIVED.cursor(Case.objects.filter(received_at__lt=day).latest("received_at"))


def _searches(watch, desk, name, user):
    case = Case.objects.for_staff(user).filter(person__isnull=False).last()

    def ask(words):
        return desk.post(reverse("desk:search"), {"q": words})

    watch.request(f"{name}: search a reference", lambda: ask(case.shown_reference), status=302)
    for label, words in [
        ("a phone", case.person.phone),
        ("a name", case.person.name),
        ("a usual word", "salıncak"),
        ("a rare word", "örümcek"),
        ("three words", "salıncak konteyner mazgal"),
    ]:
        found = ask(words)["Location"]
        watch.request(f"{name}: search {label}", lambda found=found: desk.get(found))
    watch.request(f"{name}: case page", lambda: desk.get(reverse("desk:case", args=[case.pk])))
