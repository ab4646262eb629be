"""Legal texts for editors: change the words, and saving publishes the next version."""

from wagtail import hooks

from .viewsets import ConsentTextViewSet


@hooks.register("register_admin_viewset")
def register_consent_texts():
    return ConsentTextViewSet("consent_texts")
