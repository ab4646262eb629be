"""What the two form pages do; models.py makes pages of them. The methods meet forms and services when they are called:
those know the models."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from guard import limits
from guard.address import limit_key
from guard.captcha import open_policy
from guard.forms import GuardedFormMixin
from pages.stepform import AnswersChanged, TooMany
from people.services import current_version
from wishes.drafts import DraftStore
from wishes.services import DraftGone

DRAFTS_PER_HOUR = 60  # of one address: many people share a mobile operator's


class BloodSteps:
    """Shared by both forms: where drafts are kept, how many may be begun, the information notice."""

    form_key = cookie = privacy_words = ""
    notice = "blood-notice"

    @cached_property
    def store(self):
        return DraftStore(f"{self.form_key}:{self.translation_key}", self.cookie)

    def check_limits(self, request):
        window = timedelta(hours=1)
        if not limits.hit(f"{self.form_key}-draft", limit_key(request), limit=DRAFTS_PER_HOUR, window=window):
            raise TooMany(GuardedFormMixin.guard_messages["too_many"])

    def serve(self, request, *args, **kwargs):
        return open_policy(super().serve(request, *args, **kwargs))

    def shown_beside(self, request):
        version = current_version(self.notice)
        return version.pk if version else ""

    def is_over_limit(self, form):
        return form.guard_is_over_limit

    def extra_context(self, request):
        version = current_version(self.notice)
        return {
            "privacy_text": self.privacy_words(),
            "privacy_url": reverse("privacy", args=[self.notice]) if version else "",
            "notice_version": version,
            "minutes": settings.DRAFT_MINUTES,
            "record_url": reverse("blood:record"),
        }


class DonorSteps(BloodSteps):
    """uygunluk → grup → bilgiler → arama → izin → kod → kontrol."""

    form_key, cookie = "blood-donor", "kan"

    @staticmethod
    def privacy_words():
        return _("Bilgilerinizi yalnız kan gerektiğinde size haber vermek için saklarız. Kimseye vermeyiz.")

    def steps(self):
        from .forms import DONOR_STEPS

        return DONOR_STEPS

    def _take_step(self, request, step, draft):
        """The self-check is judged before anything is kept, and its answers are kept nowhere."""
        if step == "uygunluk" and "anyway" not in request.POST:
            form = self._form(step, None, {}, data=request.POST)
            if not form.is_valid():
                return self._show_step(request, step, form, [], status=422)
            if form.has_doubts:
                return self._render(request, "doubt", {"step_url": self.address("step", step=step)})
        return super()._take_step(request, step, draft)

    def send_form(self, request, draft, answers, data=None):
        from .forms import DonorSendForm

        form = DonorSendForm(data, initial={"seen": self._fingerprint(request, draft)})
        return form.guard(request, started_at=draft.started_at, scope=str(draft.nonce))

    def submit(self, request, answers, draft, form):
        from . import services

        try:
            services.send(answers, draft=draft)
        except DraftGone:
            raise AnswersChanged from None

    def extra_context(self, request):
        from .figures import by_group
        from .strip import strips

        need = self.need_page
        return super().extra_context(request) | {
            "need_url": need.url if need else "",
            "appeals": strips(),
            "volunteers": by_group(),
        }


class NeedSteps(BloodSteps):
    """ihtiyac → arayan → kod → kontrol."""

    form_key, cookie = "blood-need", "kan_ihtiyac"

    @staticmethod
    def privacy_words():
        return _("Adınızı ve telefonunuzu yalnız sizi geri aramak için kullanırız. Bağışçılar görmez.")

    def steps(self):
        from .forms import NEED_STEPS

        return NEED_STEPS

    def send_form(self, request, draft, answers, data=None):
        from .forms import NeedSendForm

        form = NeedSendForm(data, initial={"seen": self._fingerprint(request, draft)})
        form.phone = answers["arayan"]["phone"]
        return form.guard(request, started_at=draft.started_at, scope=str(draft.nonce))

    def submit(self, request, answers, draft, form):
        from . import appeals

        try:
            appeals.report(answers, draft=draft)
        except DraftGone:
            raise AnswersChanged from None

    def done_context(self, request, draft):
        from .models import Appeal

        if draft is None:
            return {"reference": "İZM-ABCD-2345"}
        appeal = Appeal.objects.filter(nonce=draft.nonce).first()
        return {"reference": appeal.shown_reference if appeal else ""}
