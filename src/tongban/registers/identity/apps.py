from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "tongban.registers.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongban.registers.identity import checks  # noqa: F401
        from tongban.registers.identity.sign_in import receivers  # noqa: F401
