"""Make the groups of accounts/roles.py, with exactly their permissions. Idempotent; other groups stay as they are."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.roles import ROLES


class Command(BaseCommand):
    help = "Makes the roles (editor, clerk, unit head, directorate, administrator) with their permissions."

    @transaction.atomic
    def handle(self, *args, **options):
        for role in ROLES:
            group, _created = Group.objects.get_or_create(name=role.name)
            group.permissions.set([_permission(name) for name in role.permissions])
            _set_page_permissions(group, role.page_permissions)
            _set_collection_permissions(group, role.collection_permissions)
            if options["verbosity"]:
                self.stdout.write(role.name)


def _permission(name):
    app, codename = name.split(".")
    try:
        return Permission.objects.get(content_type__app_label=app, codename=codename)
    except Permission.DoesNotExist:
        raise CommandError(f"no permission {name}; run migrate first") from None


def _set_page_permissions(group, codenames):
    root = Page.get_first_root_node()
    GroupPagePermission.objects.filter(group=group).exclude(permission__codename__in=codenames).delete()
    for codename in codenames:
        permission = _permission(f"wagtailcore.{codename}")
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _set_collection_permissions(group, names):
    root = Collection.get_first_root_node()
    wanted = [_permission(name) for name in names]
    GroupCollectionPermission.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
