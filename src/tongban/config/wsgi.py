"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.config.settings")
application = get_wsgi_application()

# The index of a province takes seconds to make: it is begun before somebody asks.
from tongban.offer.guidance import api as guidance  # noqa: E402 - needs the application to be set up

guidance.prepare()
