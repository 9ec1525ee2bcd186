"""The form behind *Filter*: what a report is asked, in words, kept in the page's address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from milestones.pages.reports.words import BASIS_WORDS, DIMENSION_WORDS, INTERVAL_WORDS, none_word
from milestones.reporting.periods import INTERVALS
from milestones.selectors.reports.dimensions import NONE, DimensionName, dimension_values
from milestones.selectors.reports.question import Basis, Question
from sla_admin.shared.errors import InvalidInput

_TICKED: tuple[DimensionName, ...] = ("type", "tier", "priority", "channel")
_CHOSEN: tuple[DimensionName, ...] = ("queue", "team", "owner")


class ReportForm(forms.Form):
    """Shows the question; reading it is `read_question`'s, whose reasons it shows at their fields.

    Values of a dimension that its control cannot show (several owners, a value that is gone) travel along.
    """

    def __init__(
        self,
        given: QueryDict,
        question: Question | None,
        *,
        bases: Sequence[Basis],
        of_cases: bool,
        has_interval: bool,
        problems: InvalidInput | None = None,
    ) -> None:
        super().__init__(data=self._data(given, question), auto_id="filter_%s")
        self.fields["from"] = forms.CharField(
            label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
        )
        self.fields["to"] = forms.CharField(
            label=_("To, this day included"), required=False, widget=forms.DateInput(attrs={"type": "date"})
        )
        self.fields["as_of"] = forms.CharField(
            label=_("As of"),
            required=False,
            help_text=_("How it stood at that moment; empty: now. Wall clock of the period's time zone."),
            widget=forms.TextInput(attrs={"type": "text", "placeholder": "2026-11-20T16:42"}),
        )
        self.fields["zone"] = forms.CharField(
            label=_("Days of time zone"), required=False, widget=forms.TextInput(attrs={"type": "text"})
        )
        if len(bases) > 1:
            self.fields["by"] = forms.ChoiceField(
                label=_("Counted in the period of"),
                required=False,
                choices=[(basis, BASIS_WORDS[basis]) for basis in bases],
            )
        if has_interval:
            self.fields["interval"] = forms.ChoiceField(
                label=_("Trend by"),
                required=False,
                choices=[(interval, INTERVAL_WORDS[interval]) for interval in INTERVALS],
            )
        for name in _TICKED:
            if not (of_cases and name == "type"):
                self.fields[name] = forms.MultipleChoiceField(
                    label=str(DIMENSION_WORDS[name]),
                    required=False,
                    choices=self._choices(name),
                    widget=forms.CheckboxSelectMultiple,
                )
        for name in _CHOSEN:
            self.fields[name] = forms.ChoiceField(
                label=str(DIMENSION_WORDS[name]),
                required=False,
                choices=[("", _("All")), *self._choices(name)],
            )
        self.fields["account"] = forms.CharField(
            label=str(DIMENSION_WORDS["account"]),
            required=False,
            help_text=_("Its external id or number."),
            widget=forms.TextInput(attrs={"type": "text"}),
        )
        self.carried = self._carried(given)
        if problems is not None:
            self._errors = forms.utils.ErrorDict()
            for field, reason in problems.problems:
                is_known = field in self.fields
                place = field if is_known else "__all__"
                sentence = reason if is_known else f"{field}: {reason}"
                self._errors.setdefault(place, self.error_class()).append(sentence)
        else:
            self._errors = forms.utils.ErrorDict()

    def _choices(self, name: DimensionName) -> list[tuple[str, str]]:
        named = [(value.written, value.word.replace("_", " ")) for value in dimension_values(name)]
        known = {written for written, _ in named}
        given = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        named += [(each, each) for each in given if each and each not in known and each != NONE]
        return [*named, (NONE, none_word(name))] if name != "type" else named

    def _carried(self, given: QueryDict) -> list[tuple[str, str]]:
        """Parameters without a control of their own, so that choosing one thing loses no other."""
        kept = [("group", each) for each in given.getlist("group")[:1]]
        kept += [("record_type", each) for each in given.getlist("record_type")]
        for name in (*_CHOSEN, "account"):
            kept += [(name, each) for each in given.getlist(name)[1:]]
        return kept

    @staticmethod
    def _data(given: QueryDict, question: Question | None) -> QueryDict:
        data = given.copy()
        for name in (*_CHOSEN, "account"):
            if len(values := data.getlist(name)) > 1:
                data[name] = values[0]
        if question is not None:
            data["from"] = question.period.first.isoformat()
            data["to"] = question.period.last.isoformat()
            data["zone"] = question.period.zone
            data["by"] = question.by
            data["interval"] = question.interval
        return data

    @property
    def ticked(self) -> list[Any]:
        return [self[name] for name in _TICKED if name in self.fields]
