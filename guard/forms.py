"""The guard of a citizen form: honeypot, time trap, captcha and limits. A person is held for a look, never turned away.

    class ComplaintForm(GuardedFormMixin, forms.Form): ...

    form = ComplaintForm(request.POST or None).guard(request, scope=str(draft.nonce))
    if form.is_valid():
        receive(..., hold_reason=form.hold_reason)

and `{% include "guard/fields.html" with form=form only %}` inside the <form>.
"""

import time
from datetime import timedelta

from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from . import limits
from .address import limit_key
from .captcha import Verdict, get_provider

HOUR = timedelta(hours=1)


class GuardedFormMixin:
    """Judges the submission once everything else in the form is well.

    After is_valid(): `hold_reason` is "" or why somebody should look first: "honeypot", "too_fast" or "captcha".
    """

    #: Names this form in limits.
    guard_name = "form"
    #: Nobody fills the form faster; bots do.
    guard_min_seconds = 3
    #: Submissions of one address in an hour. Mobile operators put many people behind one address.
    guard_per_address = 30
    #: Of these, held ones (unchecked by a captcha): neither one address nor all of them together fail open for ever.
    guard_held_per_address = 10
    guard_held_overall = 300

    honeypot_name = "website"  # what bots like to fill and browsers do not fill by themselves
    started_name = "started"

    guard_messages = {
        "captcha": _("Doğrulama tamamlanmadı. Bir kez daha gönderin"),
        "too_many": _(
            "Bu bağlantıdan kısa sürede çok sayıda gönderim oldu. Bir saat sonra yeniden deneyin ya da arayın"
        ),
    }

    hold_reason = ""
    _guard_request = None

    def guard(self, request, *, started_at=None, scope=""):
        """Stand guard for this request; call it before is_valid() and before drawing. Returns the form.

        started_at: when the citizen began (of a form with several steps), instead of when this page was drawn.
        scope: the one-time nonce of the form; pressed twice, it passes twice.
        """
        self._guard_request = request
        self._guard_scope = scope
        self._guard_started_at = started_at
        self.captcha = get_provider()
        return self

    def guard_limits(self):
        """More limits as (name, key, limit, window), for instance by phone. Called when the form is valid."""
        return []

    def full_clean(self):
        super().full_clean()
        if not self.is_bound:
            return
        if self._guard_request is None:
            raise RuntimeError("a guarded form needs guard(request) before it is validated")
        if not self._errors:  # an answer to a captcha is not spent on a form that comes back anyway
            self._judge()

    def _judge(self):
        if self._over_limits():
            return self._refuse("too_many")
        verdict = self.captcha.verify(self.data, scope=self._guard_scope)
        if verdict is Verdict.FAILED:
            return self._refuse("captcha")
        self.hold_reason = self._suspicion(verdict)
        if self.hold_reason and self._held_too_often():
            return self._refuse("too_many")

    def _suspicion(self, verdict):
        if self.data.get(self.honeypot_name):
            return "honeypot"
        if self._seconds_taken() < self.guard_min_seconds:
            return "too_fast"
        return "" if verdict is Verdict.PASSED else "captcha"

    def _seconds_taken(self):
        """Since the form was started; a missing or altered stamp counts as no time at all."""
        if self._guard_started_at:
            return time.time() - self._guard_started_at.timestamp()
        started = self._posted_start()
        return 0 if started is None else time.time() - started

    def _posted_start(self):
        try:
            return float(_signer().unsign(self.data.get(self.started_name, "")))
        except (signing.BadSignature, ValueError):
            return None

    def _over_limits(self):
        own = [(f"{self.guard_name}:address", limit_key(self._guard_request), self.guard_per_address, HOUR)]
        # Every one counts, also when an earlier one is over already.
        within = [limits.hit(n, k, limit=limit, window=window) for n, k, limit, window in own + self.guard_limits()]
        return not all(within)

    def _held_too_often(self):
        address = limit_key(self._guard_request)
        within = [
            limits.hit("held:address", address, limit=self.guard_held_per_address, window=HOUR),
            limits.hit("held:all", "", limit=self.guard_held_overall, window=HOUR),
        ]
        return not all(within)

    def _refuse(self, code):
        self.add_error(None, self.error_class([self.guard_messages[code]]))
        self.guard_error = code

    @property
    def guard_is_over_limit(self):
        """The form came back for this reason: the view may answer 429 instead of 422."""
        return bool(self.errors.get(NON_FIELD_ERRORS)) and getattr(self, "guard_error", "") == "too_many"

    # -- for templates/guard/fields.html -----------------------------------------------------

    @property
    def started_value(self):
        """The posted stamp as long as it is ours, else a fresh one."""
        if self.is_bound and self._posted_start() is not None:
            return self.data[self.started_name]
        return _signer().sign(str(int(time.time())))  # rounded up, the form would begin in the future

    @property
    def captcha_context(self):
        return self.captcha.context()


def _signer():
    return signing.Signer(salt="guard.started")
