"""All addresses of the portal: the public half, then applying and one's own things."""

from tongban.doors.portal.urls_mine import urlpatterns as mine
from tongban.doors.portal.urls_public import urlpatterns as public

app_name = "portal"
urlpatterns = [*public, *mine]
