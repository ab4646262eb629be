"""What complaints tell the spine of themselves: their topics, and how their own row is copied when a case is split."""

from wishes.topics import Subjects, Topic

from .models import Category, Complaint


def topics():
    rows = Category.objects.only("slug", "name", "unit", "is_active")
    return [Topic(row.slug, row.name, row.unit_id, row.is_active) for row in rows]


def copy_row(case, copy):
    row = Complaint.objects.filter(case=case).first()
    if row:
        Complaint.objects.create(case=copy, nature=row.nature, category=row.category, is_petition=row.is_petition)


SUBJECTS = Subjects(topics, copy_row)
