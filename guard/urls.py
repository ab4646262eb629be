from django.urls import path

from . import views

app_name = "guard"
urlpatterns = [path("soru/", views.question, name="question")]
