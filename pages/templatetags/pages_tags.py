"""What every page shows: facts and menu of the site, breadcrumbs, covers and pictures, Turkish dates and numbers."""

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.models import Page, Site

from lib import dates
from pages import covers, sharing
from pages import site as sites
from pages.templatetags.looks import bark_cover

register = template.Library()


# -- The site -------------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def site_facts(context):
    """Names, phones, hours and links of this site: see pages.site.Facts."""
    try:
        return sites.facts_of(_site(context))
    except DatabaseError:  # an error page must still be drawn
        return sites.Facts()


@register.simple_tag(takes_context=True)
def site_menu(context):
    """The main menu: list of {title, label, url, external, current}."""
    try:
        items = sites.menu_of(_site(context))
    except DatabaseError:
        return []
    path = getattr(context.get("request"), "path", "")
    return [item | {"current": _is_current(item["url"], path)} for item in items]


@register.simple_tag(takes_context=True)
def breadcrumbs(context, page=None):
    """Where a page stands, from the home page down: list of {title, label, url}; at most three steps above it."""
    page = page or context.get("page")
    site = _site(context)
    if not isinstance(page, Page) or site is None or not page.pk or page.pk == site.root_page_id:
        return []
    above = page.get_ancestors().filter(depth__gte=site.root_page.depth, live=True)
    trail = [(_("Ana sayfa") if step.pk == site.root_page_id else step.title, step.url) for step in above]
    if len(trail) > 3:
        trail = [trail[0], *trail[-2:]]
    return [{"title": title, "label": title, "url": url} for title, url in [*trail, (page.title, "")]]


@register.simple_tag(takes_context=True)
def staff_bar(context):
    """Wagtail's user bar for those who carry a session. An anonymous page must not so much as look at the user."""
    request = context.get("request")
    if request is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return wagtailuserbar(context)


@register.simple_tag(takes_context=True)
def absolute(context, address):
    """An address with its host, for other sites to read."""
    request = context.get("request")
    return request.build_absolute_uri(address) if address and request is not None else address or ""


@register.simple_tag(takes_context=True)
def share_image(context, page):
    """Absolute address of the picture that goes with a shared link: the cover's photograph, else the title on bark.

    The front page, and a page that has no address yet, go with the portal's own.
    """
    photograph = getattr(page, "cover_id", None) and page.cover
    if photograph:
        return absolute(context, covers.share_url(photograph))
    request, site = context.get("request"), _site(context)
    is_drawn = request is not None and site and page.live and page.pk != site.root_page_id and page.get_url(request)
    return absolute(context, sharing.picture_address(page, request) if is_drawn else static("img/og.png"))


@register.simple_tag(takes_context=True)
def structured_data(context, page):
    """What search engines are told of a page, as a data block."""
    request = context.get("request")
    return sharing.json_ld(page.structured_data(request)) if request is not None and page.pk else ""


@register.simple_tag(takes_context=True)
def alternates(context, page):
    """Feeds and calendars of a page: list of pages.feeds.Alternate."""
    request = context.get("request")
    return page.alternates(request) if request is not None and page.pk else []


# -- Pictures -------------------------------------------------------------------------------
@register.simple_tag
def picture(image, spec="body", alt=None, lazy=True):
    """<picture> with WebP and JPEG in several widths; `spec` is a key of pages.covers.SPECS.

    The alternative text is `alt`, or what the block says of this use of the picture, or the picture's own.
    """
    if not image:
        return ""
    if alt is None:
        alt = "" if image.decorative else image.contextual_alt_text
    if alt is None:
        alt = image.default_alt_text
    shape = covers.SPECS[spec]
    webp, jpeg = covers.offered(image, shape)
    return render_to_string(
        "pages/picture.html",
        {
            "webp": _srcset(webp),
            "jpeg": _srcset(jpeg) if len(jpeg) > 1 else "",
            "sizes": shape.sizes,
            "fallback": jpeg[-1],
            "alt": alt,
            "lazy": lazy,
        },
    )


@register.simple_tag
def cover(page, spec="card", lazy=True, alt=None):
    """The cover of a page: its photograph, or bark drawn in its colour. In lists prefetch `cover__renditions`."""
    if page.cover_id and page.cover:
        return picture(page.cover, spec, alt=alt, lazy=lazy)
    return bark_cover(page.cover_seed, page.cover_tone or "cinar", lazy)


# -- Turkish dates and numbers ---------------------------------------------------------------
@register.filter
def long_date(day):
    """ "2 Şubat 2026 Pazartesi"."""
    return dates.long(day) if day else ""


@register.filter
def short_date(day):
    """ "02.02.2026"."""
    return dates.short(day) if day else ""


@register.filter
def clock(moment):
    """ "16.00"."""
    return dates.time(moment) if moment else ""


@register.filter
def to(start, end):
    """From one moment or day to another: "10.00–16.00", "2–4 Şubat 2026"; `day|to:day` is "2 Şubat 2026"."""
    return dates.range(start, end) if start and end else ""


@register.filter
def number(value, places=0):
    """ "1.500"."""
    return "" if value in (None, "") else dates.number(value, int(places))


@register.filter
def percent(value, places=0):
    """ "% 62"."""
    return "" if value in (None, "") else dates.percent(value, int(places))


def _site(context):
    request = context.get("request")
    if request is not None:
        return Site.find_for_request(request)
    return Site.objects.filter(is_default_site=True).select_related("root_page").first()


def _is_current(url, path):
    return bool(path) and (path == url or (len(url) > 1 and url.endswith("/") and path.startswith(url)))


def _srcset(sources):
    return ", ".join(f"{source.url} {source.width}w" for source in sources)
