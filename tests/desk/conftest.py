"""Staff at their desks."""

import pytest
from django.test import Client

from tests.makers import PASSWORD


@pytest.fixture
def sign_in():
    def sign_in(user):
        client = Client()
        assert client.login(username=user.username, password=PASSWORD)
        return client

    return sign_in


@pytest.fixture
def at_desk(sign_in, ayse):
    """Ayşe's browser."""
    return sign_in(ayse)
