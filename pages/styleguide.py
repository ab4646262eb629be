"""For developers, only while DEBUG: every piece of templates/ in every state, on invented data.

`/bicim/` all pieces · `/bicim/ana/` a front page · `/bicim/form/` a form with errors · `/bicim/takip/` a case ·
`/bicim/tamam/` a receipt · `/bicim/hata/404/` the error pages.
"""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import path

PROMISE = date(2026, 2, 2)


class DateParts(forms.MultiWidget):
    """Day, month and year, as people say a birthday."""

    def __init__(self):
        tokens = ("bday-day", "bday-month", "bday-year")
        super().__init__([forms.TextInput({"inputmode": "numeric", "autocomplete": token}) for token in tokens])

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]


class DatePartsField(forms.MultiValueField):
    """Only the shape; whoever asks for a real birthday says what a right one is."""

    def __init__(self, **options):
        super().__init__([forms.CharField(max_length=10) for _part in range(3)], widget=DateParts(), **options)

    def compress(self, parts):
        return " ".join(parts)


class SampleForm(forms.Form):
    """One field of every kind."""

    topic = forms.ChoiceField(
        label="Ne hakkında?",
        choices=[("light", "Sokak lambası"), ("park", "Park ve oyun alanı"), ("water", "Su ve kanal")],
        widget=forms.RadioSelect,
    )
    neighbourhood = forms.ChoiceField(
        label="Mahalle",
        help_text="Haritadaki işaretten dolduruldu",
        choices=[("", "Mahalle seçin"), ("yk", "Yahya Kaptan"), ("om", "Ömerağa")],
        initial="yk",
    )
    place = forms.CharField(
        label="Yer tarifi",
        help_text="Sokak ve kapı numarası ya da herkesin bildiği bir yer",
        error_messages={"required": "Yeri tarif edin"},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    story = forms.CharField(
        label="Ne oldu?",
        max_length=1500,
        help_text="Ne gördünüz, ne zamandan beri böyle? Ad, telefon veya T.C. kimlik numarası yazmayın",
        error_messages={"required": "Ne olduğunu yazın"},
        widget=forms.Textarea({"data-warn-digits": "11 rakamlı bir sayı yazdınız. Kimlik numarasıysa silin."}),
    )
    photos = forms.FileField(
        label="Fotoğraf",
        required=False,
        help_text="En çok 3 fotoğraf, her biri 10 MB’a kadar. Konum bilgisini kaydetmeden sileriz",
        widget=forms.FileInput({"accept": "image/*"}),
    )
    phone = forms.CharField(
        label="Cep telefonu",
        help_text="Gelişmeleri SMS ile yazalım",
        widget=forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        initial="0532 000 00 00",
    )
    email = forms.EmailField(label="E-posta", required=False, widget=forms.EmailInput({"autocomplete": "email"}))
    birthday = DatePartsField(
        label="Doğum tarihi",
        help_text="Örneğin 27 3 2008",
        error_messages={"required": "Doğum tarihine yılı da yazın"},
    )
    code = forms.CharField(
        label="Telefonunuza gelen 6 rakam",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 8}),
        error_messages={"required": "Kodu yazın"},
    )
    group = forms.ChoiceField(
        label="Kan grubunuz",
        choices=[(g, g) for g in ("0 Rh+", "0 Rh−", "A Rh+", "A Rh−", "B Rh+", "AB Rh−")] + [("?", "Bilmiyorum")],
        widget=forms.RadioSelect,
    )
    when = forms.MultipleChoiceField(
        label="Ne zaman arayalım?",
        required=False,
        choices=[("day", "Gündüz"), ("evening", "Akşam")],
        widget=forms.CheckboxSelectMultiple,
    )
    consent = forms.BooleanField(
        label="Kan grubumun, ihtiyaç olduğunda bana haber verilmesi için saklanmasına izin veriyorum.",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].widget.option_hints = {"water": "Bu iş İSU’nun. Size yol gösterelim"}
        self.fields["group"].widget.picks = "big"
        self.fields["when"].widget.picks = "row"

    def clean_photos(self):
        raise forms.ValidationError("“IMG_2041.jpg” 14,2 MB. Fotoğraf en çok 10 MB olabilir")


