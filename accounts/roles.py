"""The roles of the portal: which group may do what. `make_roles` puts them into the database."""

from dataclasses import dataclass, field

ADMIN_ACCESS = "wagtailadmin.access_admin"


@dataclass(frozen=True)
class Role:
    name: str
    permissions: list[str] = field(default_factory=list)  # "app.codename"
    page_permissions: list[str] = field(default_factory=list)  # on the whole page tree
    collection_permissions: list[str] = field(default_factory=list)  # on all images and documents


PAGES = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"]
# Wagtail asks for the permissions of its own image and document models, whatever custom model stands behind them.
MEDIA = [
    f"{app}.{action}_{model}"
    for app, model in [("wagtailimages", "image"), ("wagtaildocs", "document")]
    for action in ["add", "change", "choose"]
]

CASE_WORK = [ADMIN_ACCESS, "wishes.work_case", "wishes.reveal_person"]
DIRECTORATE = [
    *CASE_WORK,
    "wishes.assign_case",
    "wishes.merge_case",
    "wishes.see_all_cases",
    "wishes.see_reports",
    "wishes.export_case",
    "wishes.export_person",
    "notices.view_notice",
    "notices.resend_notice",
    "people.view_readlog",
    "wishbox.work_wish",
    "wishbox.read_story",
    "club.work_claim",
    "club.close_batch",
    "complaints.change_routing",
]
RULES = [  # the data that steers the work: topics, clocks, closed days, legal texts
    f"{app}.{action}_{model}"
    for app, model in [
        ("complaints", "category"),
        ("wishbox", "campaign"),
        ("club", "season"),
        ("wishes", "clockpolicy"),
        ("wishes", "closedday"),
        ("desk", "replytemplate"),
        ("accounts", "unit"),
        ("blood", "rule"),
        ("blood", "donationplace"),
    ]
    for action in ["add", "change", "view"]
] + ["wishes.delete_closedday"]  # a leave that was decreed may be taken back
TEXTS = [f"people.{action}_consenttext" for action in ["add", "change", "view"]]

LISTS = [  # what pages are sorted by, and where events happen
    f"{app}.{action}_{model}"
    for app, model in [("events", "venue"), ("events", "eventcategory"), ("news", "newscategory")]
    for action in ["add", "change", "view"]
]

EDITOR = Role(
    "Editör",
    [
        ADMIN_ACCESS,
        *TEXTS,
        *LISTS,
        "pages.change_sitefacts",
        "pages.view_searchmiss",
        "pages.delete_searchmiss",
        "wishbox.read_story",
    ],
    page_permissions=PAGES,
    collection_permissions=MEDIA,
)
REGISTRAR = Role("Etkinlik kaydı", [ADMIN_ACCESS, "events.manage_registrations"])
CLERK = Role("Masa görevlisi", CASE_WORK)
UNIT_HEAD = Role("Birim amiri", [*CASE_WORK, "wishes.assign_case", "wishes.merge_case", "wishes.export_case"])
CLUB_CLERK = Role("Kocaelispor görevlisi", [ADMIN_ACCESS, "club.work_claim"])
DIRECTORATE_ROLE = Role("Halkla İlişkiler Müdürlüğü", [*DIRECTORATE, *RULES, *TEXTS, "blood.approve"])
# Health data: only this role sees donors. Whoever administers the portal does not by that alone.
BLOOD_DUTY = Role("Kan nöbetçisi", [ADMIN_ACCESS, "blood.duty"])
ADMINISTRATOR = Role(
    "Yönetici",
    [
        *DIRECTORATE,
        *RULES,
        *TEXTS,
        *LISTS,
        "events.manage_registrations",
        "news.publish_alone",
        "pages.change_sitefacts",
        "pages.view_searchmiss",
        "pages.delete_searchmiss",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.delete_user",
        "auth.add_group",
        "auth.change_group",
        "wagtailcore.add_site",
        "wagtailcore.change_site",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
        "wagtailcore.add_collection",
        "wagtailcore.change_collection",
    ],
    page_permissions=[*PAGES, "bulk_delete_page", "delete_page"],
    collection_permissions=[*MEDIA, "wagtailimages.delete_image", "wagtaildocs.delete_document"],
)

ROLES = [EDITOR, REGISTRAR, CLERK, UNIT_HEAD, CLUB_CLERK, DIRECTORATE_ROLE, BLOOD_DUTY, ADMINISTRATOR]
