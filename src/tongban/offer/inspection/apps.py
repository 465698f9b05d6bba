from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "tongban.offer.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.offer.inspection import receivers  # noqa: F401
