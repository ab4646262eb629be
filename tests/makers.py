"""A small, fixed cast and the things around it. Every maker gives a row as the portal itself would have made it."""

from datetime import date
from io import BytesIO

from django.contrib.auth.models import Group, Permission
from PIL import Image

from accounts.models import Unit, User
from lib import turkish
from people.models import ConsentText
from people.services import publish_text, remember
from places.models import District, Neighbourhood
from wishes.complaints import services as complaints
from wishes.complaints.models import Category, Complaint
from wishes.models import ClockPolicy
from wishes.workflow import NotifyBy

PASSWORD = "uzun-bir-parola-42"
ZEYNEP = {"name": "Zeynep Örnekoğlu", "phone": "+905550000012", "email": "zeynep@ornek.example"}


def make_unit(name="Park ve Bahçeler Müdürlüğü"):
    return Unit.objects.get_or_create(slug=turkish.slugify(name), defaults={"name": name})[0]


def make_staff(username, *permissions, units=(), admin_access=True, **facts):
    """A staff user with the given "app.codename" permissions and units."""
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, f"{username}@ornek.example", PASSWORD, **facts)
    wanted = list(permissions) + (["wagtailadmin.access_admin"] if admin_access else [])
    for permission in wanted:
        app, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    user.units.set(units)
    return User.objects.get(pk=user.pk)  # without the cached permissions


def make_clerk(username="ayse", unit=None, **facts):
    """Ayşe unless told otherwise: a clerk who sees her own unit's cases."""
    names = {"ayse": ("Ayşe", "Kaya"), "mehmet": ("Mehmet", "Demir")}.get(username, (username.capitalize(), "Yıldız"))
    facts = {"first_name": names[0], "last_name": names[1]} | facts
    return make_staff(username, "wishes.work_case", "wishes.reveal_person", units=[unit or make_unit()], **facts)


def make_directorate(username="deniz"):
    return make_staff(
        username,
        "wishes.work_case",
        "wishes.assign_case",
        "wishes.see_all_cases",
        "wishes.reveal_person",
        first_name="Deniz",
        last_name="Aksoy",
    )


def make_neighbourhood(name="Yahya Kaptan", **facts):
    district, _created = District.objects.get_or_create(slug="izmit", defaults={"name": "İzmit"})
    facts = {"name": name, "district": district, "kind": "urban"} | facts
    return Neighbourhood.objects.get_or_create(slug=turkish.slugify(name), defaults=facts)[0]


def make_category(name="Park ve yeşil alan", unit=None, **facts):
    slug = facts.pop("slug", None) or turkish.slugify(name)
    facts = {"name": name, "unit": unit or make_unit(), "promise_days": 5} | facts
    return Category.objects.get_or_create(slug=slug, defaults=facts)[0]


def make_clocks():
    """The petition clock as the law of today has it (Law 3071 art. 7)."""
    return ClockPolicy.objects.get_or_create(
        key="petition",
        valid_from=date(2003, 1, 1),
        defaults={"name": "Dilekçe", "days": 30, "counting": "calendar", "source": "3071 sayılı Kanun m. 7"},
    )[0]


def make_consent_text(key="complaint-notice", kind=ConsentText.Kind.NOTICE, **facts):
    facts = {
        "kind": kind,
        "title": "Aydınlatma metni",
        "body": "<p>Yazdıklarınızı neden aldığımızı anlatır.</p>",
    } | facts
    text, _created = ConsentText.objects.get_or_create(key=key, defaults=facts)
    publish_text(text)
    return text


def make_person(**facts):
    return remember(**(ZEYNEP | facts))


def make_complaint(
    words="Salıncağın zinciri kopuk, çocuklar düşüyor.", *, unit=None, category=None, person=None, **facts
):
    """Zeynep's complaint about a swing, received by the web. Returns the Receipt (case, code, link_token)."""
    make_clocks()
    category = category or make_category(unit=unit or make_unit())
    facts = {
        "nature": Complaint.Nature.COMPLAINT,
        "category": category,
        "words": words,
        "person": make_person() if person is None else person,
        "neighbourhood": make_neighbourhood(),
        "place": "Parkın içi, büyük çınarın yanı",
        "notify_by": NotifyBy.SMS,
    } | facts
    return complaints.receive(**facts)


def make_case(*args, **facts):
    return make_complaint(*args, **facts).case


def make_role(name, *permissions):
    group, _created = Group.objects.get_or_create(name=name)
    for permission in permissions:
        app, codename = permission.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return group


def make_jpeg(width=640, height=480, colour=(40, 100, 60), *, exif=None):
    """Bytes of a small JPEG; `exif` is a PIL Exif object to hide in it."""
    buffer = BytesIO()
    extra = {"exif": exif} if exif is not None else {}
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", **extra)
    return buffer.getvalue()
