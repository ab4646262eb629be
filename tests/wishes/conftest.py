"""Private files of these tests go to a folder of their own: the model field holds on to the storage it began with."""

import pytest
from django.core.files.storage import FileSystemStorage

from wishes.models import Attachment


@pytest.fixture(autouse=True)
def private_files(tmp_path, monkeypatch):
    storage = FileSystemStorage(location=tmp_path / "private", base_url=None)
    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", storage)
    return tmp_path / "private"
