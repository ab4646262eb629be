"""The front page before anything was filled in."""

from wagtail.models import Page

from home.models import HomePage


def test_an_empty_home_page_still_stands(client, db):
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Ana sayfa", slug="ana", hero_first="Her zaman"))
    site = root.get_children().exclude(pk=home.pk).first().sites_rooted_here.get()
    site.root_page = home
    site.save()
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Haberler" not in answer.content.decode()
