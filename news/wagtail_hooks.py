"""News for editors: one menu with the news and their kinds."""

from wagtail import hooks

from .viewsets import NewsGroup


@hooks.register("register_admin_viewset")
def register_news():
    return NewsGroup()
