"""How every screen for staff is entered: first the user, then the row."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from .models import Visit, Wish

WORK, STORIES, REVEAL = "wishbox.work_wish", "wishbox.read_story", "wishes.reveal_person"


def needs(*permissions):
    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not all(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def on_wish(view=None, *, reveal=False):
    """The view gets the Wish instead of its pk."""

    def decorate(view):
        @needs(WORK, *([REVEAL] if reveal else []))
        @wraps(view)
        def guarded(request, pk, *args, **kwargs):
            wish = get_object_or_404(Wish.objects.for_staff(request.user).with_case(), pk=pk)
            return view(request, wish, *args, **kwargs)

        return guarded

    return decorate(view) if view else decorate


def on_visit(view=None, *, reveal=False):
    def decorate(view):
        @needs(WORK, *([REVEAL] if reveal else []))
        @wraps(view)
        def guarded(request, visit, *args, **kwargs):
            return view(
                request, get_object_or_404(Visit.objects.select_related("campaign", "start"), pk=visit), *args, **kwargs
            )

        return guarded

    return decorate(view) if view else decorate
