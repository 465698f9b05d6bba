from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "tongban.offer.guidance"
    label = "guidance"
    default_auto_field = "django.db.models.BigAutoField"
