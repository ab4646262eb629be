"""Every address of the portal: staff under /yonetim/, citizens in Turkish, pages last."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, re_path
from django.views.i18n import JavaScriptCatalog
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve

from events import registration_views
from home import karne_views
from wishes import views_public

from .staff_doors import LoginView, PasswordResetView

urlpatterns = [
    # Before Wagtail's own of the same address: its scripts' Turkish, with the gaps filled from portal/locale.
    path("yonetim/jsi18n/", JavaScriptCatalog.as_view(packages=["wagtail.admin", "portal"])),
    path("yonetim/login/", LoginView.as_view()),  # Wagtail's own, with limits
    path("yonetim/password_reset/", PasswordResetView.as_view()),
    path("yonetim/", include(wagtailadmin_urls)),
    path("belgeler/", include(wagtaildocs_urls)),
    path("koruma/", include("guard.urls")),
    path("", include("wishes.club.urls")),
    path("", include("wishes.urls")),
    path("", include("wishes.blood.urls")),
    path("", include("wishes.wishbox.urls")),
    path("etkinlikler/", include("events.registration_urls")),
    path("kayit/<str:token>/", registration_views.link, name="registration_link"),
    path("karne/", karne_views.page, name="karne"),
    path("karne/karne.csv", karne_views.file, name="karne_csv"),
    path("", include("pages.urls")),
    path("kvkk/", views_public.privacy_index, name="privacy_index"),
    path("kvkk/<slug:key>/", views_public.privacy, name="privacy"),
]

if settings.DEBUG:
    urlpatterns += [path("bicim/", include("pages.styleguide"))]  # every part in every state, for developers
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)

urlpatterns += [
    # Files that pages offer beside themselves: feeds, calendars, pictures (BasePage.files).
    re_path(r"^((?:[\w-]+/)*[\w-]+\.(?:ics|jpg|xml|zip))$", serve, name="page_file"),
    path("", include(wagtail_urls)),
]
