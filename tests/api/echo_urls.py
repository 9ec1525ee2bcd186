"""A resource of no meaning, to test the conventions on their own."""

from typing import Any

from django.contrib.auth.models import Group
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.shared.api.fields import Input, InstantField, TextField, WholeNumberField
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import page_of
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.view import ApiView, NoSuchAddress
from sla_admin.shared.errors import Conflict, NotFound


class Line(Input):
    amount = WholeNumberField(min_value=1)


class GroupInput(Input):
    name = TextField(max_length=20)
    since = InstantField(required=False)
    lines = serializers.ListField(child=Line(), required=False)


def shape(group: Group) -> dict[str, Any]:
    return {"id": group.pk, "name": group.name}


class Groups(ApiView):
    scope = "cases"
    read_permissions = ("auth.view_group",)
    write_permissions = ("auth.add_group",)
    is_paged = True

    def get(self, request: Request) -> Response:
        return Response(page_of(Group.objects.all(), request, lambda rows: [shape(row) for row in rows]))

    @write
    def post(self, request: Request) -> Response:
        given = self.read(GroupInput)
        if given["name"] == "taken":
            Group.objects.create(name="half-written")
            raise Conflict("That name is taken.")
        if given["name"] == "broken":
            Group.objects.create(name="half-written")
            raise RuntimeError("a secret of the inside")
        group = Group.objects.create(name=given["name"])
        return single(request, shape(group), 201, {"Location": f"/api/groups/{group.pk}/"})


class OneGroup(ApiView):
    scope = "cases"
    read_permissions = ("auth.view_group",)
    write_permissions = ("auth.change_group",)

    def get(self, request: Request, pk: int) -> Response:
        return single(request, shape(self.find(pk)))

    @write
    def patch(self, request: Request, pk: int) -> Response:
        group = self.find(pk)
        require_match(request, shape(group))
        group.name = self.read(GroupInput)["name"]
        group.save()
        return single(request, shape(group))

    def find(self, pk: int) -> Group:
        group = (
            Group.objects.select_for_update().filter(pk=pk).first()
            if self.request.method == "PATCH"
            else (Group.objects.filter(pk=pk).first())
        )
        if group is None:
            raise NotFound(f"There is no group {pk}.")
        return group


api = [
    path("groups/", Groups.as_view()),
    path("groups/<int:pk>/", OneGroup.as_view()),
    path("", NoSuchAddress.as_view()),
    path("<path:rest>", NoSuchAddress.as_view()),
]
urlpatterns = [path("api/", include(api))]
