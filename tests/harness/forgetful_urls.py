"""A view that forgot that reading changes nothing: it saves, whatever it was asked with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from spona.access.guards import public
from spona.directory.models import Network
from spona.urls import handler400, handler403, handler404, handler500  # noqa: F401
from spona.urls import urlpatterns as whole


@csrf_exempt
@public
def forgetful(request: HttpRequest) -> HttpResponse:
    changed = Network.objects.filter(slug="vranje").update(time_zone=f"Europe/{request.method}")
    return HttpResponse(str(changed))


urlpatterns = [path("forgetful/", forgetful), *whole]
