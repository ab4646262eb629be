"""The desk's addresses of registrations, under /yonetim/etkinlik-kaydi/."""

from django.urls import path, re_path

from . import attendee_views as views

app_name = "attendees"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.people, name="people"),
    path("<int:pk>/ekle/", views.add, name="add"),
    path("<int:pk>/yer/", views.seats, name="seats"),
    re_path(r"^(?P<pk>[0-9]+)/liste\.(?P<kind>xlsx|csv)$", views.export, name="export"),
    path("<int:pk>/kapi/", views.door, name="door"),
    path("<int:pk>/kisi/<int:registration>/goster/", views.reveal, name="reveal"),
    path("<int:pk>/kisi/<int:registration>/sil/", views.withdraw, name="withdraw"),
    path("<int:pk>/kisi/<int:registration>/geldi/", views.arrive, name="arrive"),
    path("<int:pk>/kisi/<int:registration>/geri-al/", views.undo, name="undo"),
]
