"""Whose address is it? Counted from the trusted proxies, never from a bare X-Forwarded-For."""

from django.conf import settings


def client_address(request):
    """The client's IP address as text; with TRUSTED_PROXY_COUNT=n, the n-th X-Forwarded-For entry from the right."""
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if count and len(forwarded) >= count:
        return forwarded[-count]
    return request.META.get("REMOTE_ADDR", "")
