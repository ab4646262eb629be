"""The desk's addresses, under Wagtail's admin: /yonetim/masa/. Names are the verbs."""

from django.urls import path

from . import (
    bulk_views,
    case_views,
    casefile_views,
    clock_views,
    export_views,
    inbox_views,
    joining_views,
    report_views,
    views,
)
from .dock import TABS

app_name = "desk"
urlpatterns = [
    path("", inbox_views.case_list, name="inbox"),
    path("gorunumler/", inbox_views.own_views, name="own_views"),
    path("gorunumler/<int:view>/ad/", inbox_views.rename_view, name="rename_view"),
    path("gorunumler/<int:view>/sil/", inbox_views.delete_view, name="delete_view"),
    path("toplu/", bulk_views.bulk_act, name="bulk"),
    path("toplu/<int:act>/", bulk_views.done, name="bulk_done"),
    path("toplu/<int:act>/geri-al/", bulk_views.take_back, name="bulk_undo"),
    path("ara/", views.search, name="search"),
    path("kim-bakti/", views.reads, name="reads"),
    path("raporlar/", report_views.report, name="reports"),
    path("dosya-iste/", export_views.export, name="ask_file"),
    path("dosyalarim/", export_views.files, name="files"),
    path("dosyalarim/<uuid:export>/", export_views.fetch, name="fetch"),
    # one case
    path("<int:pk>/", case_views.case_page, name="case"),
    path("<int:pk>/goster/", case_views.reveal, name="reveal"),
    path("<int:pk>/dosya/<uuid:token>/", case_views.file, name="file"),
    path("<int:pk>/burada/", case_views.here, name="here"),
    path("<int:pk>/basvuru-dosyasi/", casefile_views.casefile, name="casefile"),
    path("<int:pk>/birlestir/", joining_views.merge, name="merge"),
    path("<int:pk>/birlestirmeyi-geri-al/", joining_views.unmerge, name="unmerge"),
    path("<int:pk>/ayir/", joining_views.split, name="split"),
    path("<int:pk>/girildi/", joining_views.discharge, name="discharge"),
    *[path(f"<int:pk>/{tab.slug}/", case_views.act(tab.verb), name=tab.verb) for tab in TABS],
    # its legal clocks
    *[
        path(f"<int:pk>/sure/<int:contact>/{tab.slug}/", clock_views.act(tab.verb), name=tab.verb)
        for tab in clock_views.TABS.values()
    ],
]
