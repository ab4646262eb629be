"""Who comes through to a case's page: the browser that opened it, and nobody keeps a copy."""

from functools import wraps

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from lib import reference as references

from . import following, grants, tracking
from .grants import WEAK, Level


def private(view):
    """Nobody keeps a copy and nobody lists it."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapper


def opened(need=WEAK):
    """The view gets a Story instead of a reference; a browser that has not opened the case is sent to look it up."""

    def decorate(view):
        @private
        @wraps(view)
        def wrapper(request, reference, **kwargs):
            try:
                canonical = references.parse(reference, settings.REFERENCE_PREFIX)
            except references.InvalidReference:
                return _ask_for_key(reference[:40])
            written = references.ascii(canonical, settings.REFERENCE_PREFIX)
            if reference != written:  # the cookie's path is exact
                return redirect(request.resolver_match.view_name, **(kwargs | {"reference": written}))
            case = tracking.find(canonical) if grants.is_claimed(request, canonical) else None
            level = grants.level_for(request, case) if case else Level.NONE
            if level < need:
                return _ask_for_key(written)
            response = view(request, following.read(case, level), **kwargs)
            return response if response.cookies else grants.grant(response, case, level)  # slides the half hour

        return wrapper

    return decorate


def _ask_for_key(reference):
    return redirect(f"{reverse('wishes:lookup')}?{urlencode({'no': reference})}")
