import os

from django.core.wsgi import get_wsgi_application

from spona.middleware.bodies import patient
from spona.middleware.content_types import refusing_odd_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")

application = refusing_odd_types(patient(get_wsgi_application()))
