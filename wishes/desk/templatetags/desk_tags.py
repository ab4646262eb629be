"""How the desk writes dates, statuses and covered personal data."""

from django import template

from lib import dates, masking, phone, turkish
from wishes.desk import kinds
from wishes.workflow import Status

register = template.Library()

register.filter("day", lambda value: dates.short(value) if value else "")
register.filter("long_day", lambda value: dates.long(value) if value else "")
register.filter("moment", lambda value: f"{dates.short(value)} {dates.time(value)}" if value else "")
register.filter("clock", lambda value: dates.time(value) if value else "")
register.filter("masked_name", masking.name)
register.filter("masked_phone", masking.phone)
register.filter("masked_email", masking.email)
register.filter("shown_phone", phone.display)
# Not capfirst: that makes "Iç not" of "iç not".
register.filter("sentence", lambda text: turkish.upper(str(text)[:1]) + str(text)[1:])


@register.simple_tag(takes_context=True)
def desk_entries(context):
    """[(label, address)] of the screens where this user takes something in."""
    return kinds.entries(context["request"].user)


TONES = {
    Status.RECEIVED: "new",
    Status.IN_PROGRESS: "work",
    Status.WAITING: "you",
    Status.TRANSFERRED: "out",
    Status.CLOSED: "done",
    Status.WITHDRAWN: "out",
}


@register.filter
def tone(status):
    return TONES.get(status, "out")
