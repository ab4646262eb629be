"""The doors of the desk, and how often one address may knock.

Axes locks one name at one address. What it does not see: one address that tries a common password on every name, or
has mail sent to every colleague. Many clerks share one address, so these limits are wide.
"""

from datetime import timedelta

from django.shortcuts import render
from wagtail.admin.views import account

from guard import limits
from guard.address import limit_key

WINDOW = timedelta(minutes=15)


class LimitedMixin:
    name = ""
    per_address = 0

    def post(self, request, *args, **kwargs):
        if not limits.hit(self.name, limit_key(request), limit=self.per_address, window=WINDOW):
            page = render(request, "accounts/locked_out.html", status=429)
            page["Retry-After"] = str(limits.seconds_left(WINDOW))
            return page
        return super().post(request, *args, **kwargs)


class LoginView(LimitedMixin, account.LoginView):
    name = "login:address"
    per_address = 150


class PasswordResetView(LimitedMixin, account.PasswordResetView):
    name = "password-reset:address"
    per_address = 10
