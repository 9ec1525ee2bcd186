"""The API's description in OpenAPI 3.1 and the explorer that reads it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import View
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView


class Description(SpectacularAPIView):
    """The OpenAPI document; YAML unless JSON is asked for. It describes the program, not its data: anybody
    may read it.
    """

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    throttle_classes: list[Any] = []
    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]
    metadata_class = None


class Explorer(View):
    """Swagger UI from the application's own static files, without a line of inline script or style."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "api/explorer.html")


class ExplorerScript(View):
    """Starts the explorer. A script of its own because the content security policy allows no inline ones."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(
            request,
            "api/explorer.js",
            {"schema_url": reverse("api-schema") + "?format=json"},
            content_type="text/javascript; charset=utf-8",
        )
