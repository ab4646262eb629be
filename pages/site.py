"""What every page shows of its site: facts and menu, read once and kept for a minute.

Kept as plain values, so that a page costs no query for them. Saving the settings or publishing a page forgets them in
this process (pages.receivers); other processes follow within the minute that public pages are cached anyway, or at
once where CACHE_URL names a shared cache.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import Page, Site

from lib import phone
from pages.blocks import is_external
from pages.models import LinkPage, SiteFacts

SECONDS = 60
EPOCH = "pages:epoch"


@dataclass(frozen=True)
class Banner:
    level: str
    lead: str
    text: str
    link_url: str
    link_text: str
    starts: datetime | None
    ends: datetime | None

    def is_shown(self, now) -> bool:
        return bool(self.text) and (not self.starts or self.starts <= now) and (not self.ends or now < self.ends)

    def seconds_to_change(self, now) -> int | None:
        """Whole seconds until it appears or goes; None when its time is over or was never limited."""
        coming = [moment for moment in (self.starts, self.ends) if moment and moment > now]
        return int((min(coming) - now).total_seconds()) if coming else None


@dataclass(frozen=True)
class Facts:
    name: str = "Çınar"
    strapline: str = ""
    organisation: str = ""
    directorate: str = ""
    town: str = ""
    call_centre_phone: str = ""
    whatsapp_phone: str = ""
    desk_address: str = ""
    desk_hours: str = ""
    email: str = ""
    kep: str = ""
    emergency_text: str = ""
    copyright: str = ""
    home_url: str = "/"
    search_url: str = ""
    languages: list = field(default_factory=list)
    social: list = field(default_factory=list)
    footer_columns: list = field(default_factory=list)
    banner: Banner | None = None

    @property
    def call_centre_phone_display(self):
        return phone.display(self.call_centre_phone)

    @property
    def whatsapp_phone_display(self):
        return phone.display(self.whatsapp_phone)


def facts_of(site: Site | None) -> Facts:
    """Facts of a site; the banner only while its time lasts."""
    if site is None:
        return Facts(search_url=_search_url())
    facts = _kept_facts(site)
    if facts.banner and not facts.banner.is_shown(timezone.now()):
        facts = replace(facts, banner=None)
    return facts


def seconds_to_change(site: Site | None) -> int | None:
    """How long what every page shows stays as it is, as far as the clock decides."""
    banner = _kept_facts(site).banner if site else None
    return banner.seconds_to_change(timezone.now()) if banner else None


def changed_at() -> float:
    """When a page or the facts last changed here, as a timestamp; 0 when nobody has seen a change."""
    return cache.get(EPOCH, 0)


def menu_of(site: Site | None) -> list[dict]:
    """Main menu: pages under the home page that are shown in menus, in the order of the page tree."""
    if site is None:
        return []
    return cache.get_or_set(_key("menu", site), lambda: _read_menu(site), SECONDS)


def forget():
    """Read facts and menus anew at the next page."""
    cache.set(EPOCH, timezone.now().timestamp(), None)


def _key(kind, site):
    return f"pages:{kind}:{site.pk}:{changed_at()}"


def _kept_facts(site):
    return cache.get_or_set(_key("facts", site), lambda: _read_facts(site), SECONDS)


def _read_facts(site):
    row = SiteFacts.objects.filter(site=site).first() or SiteFacts(site=site)
    plain = {
        name: getattr(row, name)
        for name in Facts.__dataclass_fields__
        if name not in ("home_url", "search_url", "languages", "social", "footer_columns", "banner")
    }
    return Facts(
        **plain,
        search_url=_search_url(),
        social=[
            {"label": account.value["name"], "name": account.value["name"], "url": account.value["url"]}
            for account in row.social
        ],
        footer_columns=[
            {
                "title": column.value["title"],
                "links": [_link(link.label, link.url) for link in column.value["links"] if link.url],
            }
            for column in row.footer_columns
        ],
        banner=Banner(
            level=row.banner_level,
            lead=row.banner_lead,
            text=row.banner_text,
            link_url=row.banner_link,
            link_text=row.banner_link_text,
            starts=row.banner_from,
            ends=row.banner_until,
        )
        if row.banner_text
        else None,
    )


def _read_menu(site):
    pages = Page.objects.child_of(site.root_page).live().public().in_menu().order_by("path").specific()
    return [_link(page.title, address_of(page)) for page in pages]


def address_of(page: Page, request=None) -> str:
    """Where a link to this page leads: a LinkPage names an address of its own."""
    specific = page.specific
    if isinstance(specific, LinkPage):
        return specific.target
    return page.get_url(request) or ""


def _link(text, url):
    return {"title": text, "label": text, "url": url, "external": is_external(url)}


def _search_url():
    try:
        return reverse("search")
    except NoReverseMatch:
        return ""
