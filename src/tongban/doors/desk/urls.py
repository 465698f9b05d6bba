"""All addresses of the desk."""

from django.urls import path

from tongban.doors.desk.views import entrance

app_name = "desk"
urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("second-factor/", entrance.second_factor, name="second-factor"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("", entrance.sign_in, name="home"),
]
