"""The wish box's addresses for staff, under Wagtail's admin: /yonetim/dilekler/."""

from django.urls import path

from . import desk_views as views
from . import visit_views as visits

app_name = "wishbox"
urlpatterns = [
    path("", views.board, name="board"),
    path("kutu/", views.paper, name="paper"),
    path("haber/", views.announce, name="announce"),
    path("hikayeler/", views.story_list, name="stories"),
    path("<int:pk>/", views.wish_page, name="wish"),
    path("<int:pk>/goster/", views.reveal, name="reveal"),
    path("<int:pk>/asama/", views.move, name="move"),
    path("<int:pk>/bilgi/", views.facts, name="facts"),
    path("<int:pk>/yapildi/", views.grant, name="grant"),
    path("<int:pk>/olmadi/", views.fail, name="fail"),
    path("<int:pk>/hikaye/", views.story, name="story"),
    path("<int:pk>/dosya/<uuid:token>/", views.file, name="file"),
    path("ziyaret/", visits.visit_list, name="visits"),
    path("ziyaret/<int:visit>/", visits.visit_page, name="visit"),
    path("ziyaret/<int:visit>/duraklar/", visits.stops, name="stops"),
    path("ziyaret/<int:visit>/yazdir/", visits.sheet, name="sheet"),
    path("ziyaret/<int:visit>/surucu/", visits.driver_sheet, name="driver"),
]
