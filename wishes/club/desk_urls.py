"""The club's addresses under Wagtail's admin: /yonetim/kocaelispor/. Names are the verbs."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from . import desk_views as views

app_name = "clubdesk"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("yeni/<int:season>/", views.make, name="make"),
    path("gonderim/<int:pk>/", views.batch, name="batch"),
    path("gonderim/<int:pk>/<int:position>/", views.read, name="read"),
    path("gonderim/<int:pk>/<int:position>/karar/", views.decide, name="decide"),
    path("gonderim/<int:pk>/<int:position>/geri-al/", views.undo, name="undo"),
    path("gonderim/<int:pk>/<int:position>/goster/", views.reveal, name="reveal"),
    path("gonderim/<int:pk>/<int:position>/dosya/<uuid:token>/", views.document, name="document"),
    path(
        "gonderim/<int:pk>/hazir/",
        views.act("ready", views.WORK, _("Okuma bitti. Şimdi başka biri kapatır.")),
        name="ready",
    ),
    path(
        "gonderim/<int:pk>/okumaya-don/",
        views.act("reopen", views.CLOSE, _("Gönderim yeniden okunuyor.")),
        name="reopen",
    ),
    path(
        "gonderim/<int:pk>/kapat/",
        views.act("close", views.CLOSE, _("Gönderim kapandı, gençlere yazıldı. Dosya hazır.")),
        name="close",
    ),
    path("gonderim/<int:pk>/indir/<slug:kind>/", views.download, name="download"),
    path("yanit/", views.upload, name="upload"),
    path("yanit/<int:pk>/", views.answer, name="answer"),
    path("aidat/", views.ledger, name="dues"),
    path("hak/", views.free_right, name="free_right"),
]
