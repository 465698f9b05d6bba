from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "tongban.handling.teamwork"
    label = "teamwork"
    default_auto_field = "django.db.models.BigAutoField"
