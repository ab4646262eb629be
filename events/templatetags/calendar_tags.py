"""Addresses under which one follows the events."""

from urllib.parse import urlencode

from django import template

from events.feeds import chosen_in

register = template.Library()


@register.simple_tag(takes_context=True)
def subscriptions(context, page):
    """Calendar and feeds of the event list for what is being looked at: absolute addresses."""
    request = context["request"]
    chosen = chosen_in(request.GET)
    url, query = page.get_full_url(request), f"?{urlencode(chosen)}" if chosen else ""
    calendar = f"{url}takvim.ics{query}"
    return {
        "calendar": calendar,
        "webcal": f"webcal://{calendar.partition('://')[2]}",
        "atom": f"{url}atom.xml{query}",
        "rss": f"{url}rss.xml{query}",
        "is_chosen": bool(chosen),
    }
