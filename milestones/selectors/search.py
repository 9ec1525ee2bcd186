"""Finding cases by what people remember of them: number, subject, account, contact, text of attributes."""

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, IntegerField, Lookup, Q, QuerySet, Value, When
from django.db.models import Case as Choice

from entitlements.models import Account, Contact
from milestones.models import Case
from milestones.models.case import SEARCHED

LONGEST = 200
MOST_WORDS = 8
MOST_NAMED = 500
"""So many accounts (or contacts) of a name are looked at; a word that names more tells them not apart."""


if TYPE_CHECKING:
    _Lookup = Lookup[str]
else:
    _Lookup = Lookup


class HasText(_Lookup):
    """Whether a text holds another, without regard to case: what the trigram index answers."""

    lookup_name = "has_text"
    prepare_rhs = False
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} ILIKE %s", (*parameters, f"%{_literal(str(self.rhs))}%")


def words_of(text: str) -> list[str]:
    """The words of a search, each once, without regard to case; the first eight count."""
    return list(dict.fromkeys(text.lower().split()))[:MOST_WORDS]


def searched(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Those of `cases` in which every word of the text is found: in their number, subject, values of
    attributes, or the name of their account or contact. All of them where the text has no word.
    """
    for word in words_of(text):
        accounts = Account.objects.filter(Q(name__icontains=word) | Q(external_id__iexact=word))
        contacts = Contact.objects.filter(Q(name__icontains=word) | Q(email__icontains=word))
        cases = cases.filter(
            Q(HasText(SEARCHED, word))
            | Q(account_id__in=list(accounts.values_list("pk", flat=True)[:MOST_NAMED]))
            | Q(contact_id__in=list(contacts.values_list("pk", flat=True)[:MOST_NAMED]))
        )
    return cases


def best_first(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """The case of that very number first, then numbers that begin so, then open cases, the newest first."""
    wanted = text.strip()
    return cases.order_by(
        Choice(
            When(external_id__iexact=wanted, then=Value(0)),
            When(external_id__istartswith=wanted, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        ),
        Choice(When(closed_at=None, then=Value(0)), default=Value(1), output_field=IntegerField()),
        "-opened_at",
        "-pk",
    )


def _literal(text: str) -> str:
    """The text with nothing in it that LIKE would read as a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
