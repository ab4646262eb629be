from django.urls import path

from pages import views

urlpatterns = [
    path("arama/", views.search, name="search"),
]
