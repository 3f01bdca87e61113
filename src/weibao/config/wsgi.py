"""The process that serves pages and the API."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
