"""A page with a guarded form, for the browser tests."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.cache import never_cache

from guard.captcha import open_policy
from guard.forms import GuardedFormMixin


class Letter(GuardedFormMixin, forms.Form):
    guard_min_seconds = 0
    words = forms.CharField()


@never_cache
def letter(request):
    form = Letter(request.POST or None).guard(request)
    if request.method == "POST" and form.is_valid():
        held = form.hold_reason or "-"
        return HttpResponse(f"<title>Oldu</title><p id=done>{held} {request.POST.get('send')}</p>")
    return open_policy(render(request, "guard_letter.html", {"form": form}))


urlpatterns = [path("mektup/", letter), path("koruma/", include("guard.urls"))]
