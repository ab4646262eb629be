"""The duty desk's addresses, under Wagtail's admin: /yonetim/kan/. Names are the verbs."""

from django.urls import path

from . import duty

app_name = "blood_desk"
urlpatterns = [
    path("", duty.index, name="index"),
    path("yeni/", duty.new, name="new"),
    path("bagiscilar/", duty.donors, name="donors"),
    path("bagiscilar/<int:pk>/", duty.donor, name="donor"),
    path("bagiscilar/<int:pk>/ara/", duty.pause, name="donor_pause"),
    path("bagiscilar/<int:pk>/sil/", duty.forget, name="donor_forget"),
    path("<int:pk>/", duty.appeal, name="appeal"),
    path("<int:pk>/dogrula/", duty.confirm, name="confirm"),
    path("<int:pk>/acma/", duty.refuse, name="refuse"),
    path("<int:pk>/sun/", duty.propose, name="propose"),
    path("<int:pk>/onayla/", duty.approve, name="approve"),
    path("<int:pk>/durdur/", duty.stop, name="stop"),
    path("<int:pk>/surdur/", duty.resume, name="resume"),
    path("<int:pk>/goster/", duty.reveal, name="reveal"),
]
