"""Google reCAPTCHA v2 (checkbox), for a municipality that has a legal ground for it; off by default.

django-recaptcha, with its defects cured: an unreachable Google is no error 500, no address of the citizen is sent,
no test keys stand in for missing ones, no inline script.
"""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_recaptcha import client
from django_recaptcha.fields import ReCaptchaField
from django_recaptcha.widgets import ReCaptchaV2Checkbox

from .base import Provider, Verdict, spend, was_spent

logger = logging.getLogger(__name__)

FIELD = "g-recaptcha-response"
LONGEST_ANSWER = 10_000
OURS = {"missing-input-secret", "invalid-input-secret", "bad-request", "invalid-keys"}  # set up wrongly by us


class Checkbox(ReCaptchaV2Checkbox):
    def get_context(self, name, value, attrs):
        # The one script of another host in the portal, and only where the municipality has chosen it.
        url = f"https://{domain()}/recaptcha/api.js?{urlencode({'hl': get_language() or settings.LANGUAGE_CODE})}"
        return super().get_context(name, value, attrs) | {"script_url": url}


class CheckboxField(ReCaptchaField):
    default_error_messages = {
        "required": _("Robot olmadığınızı gösteren kutuyu işaretleyin"),
        "captcha_invalid": _("Kutuyu yeniden işaretleyin"),
        "captcha_error": _("Doğrulama hizmetine ulaşılamadı"),
    }

    def __init__(self):
        widget = Checkbox()
        widget.attrs["data-callback"] = False  # drawn without: there is no inline function to call
        # Keys of the settings as they are now; the parent would put Google's test keys, which accept all, for "".
        super().__init__(settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY, widget=widget)
        self.public_key, self.private_key = settings.RECAPTCHA_PUBLIC_KEY, settings.RECAPTCHA_PRIVATE_KEY
        self.widget.attrs["data-sitekey"] = self.public_key

    def get_remote_ip(self):
        return ""  # the citizen's address goes to nobody (Law 6698 art. 9)

    def validate(self, value):
        super(ReCaptchaField, self).validate(value)  # "required", without the parent's own request
        try:
            answer = client.submit(recaptcha_response=value, private_key=self.private_key, remoteip="")
            if not isinstance(answer.is_valid, bool):
                raise ValueError("no verdict in the answer")
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:  # away, slow, or talking nonsense
            logger.warning("reCAPTCHA could not be asked: %s", type(error).__name__)
            raise ValidationError(self.error_messages["captcha_error"], code="captcha_error") from None
        if answer.is_valid:
            return
        if OURS & set(answer.error_codes):
            logger.error("reCAPTCHA refuses our keys: %s", sorted(OURS & set(answer.error_codes)))
            raise ValidationError(self.error_messages["captcha_error"], code="captcha_error")
        raise ValidationError(self.error_messages["captcha_invalid"], code="captcha_invalid")


VERDICTS = {
    "required": Verdict.UNSOLVED,
    "captcha_error": Verdict.UNREACHABLE,
    "captcha_invalid": Verdict.FAILED,
}


class Recaptcha(Provider):
    template_name = "guard/recaptcha.html"

    @property
    def csp(self):
        hosts = [f"https://{domain()}", "https://www.gstatic.com"]
        return {"script-src": hosts, "frame-src": [f"https://{domain()}"], "connect-src": [f"https://{domain()}"]}

    def context(self):
        field = CheckboxField()
        return {"widget": field.widget.render(FIELD, None), "legal_ground": settings.RECAPTCHA_LEGAL_GROUND}

    def verify(self, data, *, scope=""):
        answer = data.get(FIELD, "")
        if len(answer) > LONGEST_ANSWER:
            return Verdict.FAILED
        if not (settings.RECAPTCHA_PUBLIC_KEY and settings.RECAPTCHA_PRIVATE_KEY):
            return Verdict.UNREACHABLE  # a system check names the missing key; the citizen may still send
        if answer and was_spent(answer, scope=scope):
            return Verdict.PASSED  # Google accepts an answer once, a form may be pressed twice
        try:
            CheckboxField().clean(answer)
        except ValidationError as error:
            return VERDICTS[error.code]
        spend(answer, scope=scope)
        return Verdict.PASSED


def domain():
    return getattr(settings, "RECAPTCHA_DOMAIN", "www.google.com")
