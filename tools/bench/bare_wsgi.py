"""The door of the bare page: Django alone, with nothing of Spona before it."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