FILES = [{"name": "IMG_2040.jpg", "size": "2,1 MB", "remove_value": "1"}]
ANSWERS = [
    {"label": "Ne yapmak istiyorsunuz?", "value": "Şikâyet bildirmek", "change_url": "#"},
    {"label": "Konu", "value": "Park ve oyun alanı", "change_url": "#"},
    {"label": "Yer", "value": "Yahya Kaptan, parkın içi", "change_url": "#"},
]
STEPS = [
    {
        "state": "done",
        "date": datetime(2026, 1, 19, 11, 32, tzinfo=UTC),
        "title": "Başvurunuzu aldık",
        "text": "WhatsApp İhbar Hattı’ndan ulaştı. Numaranızı aynı yerden gönderdik.",
    },
    {
        "state": "done",
        "date": datetime(2026, 1, 19, 13, 5, tzinfo=UTC),
        "title": "Doğru ekibe verdik",
        "text": "Park ve Bahçeler Müdürlüğü ilgileniyor.",
    },
    {
        "state": "done",
        "date": datetime(2026, 1, 20, 7, 20, tzinfo=UTC),
        "title": "Ekip yerinde baktı",
        "message": {
            "who": "Park ve Bahçeler Müdürlüğü",
            "text": "Salıncağın bir zinciri kopmuş. Kimse yaralanmasın diye salıncağı söktük, yenisini bugün istedik.",
        },
        "photos": [
            {"url": "/static/img/covers/kabuk-1.svg", "caption": "Sökümden önce"},
            {"url": "/static/img/covers/filiz-2.svg", "caption": "Sökümden sonra"},
        ],
    },
    {
        "state": "now",
        "title": "Onarım planlandı",
        "text": "Yeni zincir gelince salıncak takılacak. En geç 2 Şubat Pazartesi.",
    },
    {"state": "next", "title": "Sonucu size bildireceğiz", "text": "WhatsApp’tan, fotoğrafıyla."},
    {"state": "next", "title": "Son söz sizde", "text": "“Çözüldü” ya da “çözülmedi” diyeceksiniz."},
]
DOORS = [
    {"icon": "desk", "title": "Çınar Halk Masası", "text": "Yüz yüze, hafta içi", "url": "#"},
    {"icon": "phone", "title": "Çağrı Merkezi", "text": "Telefonla", "url": "#"},
    {"icon": "whatsapp", "title": "WhatsApp İhbar Hattı", "text": "Fotoğrafla bildirin", "url": "#"},
    {"icon": "door", "title": "Açık Kapı", "text": "Randevusuz görüşme", "url": "#"},
    {"icon": "file", "title": "Bilgi Edinme", "text": "15 iş günü içinde yanıt", "url": "#"},
    {"icon": "flag", "title": "CİMER", "text": "Devletin ortak kapısı", "url": "#"},
    {"icon": "drop", "title": "Kan Bankası", "text": "Bağışçı ve ihtiyaç", "url": "#"},
]
TILES = [
    {
        "kind": "big",
        "title": "İstek veya şikâyet bildirin",
        "text": "Yaklaşık 3 dakika. Üyelik gerekmez, fotoğraf ekleyebilirsiniz.",
        "topics": [
            {"label": label, "url": "#"} for label in ("Çöp ve temizlik", "Sokak lambası", "Yol", "Park", "Gürültü")
        ],
    },
    {
        "kind": "copper",
        "icon": "spark",
        "title": "Yeni yıldan bir dileğim var",
        "text": "Dileğinizi 31 Ocak’a kadar yazın.",
    },
    {
        "kind": "blood",
        "icon": "drop",
        "title": "Kan bağışçısı olun",
        "text": "İhtiyaç olduğunda size haber verelim.",
    },
    {
        "kind": "scarf",
        "icon": "flag",
        "title": "18 yaşındaysan Kocaelispor’a üyesin",
        "text": "Ücretsiz üyeliğini iste.",
    },
    {"icon": "card", "title": "Çınar Kart", "text": "Başvuru, yenileme ve kayıp kart."},
]
EVENTS = [
    {
        "date": date(2026, 1, 24),
        "title": "Köy meydanında kış sineması",
        "time": "16.00",
        "place": "Köy meydanı (örnek)",
        "tags": ["Ücretsiz"],
        "tone": "korfez",
    },
    {
        "date": date(2026, 1, 27),
        "title": "Halk Masası mahallenizde",
        "time": "10.00–16.00",
        "place": "Pazar yeri standı (örnek)",
        "changed": "Ertelendi: yeni gün 7 Şubat",
        "tone": "bakir",
    },
    {
        "date": date(2026, 1, 31),
        "title": "Çocuklar için şut yarışması",
        "time": "13.00",
        "place": "Spor alanı (örnek)",
        "tags": ["6–12 yaş"],
        "changed": "İptal edildi",
        "off": True,
        "tone": "filiz",
    },
]
NEWS = [
    {
        "date": date(2026, 1, 19),
        "title": "Dilekler sahiplerini buldu: sürpriz ziyaretler sürüyor",
        "text": "Toplanan dilekler, belediye imkânları ölçüsünde tek tek yerine getiriliyor.",
        "tone": "bakir",
    },
    {"date": date(2026, 1, 16), "title": "Sınav günü okul önlerinde su, kek ve iyi dilek", "tone": "cinar"},
    {"date": date(2026, 1, 12), "title": "Çınar Kart başvurusu artık tek sayfa", "tone": "korfez"},
]
FIGURES = [
    {"meaning": "Söz verdiğimiz günde yanıtladıklarımız", "value": "% 00"},
    {"meaning": "Ortanca ilk yanıt süresi", "value": "0,0 gün", "note": "Ocak 2026"},
    {"meaning": "Şu an masada", "value": "0.000"},
]


