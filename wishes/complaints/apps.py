from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "wishes.complaints"
    label = "complaints"
    verbose_name = "İstek ve şikâyet"

    def ready(self):
        from wishes.kinds import COMPLAINT
        from wishes.topics import register_subjects

        from .subjects import SUBJECTS

        register_subjects(COMPLAINT.key, SUBJECTS)
