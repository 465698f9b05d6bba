from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "tongban.groundwork.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.groundwork.documents import receivers, selfcheck  # noqa: F401 - registers itself

        receivers.listen(self)
