"""The form of a saved view, as it stands in the dialog of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.models import SavedView
from milestones.models.saved_view import LONGEST_NAME
from milestones.pages.lists.asking import Asked
from milestones.selectors.case_filter import PARAMETERS


class ViewForm(forms.Form):
    """`question` travels in hidden fields of the parameters' own names."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    is_shared = forms.BooleanField(label=gettext_lazy("Share with my team"), required=False)

    def __init__(self, *args: Any, team: str = "", question: dict[str, list[str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "view_%s"})
        self.question = question
        if team:
            self.fields["is_shared"].label = _("Share with %(team)s") % {"team": team}
        else:
            del self.fields["is_shared"]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The question's parameters, to be sent along."""
        return [(name, value) for name in PARAMETERS for value in self.question.get(name, [])]


def view_form(asked: Asked, view: SavedView | None) -> ViewForm:
    """For saving what is asked now: under a new name, or over the view that is open."""
    initial = {"name": view.name, "is_shared": view.shared_with_id is not None} if view else {}
    return ViewForm(initial=initial, team=asked.asker.desk.name, question=asked.question.as_parameters())
