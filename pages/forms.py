"""The editors' forms for pictures and documents: what may come in, said in Turkish."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lib import dates
from pages import pictures
from pages.models import People

MEGABYTE = 2**20


class PictureField(WagtailImageField):
    """Judges a picture by its content, and hands on a re-encoded one: nothing of the file itself is kept."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = dates.number(self.max_upload_size // MEGABYTE)
        self.help_text = _("JPG, PNG, WEBP ya da HEIC. En çok %(limit)s MB. Konum bilgisi silinir.") % {"limit": limit}

    def to_python(self, data):
        if data in self.empty_values:
            return None
        name = data.name.rpartition("/")[2]
        if data.size > self.max_upload_size:
            raise ValidationError(
                _("“%(name)s” %(size)s MB. Fotoğraf en çok %(limit)s MB olabilir"),
                code="file_too_large",
                params={
                    "name": name,
                    "size": dates.number(data.size / MEGABYTE, 1),
                    "limit": dates.number(self.max_upload_size // MEGABYTE),
                },
            )
        try:
            content, extension = pictures.reencode(data)
        except pictures.PictureError as error:
            raise ValidationError(_SAID[error.reason](name), code=error.reason) from None
        return pictures.washed_file(content, f"{name.rpartition('.')[0] or name}.{extension}")

    def run_validators(self, value):
        pass  # the extension says nothing; the content was looked at


_SAID = {
    "unreadable": lambda name: _("“%(name)s” açılamıyor. Başka bir fotoğraf seçin") % {"name": name},
    "format": lambda name: _("“%(name)s” açılamıyor. JPG, PNG, WEBP ya da HEIC seçin") % {"name": name},
    "side": lambda name: (
        _("“%(name)s” çok geniş ya da çok uzun. Bir kenarı en çok %(side)s piksel olabilir")
        % {"name": name, "side": dates.number(pictures.MAX_SIDE)}
    ),
    "pixels": lambda name: (
        _("“%(name)s” çok büyük. En çok %(pixels)s milyon piksel olabilir")
        % {"name": name, "pixels": dates.number(pictures.MAX_PIXELS // 1_000_000)}
    ),
}


class ImageForm(BaseImageForm):
    """A picture enters the library with words for those who cannot see it, or marked as decoration."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            plain = self.fields["file"]
            self.fields["file"] = PictureField(label=plain.label, required=plain.required, widget=plain.widget)
        if "alt" in self.fields:
            self.fields["alt"].help_text = _("Görselde ne olduğunu, göremeyen birine anlatır gibi bir cümleyle yazın.")
        if "is_decorative" in self.fields:
            self.fields["is_decorative"].help_text = _("Görsel bilgi vermiyorsa işaretleyin; o zaman metin gerekmez.")
        if "credit" in self.fields:
            self.fields["credit"].help_text = _("Fotoğrafı çekenin ya da arşivin adı. Görselin altında görünür.")
        if "people" in self.fields:
            self._ask_for_people(self.fields["people"])

    def _ask_for_people(self, field):
        field.label = _("Görselde tanınan biri var mı?")
        field.choices = People.choices
        field.required = True
        field.widget = forms.RadioSelect(choices=People.choices)
        field.help_text = _("Çocuklarda velilerinin izni gerekir. “Yok” ya da “izinleri alındı” değilse yayımlanmaz.")
        field.error_messages["required"] = _("Görselde tanınan biri olup olmadığını seçin")
        if not self.instance.pk:  # a question, not a box that is ticked already
            self.initial["people"] = field.initial = None

    def clean(self):
        cleaned = super().clean()
        if "alt" not in self.fields or "is_decorative" not in self.fields:
            return cleaned
        if not (cleaned.get("alt") or "").strip() and not cleaned.get("is_decorative"):
            self.add_error("alt", _("Görselde ne olduğunu yazın ya da “yalnız süs” kutusunu işaretleyin"))
        return cleaned
