"""Pages about the forms that anybody may read: the information notices in force, and older versions of them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.models import ConsentText


@require_safe
def privacy_index(request):
    texts = [text for text in ConsentText.objects.order_by("title") if text.current]
    return render(request, "wishes/privacy_index.html", {"texts": texts})


@require_safe
def privacy(request, key):
    """One text as it is shown now, or with ?surum=2 as it was shown then: a receipt names the version."""
    text = get_object_or_404(ConsentText, key=key)
    current = text.current
    version = _version(text, request.GET.get("surum", "")) or current
    if version is None:
        raise Http404
    context = {
        "text": text,
        "version": version,
        # On a page of its own the text's headings are of the second rank.
        "body": version.body.replace("<h3", "<h2").replace("</h3>", "</h2>"),
        "is_current": version == current,
    }
    return render(request, "wishes/privacy.html", context)


def _version(text, number):
    if not number:
        return None
    if not (number.isascii() and number.isdecimal() and len(number) <= 6):
        raise Http404
    return get_object_or_404(text.versions, number=int(number))
