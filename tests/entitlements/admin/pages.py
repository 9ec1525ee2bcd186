"""Admin pages as a person fills them in: what the page shows is sent back, with what was changed."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def url(model: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:entitlements_{model}_{page}", args=args)


def fields(client: Client, address: str) -> dict[str, Any]:
    """Everything a page's form would send if nothing were changed."""
    answer = client.get(address)
    assert answer.status_code == 200
    reader = _FormReader()
    reader.feed(answer.content.decode())
    return {name: values[0] if len(values) == 1 else values for name, values in reader.sent.items()}


def submit(client: Client, address: str, **changes: Any) -> Any:
    """Send a page's form with these changes. Keys may write `-` as `__` (`milestones__0__key`)."""
    given = {name.replace("__", "-"): value for name, value in changes.items()}
    sent = {**fields(client, address), **given}
    return client.post(address, {name: value for name, value in sent.items() if value is not None})


def act(client: Client, model: str, action: str, *rows: int, **beside: str) -> list[str]:
    """Run an action of a list on these rows; answers the messages shown."""
    client.get(url(model))  # takes along what an earlier page left to say
    answer = client.post(url(model), {"action": action, "_selected_action": rows, **beside}, follow=True)
    assert answer.status_code == 200
    return [f"{message.level_tag}: {message}" for message in answer.context["messages"]]


def errors(answer: HttpResponse) -> str:
    """What the page says is wrong, as one text."""
    assert answer.status_code == 200
    context: Any = answer.context  # type: ignore[attr-defined]  # the test client adds it
    forms = [context["adminform"].form]
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    forms += [form for formset in formsets for form in formset.forms]
    found = [
        f"{field}: {reason}" for form in forms for field, reasons in form.errors.items() for reason in reasons
    ]
    found += [str(reason) for formset in formsets for reason in formset.non_form_errors()]
    return "\n".join(found)


class _FormReader(HTMLParser):
    """Collects what a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name and "__prefix__" not in name:
            kind = given.get("type")
            if kind in ("submit", "button") or (kind in ("checkbox", "radio") and "checked" not in given):
                return
            self.sent.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self._select = name if "__prefix__" not in name else ""
        elif tag == "option" and self._select and "selected" in given:
            self.sent.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "textarea" and "__prefix__" not in name:
            self._area = name
            self.sent[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][0] += data.removeprefix("\r\n").removeprefix("\n")
