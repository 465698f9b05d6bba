from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "tongban.handling.archives"
    label = "archives"
    default_auto_field = "django.db.models.BigAutoField"
