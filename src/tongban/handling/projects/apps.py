from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "tongban.handling.projects"
    label = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.handling.projects import receivers  # noqa: F401
