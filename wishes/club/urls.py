"""The certificate's addresses. Its own lies under the case's, where the browser's key to the case is sent."""

from django.urls import path

from . import views

app_name = "club"
urlpatterns = [
    path("takip/<str:reference>/uyelik-belgesi.pdf", views.certificate, name="certificate"),
    path("kocaelispor-belgesi/<str:token>/", views.verify, name="verify"),
]
