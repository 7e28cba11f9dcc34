import os

from django.core.wsgi import get_wsgi_application

from spona.middleware.bodies import patient
from spona.middleware.closed import while_open
from spona.middleware.content_types import refusing_odd_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")

_django = get_wsgi_application()
application = refusing_odd_types(patient(while_open(_django)))
