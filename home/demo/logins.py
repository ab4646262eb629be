"""Staff of the demo, invented, one for each role. Never made on a server in production unless somebody asks for it."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import Unit, User

PARKS = "Park ve Bahçeler Müdürlüğü"
WORKS = "Fen İşleri Müdürlüğü"
PASSWORD = "cinar-deneme-2026"  # noqa: S105  public on purpose: it opens invented cases on one's own machine


@dataclass(frozen=True)
class Login:
    role: roles.Role
    username: str
    first_name: str
    last_name: str
    unit: str = ""
    password: str = PASSWORD


LOGINS = [
    Login(roles.EDITOR, "editor", "Elif", "Örnek"),
    Login(roles.EDITOR, "editor2", "Emre", "Örnek"),  # news needs a second one to approve it
    Login(roles.REGISTRAR, "kapi", "Kerem", "Örnek"),
    Login(roles.CLERK, "ayse", "Ayşe", "Örnek", PARKS),
    Login(roles.CLERK, "mehmet", "Mehmet", "Örnek", WORKS),
    Login(roles.UNIT_HEAD, "amir", "Hasan", "Örnek", PARKS),
    Login(roles.DIRECTORATE_ROLE, "mudurluk", "Deniz", "Örnek"),
    Login(roles.BLOOD_DUTY, "nobetci", "Kerem", "Örnek"),
    Login(roles.ADMINISTRATOR, "yonetici", "Selin", "Örnek"),
]


def make():
    for login in LOGINS:
        if User.objects.filter(username=login.username).exists():
            continue
        user = User.objects.create_user(
            login.username,
            f"{login.username}@ornek.example",
            login.password,
            first_name=login.first_name,
            last_name=login.last_name,
        )
        user.groups.add(Group.objects.get(name=login.role.name))
        if login.unit:
            user.units.add(Unit.objects.get(name=login.unit))


def lines():
    """What to tell the newcomer: role, user name, password of each login that still has its demo password."""
    known = {user.username: user for user in User.objects.filter(username__in=[login.username for login in LOGINS])}
    there = [
        login for login in LOGINS if login.username in known and known[login.username].check_password(login.password)
    ]
    if not there:
        return []
    told = [
        f"  {login.role.name + (f' ({login.unit})' if login.unit else ''):<44} {login.username:<10} {login.password}"
        for login in there
    ]
    return ["Demo logins (role, user name, password):", *told]
