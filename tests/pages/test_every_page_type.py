"""What every page type keeps, whoever writes the next one."""

import pytest
from wagtail.models import get_page_models

from pages.models import BasePage, LinkPage
from pages.page_form import FindingsPanel, PageForm

TYPES = [model for model in get_page_models() if issubclass(model, BasePage)]
each_type = pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)


def panels(panel):
    yield panel
    for child in getattr(panel, "children", []):
        yield from panels(child)


@each_type
def test_its_form_asks_for_consent_and_makes_turkish_addresses(model):
    assert issubclass(model.get_edit_handler().get_form_class(), PageForm)


@each_type
def test_its_editor_is_told_what_to_look_at(model):
    if model is not LinkPage:  # an address and nothing to read
        assert any(isinstance(panel, FindingsPanel) for panel in panels(model.get_edit_handler()))
