"""The citizen's addresses of registration, below /etkinlikler/ so that an event's page and its form stand together."""

from django.urls import path

from . import registration_views as views

app_name = "registrations"
urlpatterns = [
    path("kayit/<int:occurrence>/", views.new, name="new"),
    path("kaydim/<str:code>/", views.mine, name="mine"),
    path("kaydim/<str:code>/kod/", views.code, name="code"),
    path("kaydim/<str:code>/duzelt/", views.edit, name="edit"),
    path("kaydim/<str:code>/yeri-al/", views.accept, name="accept"),
    path("kaydim/<str:code>/daha-az/", views.fewer, name="fewer"),
    path("kaydim/<str:code>/vazgec/", views.leave, name="leave"),
    path("kaydim/<str:code>/kapat/", views.close, name="close"),
]
