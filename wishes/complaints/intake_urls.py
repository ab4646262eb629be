"""Where matters are taken in, under Wagtail's admin: /yonetim/masa/yeni/."""

from django.urls import path

from . import intake_views as views

app_name = "intake"
urlpatterns = [
    path("", views.call, name="call"),
    path("dilekce/", views.petition, name="petition"),
    path("whatsapp/", views.paste, name="paste"),
    path("whatsapp/kayit/", views.chat, name="chat"),
    path("arayan/", views.callers, name="callers"),
    path("benzer/", views.alike, name="alike"),
]
