"""What a pause by hand asks for: why, and what ends it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from entitlements.pages.local_moment import LocalMomentField
from milestones.clock.event import Command
from milestones.selectors.pause_reasons import reasons_for

NOTE = 500


class PauseForm(forms.Form):
    """With pause reasons in use for this kind of record, one is chosen and the note says more; without, the
    reason is free text.
    """

    reason_code = forms.ChoiceField(
        label=_("Reason"), error_messages={"required": _("Choose why it is paused.")}
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=NOTE,
        error_messages={"required": _("Say why it is paused. The customer’s report shows this.")},
    )
    resume = forms.ChoiceField(
        label=_("Resume"),
        choices=[
            ("reply", _("When the customer replies")),
            ("time", _("At a set time")),
            ("hand", _("When somebody resumes it")),
        ],
        initial="reply",
    )
    until = LocalMomentField(
        label=_("Until"),
        required=False,
        help_text=_("Only with “At a set time”, in your own zone. It goes on by itself then."),
    )

    def __init__(self, *args: Any, record_type: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = reasons_for(record_type)
        self._needing = {each.key for each in reasons if each.needs_note}
        if not reasons:
            del self.fields["reason_code"]
            return
        code = self.fields["reason_code"]
        code.choices = [("", _("Choose a reason")), *((each.key, each.name) for each in reasons)]  # type: ignore[attr-defined]  # a ChoiceField
        note = self.fields["reason"]
        note.label, note.required = _("Note"), False
        asking = [each.name for each in reasons if each.needs_note]
        note.help_text = (
            _("Required for %(reasons)s. The customer’s report shows it.") % {"reasons": ", ".join(asking)}
            if asking
            else _("The customer’s report shows reason and note.")
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reason_code") in self._needing and not given.get("reason", "").strip():
            self.add_error("reason", _("Say more: this reason asks for a note."))
        if given.get("resume") == "time" and given.get("until") is None and "until" not in self.errors:
            self.add_error("until", _("Say until when it stands still."))
        return given

    def command(self) -> Command:
        """The pause that was asked for."""
        given = self.cleaned_data
        return Command(
            "pause",
            reason=given["reason"],
            until_reply=given["resume"] == "reply",
            until=given["until"] if given["resume"] == "time" else None,
            reason_code=given.get("reason_code", ""),
        )
