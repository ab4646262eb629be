"""A day that the database never sees in clear."""

from datetime import date

from people.fields import SealedTextField


class SealedDateField(SealedTextField):
    """A date sealed like text; None stays empty."""

    def from_db_value(self, value, expression, connection):
        opened = super().from_db_value(value, expression, connection)
        return date.fromisoformat(opened) if opened else None

    def get_prep_value(self, value):
        return super().get_prep_value(value.isoformat() if isinstance(value, date) else value or "")
