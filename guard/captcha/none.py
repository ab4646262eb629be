"""No captcha at all: for tests, and for a site behind another gate."""

from .base import Provider, Verdict


class NoCaptcha(Provider):
    def verify(self, data, *, scope=""):
        return Verdict.PASSED
