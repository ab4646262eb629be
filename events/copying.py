"""Last year's event once more: text, picture and place stay, its dates move on, nothing else comes along.

A date is moved by 52 weeks, so a Saturday stays a Saturday; where only the month or the year is known, that is what
moves. Dates that happened (Occurrence), what became of them (Change) and who registered belong to the old page alone.
"""

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction

from lib import turkish
from pages.models import BasePage

from .dated import Precision
from .models import EventDate, EventPage

YEAR = timedelta(weeks=52)
#: Facts of one year's page. A plan of publishing would put the copy out by itself.
LEFT_BEHIND = ["go_live_at", "expire_at", "noindex"]


def may_copy(user, page) -> bool:
    return page.get_parent().permissions_for_user(user).can_add_subpage()


@transaction.atomic
def copy_for_next_time(page, *, by) -> EventPage:
    """A draft of the next edition, with its programme. Raises PermissionDenied."""
    page = page.specific
    if not may_copy(by, page):
        raise PermissionDenied
    years = years_on(page)
    parent = page.get_parent().specific
    copy = _copy(page, parent, years, by)
    for child in EventPage.objects.child_of(page).order_by("path"):
        _copy(child, copy, years, by)
    return copy


def years_on(page) -> int:
    """How many times 52 weeks bring the first date of a page and its programme past today: 1 or more."""
    dates = EventDate.objects.filter(page__path__startswith=page.path)
    first = dates.order_by("starts_at").values_list("starts_at", flat=True).first()
    if first is None:
        return 1
    return max(1, -((first - timezone.now()) // YEAR))


def moved(moment, years, precision=Precision.TIME):
    """The same hour on the same weekday, `years` times 52 weeks on; the same month where only that is known."""
    if moment is None:
        return None
    local = timezone.localtime(moment).replace(tzinfo=None)
    if precision in (Precision.MONTH, Precision.YEAR):
        last = 28 if (local.month, local.day) == (2, 29) else local.day
        return timezone.make_aware(local.replace(year=local.year + years, day=last))
    return timezone.make_aware(local + years * YEAR)


def _copy(page, parent, years, by):
    def move_on(_source, _target, _relation, row):
        if isinstance(row, EventDate):
            row.uid = uuid.uuid4()  # for calendars another event
            row.starts_at = moved(row.starts_at, years, row.precision)
            row.ends_at = moved(row.ends_at, years, row.precision)
            row.until = row.until and row.until + years * YEAR

    action = CopyPageAction(
        page,
        to=parent,
        update_attrs={"slug": _free_slug(page, parent)},
        exclude_fields=LEFT_BEHIND,
        copy_revisions=False,
        keep_live=False,
        user=by,
        process_child_object=move_on,
    )
    return action.execute(skip_permission_checks=True)


def _free_slug(page, parent):
    base = (turkish.slugify(page.title) or page.slug)[:240]
    number, slug = 1, base
    while not BasePage._slug_is_available(slug, parent):
        number += 1
        slug = f"{base}-{number}"
    return slug
