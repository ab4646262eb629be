"""The donor's addresses. The answer's is short: it stands in a message."""

from django.urls import path

from . import views

app_name = "blood"
urlpatterns = [
    path("k/<str:token>/", views.answer, name="answer"),
    path("kan-bagisi/kaydim/", views.record, name="record"),
    path("kan-bagisi/kaydim/kod/", views.code, name="code"),
    path("kan-bagisi/kaydim/degistir/", views.change, name="change"),
    path("kan-bagisi/kaydim/ara-ver/", views.pause, name="pause"),
    path("kan-bagisi/kaydim/surdur/", views.wake, name="wake"),
    path("kan-bagisi/kaydim/izin/", views.renew, name="renew"),
    path("kan-bagisi/kaydim/sil/", views.forget, name="forget"),
    path("kan-bagisi/kaydim/kapat/", views.close, name="close"),
]
