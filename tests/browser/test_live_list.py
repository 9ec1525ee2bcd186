"""A live list: values change at once, the order holds while somebody is in it."""

from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import Route, expect

from tests.browser.conftest import Visit

People = Callable[..., User]

PAGE = """
<section data-live="/live-test/" data-every="0.2">
  <p data-live-dot>Live <span data-held="moves" hidden>order held, <span data-count>0</span> rows will
  move</span> <span data-held="arrivals" hidden><span data-count>0</span> new</span><span data-trying
  hidden>trying again</span></p> <ul id="live-rows" data-list>{rows}</ul>
</section>
"""


def row(number: int, left: str) -> str:
    link = f'<a href="#{number}">Case {number}</a>'
    return f'<li data-row data-id="{number}">{link}<span class="left">{left}</span></li>'


def watched(visit: Visit, people: People, answers: list[tuple[int, str]]) -> list[str]:
    """A page with a live list whose server gives these answers, the last again and again; returns the
    versions asked with."""
    people("gallery", staff=True)
    visit.sign_in("gallery")
    visit.open("/keys/")
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("if-none-match", ""))
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == 200:
            route.fulfill(
                status=200, headers={"ETag": f'"{len(asked)}"'}, body=body, content_type="text/html"
            )
        elif status == 0:
            route.abort()
        else:
            route.fulfill(status=status, headers={"X-Signed-Out": "1"} if status == 401 else {})

    visit.page.route("**/live-test/", answer)
    visit.page.evaluate(
        """async (html) => { document.getElementById("main").innerHTML = html; const { LiveList } = await
        import(document.querySelector("script[type=module]").src.replace("page.js", "live-list.js"));
        window.live = new LiveList(document.querySelector("[data-live]")); }""",
        PAGE.format(rows=row(1, "10 m") + row(2, "20 m") + row(3, "30 m")),
    )
    return asked


def order(visit: Visit) -> list[str]:
    return list(visit.page.locator("#live-rows > li a").all_inner_texts())


def fresh(*rows: str) -> str:
    return f'<ul id="live-rows" data-list>{"".join(rows)}</ul>'


def test_rows_change_move_leave_and_arrive_when_nobody_is_there(visit: Visit, people: People) -> None:
    watched(visit, people, [(200, fresh(row(3, "3 m"), row(1, "9 m"), row(4, "40 m"))), (304, "")])
    expect(visit.page.locator("[data-id='3'] .left")).to_have_text("3 m")
    assert order(visit) == ["Case 3", "Case 1", "Case 4"]


def test_under_the_focus_values_change_but_rows_stay_until_it_leaves(visit: Visit, people: People) -> None:
    answers = [(304, "")]
    watched(visit, people, answers)
    visit.page.get_by_role("link", name="Case 2").focus()
    answers[:] = [(200, fresh(row(3, "3 m"), row(1, "9 m"), row(2, "19 m"), row(5, "50 m"))), (304, "")]
    expect(visit.page.locator("[data-id='3'] .left")).to_have_text("3 m")
    assert order(visit) == ["Case 1", "Case 2", "Case 3"]
    expect(visit.page.locator("[data-held=moves]")).to_contain_text("3 rows will move")
    expect(visit.page.locator("[data-held=arrivals]")).to_contain_text("1 new")
    expect(visit.page.get_by_role("link", name="Case 2")).to_be_focused()
    visit.page.get_by_role("link", name="Case 2").blur()
    expect(visit.page.locator("#live-rows > li").first).to_contain_text("Case 3")
    assert order(visit) == ["Case 3", "Case 1", "Case 2", "Case 5"]


def test_it_asks_with_the_version_it_has(visit: Visit, people: People) -> None:
    asked = watched(visit, people, [(200, fresh(row(1, "1 m"))), (304, "")])
    expect(visit.page.locator("[data-id='1'] .left")).to_have_text("1 m")
    visit.page.wait_for_timeout(600)
    assert asked[0] == ""
    assert set(asked[1:]) == {'"1"'}


def test_without_an_answer_for_a_minute_the_dot_turns_hollow_and_asking_goes_on(
    visit: Visit, people: People
) -> None:
    visit.expected.append("ERR_FAILED")
    visit.page.clock.install()
    asked = watched(visit, people, [(0, "")])
    for _ in range(5):
        visit.page.clock.run_for(15_000)
        visit.page.wait_for_timeout(100)
    expect(visit.page.locator("[data-live-dot]")).to_have_attribute("data-stale", "")
    expect(visit.page.locator("[data-trying]")).to_be_visible()
    assert len(asked) >= 3


def test_an_ended_session_asks_to_sign_in_and_leaves_the_page_as_it_is(visit: Visit, people: People) -> None:
    visit.expected.append("401")
    watched(visit, people, [(401, "")])
    expect(visit.page.get_by_role("dialog", name="Sign in again?")).to_be_visible()
    assert order(visit) == ["Case 1", "Case 2", "Case 3"]
    link = visit.page.get_by_role("link", name="Sign in again")
    assert (link.get_attribute("href") or "").endswith("/sign-in/?next=%2Fkeys%2F")
