"""The citizen's addresses. No secret stays in one: a link's token is traded for a cookie and left behind."""

from django.urls import path

from . import judging, lookups, views

app_name = "wishes"
urlpatterns = [
    path("takip/", lookups.lookup, name="lookup"),
    path("takip/numaram/", lookups.forgotten, name="forgotten"),
    path("takip/l/<str:token>/", lookups.link, name="link"),
    path("takip/<str:reference>/", views.case, name="case"),
    path("takip/<str:reference>/yaz/", views.write, name="write"),
    path("takip/<str:reference>/yeniden-ac/", views.reopen, name="reopen"),
    path("takip/<str:reference>/cozuldu-mu/", judging.judge, name="judge"),
    path("takip/<str:reference>/degerlendir/", judging.follow_up, name="follow_up"),
    path("takip/<str:reference>/geri-cek/", views.withdraw, name="withdraw"),
    path("takip/<str:reference>/unut/", views.forget, name="forget"),
    path("takip/<str:reference>/baglanti/", views.send_link, name="send_link"),
    path("takip/<str:reference>/belge.pdf", views.receipt, name="receipt"),
    path("takip/<str:reference>/dosya/<uuid:token>/", views.file, name="file"),
]
