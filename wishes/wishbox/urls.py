"""What a citizen may change about a wish beside the tracking page: the consents."""

from django.urls import path

from . import views

app_name = "wish"
urlpatterns = [path("takip/<str:reference>/izinler/", views.consents, name="consents")]
