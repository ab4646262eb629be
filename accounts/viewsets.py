"""Staff accounts in the Wagtail admin, with the units a person works in."""

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from .models import Unit


class UnitsMixin(forms.Form):
    units = forms.ModelMultipleChoiceField(
        queryset=Unit.objects.filter(is_active=True),
        required=False,
        label="Müdürlükler",
        widget=forms.CheckboxSelectMultiple,
    )


class CinarUserEditForm(UnitsMixin, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"units"}


class CinarUserCreationForm(UnitsMixin, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"units"}


class UserViewSet(WagtailUserViewSet):
    def get_form_class(self, for_update=False):
        return CinarUserEditForm if for_update else CinarUserCreationForm
