"""Whose address is it? Counted from the trusted proxies, never from a bare X-Forwarded-For."""

import ipaddress

from django.conf import settings


def client_address(request):
    """The client's IP address as text; with TRUSTED_PROXY_COUNT=n, the n-th X-Forwarded-For entry from the right."""
    count = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if count and len(forwarded) >= count:
        return _without_port(forwarded[-count])
    return request.META.get("REMOTE_ADDR", "")


def _without_port(text):
    """Some proxies write "203.0.113.9:40312" or "[2001:db8::1]:40312", another port for each connection."""
    host, colon, port = text.rpartition(":")
    if colon and port.isdecimal() and (host.endswith("]") or ":" not in host):
        return host.strip("[]")
    return text


def limit_key(request):
    """What limits count by: an IPv4 address, or the /64 of an IPv6 one, since one household owns all of it."""
    text = client_address(request)
    try:
        address = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:  # a socket file, or a proxy that writes "host:port": still one key for one sender
        return text
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
