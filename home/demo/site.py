"""The first pages of the portal, from home/data/*.toml: true facts with their sources, drawn covers, no persons."""

import json
import tomllib
import uuid
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.models import Page, Site

from events import services as events_services
from events.models import EventCategory, EventDate, EventIndexPage, EventPage, Venue
from home.models import HomePage
from news.models import NewsCategory, NewsIndexPage, NewsPage
from pages.models import LinkPage, SiteFacts, StandardPage
from places.models import Neighbourhood
from wishes.complaints.models import ComplaintPage

from . import blood, bodies, club, wishbox

DATA = Path(__file__).resolve().parents[1] / "data"


def read(name):
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


def build():
    """Everything a visitor sees. Pages link to each other, so they are made first and filled afterwards."""
    texts = read("pages")
    home = _make_home(texts["home"])
    site = _make_site(home)
    complaint = home.add_child(instance=_page(ComplaintPage, texts["complaint"], show_in_menus=True))
    home.add_child(instance=_page(LinkPage, texts["track"], target=texts["track"]["target"], show_in_menus=True))
    membership = home.add_child(instance=club.page())
    events = home.add_child(instance=_page(EventIndexPage, texts["events"], show_in_menus=True))
    news = home.add_child(instance=_page(NewsIndexPage, texts["news"], show_in_menus=True))
    standard = [
        (home.add_child(instance=_page(StandardPage, row, is_service=row.get("is_service", False))), row)
        for row in texts["page"]
    ]
    wish = wishbox.add_page(home)
    donors = blood.add_pages(home)
    dated = _make_events(events)
    posts = _make_news(news)
    pages = dict(Page.objects.descendant_of(home).values_list("slug", "pk"))
    for page, row in [*standard, *dated, *posts]:
        page.body = bodies.blocks(row["body"], pages)
        if row.get("services"):
            page.services = json.dumps([_link(link, pages) for link in row["services"]])
        page.save()
    complaint.intro = bodies.blocks(texts["complaint"]["body"], pages)
    complaint.thanks, complaint.closed_text = texts["complaint"]["thanks"], texts["complaint"]["closed_text"]
    complaint.save()
    club.fill(membership, pages)
    wishbox.fill_page(wish, pages)
    blood.fill_pages(donors, pages)
    home.tiles = json.dumps([_tile(row, pages) for row in texts["home"]["tiles"]])
    home.doors = json.dumps([_door(row, pages) for row in texts["home"]["doors"]])
    home.save()
    _make_facts(site, texts, pages)


def _make_home(row):
    """In place of the page that Wagtail makes for a newcomer."""
    root = Page.get_first_root_node()
    fields = {name: value for name, value in row.items() if name not in ("tiles", "doors")}
    return root.add_child(instance=HomePage(**fields))


def _make_site(home):
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.root_page_id else None
    site.hostname, site.port, site.site_name, site.root_page = address.hostname or "localhost", port, "Çınar", home
    site.save()
    if welcome and welcome.specific_class is Page and welcome.is_leaf():
        welcome.delete()
    return site


def _page(model, row, **more):
    fields = {name: row[name] for name in ("slug", "title", "summary") if name in row}
    if "tone" in row:
        fields["cover_tone"] = row["tone"]
    if row.get("in_menu"):
        fields["show_in_menus"] = True
    return model(**fields | more)


def _make_events(parent):
    texts = read("events")
    for place, row in enumerate(texts["category"], start=1):
        EventCategory.objects.get_or_create(slug=row["slug"], defaults=row | {"sort_order": place * 10})
    for row in texts["venue"]:
        Venue.objects.get_or_create(name=row["name"])
    categories = {category.slug: category for category in EventCategory.objects.all()}
    venues = {venue.name: venue for venue in Venue.objects.all()}
    hoods = {hood.slug: hood for hood in Neighbourhood.objects.all()}
    facts = {"categories": categories, "venues": venues, "hoods": hoods}
    made = []
    for row in texts["event"]:
        page = _make_event(parent, row, **facts)
        made.append((page, row))
        # An evening takes from its programme what it does not say itself.
        shared = {name: row[name] for name in ("category", "is_free", "sources") if name in row}
        shared["dates"] = [{**date_row, "precision": "month", "note": ""} for date_row in row.get("dates", [])]
        for evening in row.get("evening", []):
            _make_event(page, shared | evening, **facts)
    return made


def _make_event(parent, row, *, categories, venues, hoods):
    plain = ("place", "audience", "is_free", "awaits_date", "date_note", "usual_month")
    page = _page(
        EventPage,
        row,
        category=categories[row["category"]],
        venue=venues.get(row.get("venue")),
        neighbourhood=hoods.get(row.get("neighbourhood")),
        sources="\n".join(row["sources"]),
        **{name: row[name] for name in plain if name in row},
    )
    page.dates = [_date(place, date_row, hoods) for place, date_row in enumerate(row.get("dates", []))]
    parent.add_child(instance=page)
    events_services.schedule(page)
    return page


def _date(place, row, hoods):
    return EventDate(
        sort_order=place,
        starts_at=_moment(row["starts"]),
        ends_at=_moment(row["ends"]) if "ends" in row else None,
        precision=row["precision"],
        neighbourhood=hoods.get(row.get("neighbourhood")),
        **{name: row[name] for name in ("note", "repeats", "weekdays", "until") if name in row},
    )


def _moment(value):
    if not isinstance(value, datetime) and isinstance(value, date):
        value = datetime.combine(value, datetime.min.time())
    return timezone.make_aware(value)


def _make_news(parent):
    texts = read("news")
    for place, row in enumerate(texts["category"], start=1):
        NewsCategory.objects.get_or_create(slug=row["slug"], defaults=row | {"sort_order": place * 10})
    categories = {category.slug: category for category in NewsCategory.objects.all()}
    made = []
    for row in texts["news"]:
        page = _page(
            NewsPage,
            row,
            date=row["date"],
            category=categories[row["category"]],
            sources="\n".join(row["sources"]),
        )
        made.append((parent.add_child(instance=page), row))
    return made


def _make_facts(site, texts, pages):
    facts = SiteFacts.for_site(site)
    for name, value in texts["facts"].items():
        setattr(facts, name, value)
    columns = [
        _block(
            "column",
            {
                "title": row["title"],
                "links": [
                    {"type": "item", "value": _target(link, pages) | {"text": link.get("text", "")}, "id": _id()}
                    for link in row["links"]
                    if _answers(link.get("address", ""))
                ],
            },
        )
        for row in texts["footer"]
    ]
    facts.footer_columns = json.dumps(columns)
    facts.save()


def _answers(address):
    """Is there a view behind an address of this site? A footer without a page beats a dead link."""
    if not address.startswith("/"):
        return True
    try:
        return resolve(address).url_name != "wagtail_serve"
    except Resolver404:
        return False


def _tile(row, pages):
    names = ("title", "text", "style", "icon", "shows_topics")
    tile = {"style": "", "icon": "arrow-right", "shows_topics": False} | {n: row[n] for n in names if n in row}
    return _block("tile", tile | _target(row, pages))


def _door(row, pages):
    return _block("door", {name: row[name] for name in ("title", "text", "icon")} | _target(row, pages))


def _link(row, pages):
    return _block("link", _target(row, pages) | {"text": row.get("text", ""), "note": row.get("note", "")})


def _target(row, pages):
    return {"page": pages[row["page"]] if "page" in row else None, "address": row.get("address", "")}


def _block(kind, value):
    return {"type": kind, "value": value, "id": _id()}


def _id():
    return str(uuid.uuid4())
