"""`/preferences/`: zone, theme, hours of the day, single keys."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from escalations.pages.notice_rows import KIND_WORDS
from escalations.selectors.notices import chosen_in_browser
from sla_admin.shared.models.preferences import Preferences
from sla_admin.shared.viewing.signed_in import signed_in
from sla_admin.shared.viewing.zones import site_zone, zone_names

if TYPE_CHECKING:
    _Form = forms.ModelForm[Preferences]
else:
    _Form = forms.ModelForm


class PreferencesForm(_Form):
    """What a person may choose for themselves. A zone that is none is refused with the field's name."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy(
            "All times are shown in this zone. The zone of business hours stands beside them."
        ),
    )

    class Meta:
        model = Preferences
        fields: ClassVar = ["time_zone", "hour_cycle", "theme", "single_keys"]
        labels: ClassVar = {
            "hour_cycle": gettext_lazy("Hours of the day"),
            "theme": gettext_lazy("Theme"),
            "single_keys": gettext_lazy("Shortcuts of a single key"),
        }
        help_texts: ClassVar = {
            "single_keys": gettext_lazy(
                "J and K, R for reply and the others. Switch them off when you dictate."
            ),
        }
        widgets: ClassVar = {"theme": forms.RadioSelect, "hour_cycle": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = _("As the site: %(zone)s") % {"zone": site_zone().key}
        chosen = self.instance.time_zone
        names = zone_names() if chosen in {"", *zone_names()} else (chosen, *zone_names())
        field = self.fields["time_zone"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", site), *((name, name.replace("_", " ")) for name in names)]


@require_http_methods(["GET", "POST"])
@signed_in
def preferences(request: HttpRequest) -> HttpResponseBase:
    """Show and save one's own preferences."""
    if not isinstance(request.user, User):
        raise TypeError("Preferences belong to a person who is signed in.")
    chosen = Preferences.objects.filter(user=request.user).first() or Preferences(user=request.user)
    form = PreferencesForm(request.POST or None, instance=chosen)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Preferences saved."))
        return redirect("preferences")
    shown = chosen_in_browser(request.user.pk)
    kinds = [(str(kind), word, kind in shown) for kind, word in KIND_WORDS.items()]
    return render(
        request,
        "sla_admin/preferences.html",
        {"form": form, "kinds": kinds, "crumbs": [(_("Preferences"), "")]},
        status=400 if form.errors else 200,
    )
