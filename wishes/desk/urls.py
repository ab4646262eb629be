"""The desk's addresses, under Wagtail's admin: /yonetim/masa/. Names are the verbs."""

from django.urls import path

from . import views
from .dock import TABS

app_name = "desk"
urlpatterns = [
    path("", views.case_list, name="inbox"),
    path("ara/", views.search, name="search"),
    path("kim-bakti/", views.reads, name="reads"),
    path("<int:pk>/", views.case_page, name="case"),
    path("<int:pk>/goster/", views.reveal, name="reveal"),
    path("<int:pk>/dosya/<uuid:token>/", views.file, name="file"),
    *[path(f"<int:pk>/{tab.slug}/", views.act(tab.verb), name=tab.verb) for tab in TABS],
]
