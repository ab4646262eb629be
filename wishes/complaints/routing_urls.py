"""Addresses of the routing rules under Wagtail's admin: /yonetim/yonlendirme/."""

from django.urls import path

from . import routing_views as views

app_name = "routing"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("kurallar/<int:pk>/", views.rule_set, name="rule_set"),
    path("taslak/", views.draft, name="draft"),
    path("taslak/basla/", views.start, name="start"),
    path("taslak/sil/", views.discard, name="discard"),
    path("taslak/kural/", views.add, name="add"),
    path("taslak/kural/<int:pk>/", views.edit, name="edit"),
    path("taslak/kural/<int:pk>/sil/", views.remove, name="remove"),
    path("taslak/kural/<int:pk>/tasi/", views.move, name="move"),
    path("taslak/prova/", views.rehearse, name="rehearse"),
    path("taslak/yururluk/", views.in_force, name="in_force"),
]
