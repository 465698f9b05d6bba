from django.urls import path

from tongban.doors.frame import views

app_name = "frame"
urlpatterns = [
    path("", views.show_preferences, name="preferences"),
    path("set/", views.set_preferences, name="set-preferences"),
    path("stay/", views.stay, name="stay"),
]