def _month():
    days = [None] * 3 + [
        {
            "number": number,
            "past": number < 20,
            "today": number == 20,
            "url": "#" if number in {24, 27, 31} else "",
            "label": f"{number} Ocak, etkinlik var",
        }
        for number in range(1, 32)
    ]
    days += [None] * (-len(days) % 7)
    return [days[at : at + 7] for at in range(0, len(days), 7)]


def _sample(request, **more):
    return {
        "unsent": SampleForm(),
        "failed": SampleForm({"topic": "park", "neighbourhood": "yk", "phone": "0532 000 00 00"}),
        "files": FILES,
        "answers": ANSWERS,
        "steps": STEPS,
        "doors": DOORS,
        "tiles": TILES,
        "events": EVENTS,
        "news": NEWS,
        "figures": FIGURES,
        "weeks": _month(),
        "promise": PROMISE,
        "lines": [
            {"date": date(2026, 1, 20), "text": "Doğru müdürlüğe veririz."},
            {"date": PROMISE, "text": "En geç bu gün yanıt veririz."},
            {"text": "Çözülmediyse yeniden açarsınız."},
        ],
        "listing": Paginator(range(200), 10).page(7),
        "trail": [
            {"label": "Ana sayfa", "url": "/"},
            {"label": "Etkinlikler", "url": "#"},
            {"label": "Kış sineması"},
        ],
        "actions": [
            {"icon": "bell", "label": "Haber verme yolunu değiştir", "url": "#"},
            {"icon": "printer", "label": "Başvuru belgesini yazdır", "url": "#"},
            {"icon": "reply", "label": "Başvurumu geri çek", "url": "#"},
        ],
        "next_month": {"url": "#", "label": "Şubat 2026"},
        "banners": [
            {
                "level": "danger",
                "icon": "drop",
                "lead": "Acil kan ihtiyacı:",
                "text": "A Rh negatif, bugün 18.00’e kadar.",
                "link_url": "#",
                "link_text": "Bağışçı olabilirim",
            },
            {"level": "now", "lead": "Kar yağışı:", "text": "Köy yollarında zincir takın."},
            {"level": "info", "lead": "Bakım:", "text": "Pazar 02.00–04.00 arası kapalıyız."},
        ],
        "topic_words": ["Çöp ve temizlik", "Sokak lambası"],
    } | more


def overview(request):
    return render(request, "styleguide/overview.html", _sample(request))


def front(request):
    return render(request, "styleguide/front.html", _sample(request))


def form(request):
    """A step that was not accepted: the mockup's second page."""
    failed = SampleForm({"topic": "park", "neighbourhood": "yk", "phone": "0532 000 00 00", "group": "0 Rh+"})
    context = {
        "form": failed,
        "form_title": "İstek veya şikâyet",
        "question": "Nerede ve ne oldu?",
        "step": 2,
        "steps": 4,
        "back_url": "#",
        "exit_url": "#",
        "later_url": "#",
        "files": FILES,
        "answers": ANSWERS[:2],
        "privacy_text": "Yazdıklarınızı yalnız bu başvuruyu çözmek için kullanırız, ilgili müdürlükle paylaşırız.",
        "privacy_url": "#",
    }
    return render(request, "form_base.html", context, status=422)


def case(request):
    return render(request, "styleguide/case.html", _sample(request))


def receipt(request):
    return render(request, "styleguide/receipt.html", _sample(request))


def error(request, code):
    if code not in {400, 403, 404, 500, 503}:
        raise Http404
    return render(request, f"{code}.html", status=code)


urlpatterns = [
    path("", overview),
    path("ana/", front),
    path("form/", form),
    path("takip/", case),
    path("tamam/", receipt),
    path("hata/<int:code>/", error),
]
