"""How the screens of an event's dates are entered: by who may publish that page."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from .models import EventPage


def may_change_dates(user, page) -> bool:
    return page.permissions_for_user(user).can_publish()


def on_event(view):
    """The view gets the EventPage instead of its key."""

    @wraps(view)
    def guarded(request, page_pk, *args, **kwargs):
        # By `id`, the number itself: a pk that is a relation does not know what is too large for the database.
        page = get_object_or_404(EventPage.objects.select_related("venue", "neighbourhood"), id=page_pk)
        if not may_change_dates(request.user, page):
            raise PermissionDenied
        return view(request, page, *args, **kwargs)

    return guarded
