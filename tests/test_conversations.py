"""Comments and checklists: what is true of them beyond what is true of every resource."""

from uuid import uuid4

import psycopg
import pytest

from conftest import Client, Make, Post


async def test_a_comment_is_written_listed_and_edited_by_its_author_only(
    staff: Client, manager: Client, make: Make
) -> None:
    ticket = await make.ticket(staff)
    path = f"/tickets/{ticket['id']}/comments"
    comment = await staff.made(path, body="Done.")
    note = await manager.made(path, body="Chargeable?", internal=True)
    assert (comment["internal"], comment["created_by"], comment["created_by_name"], comment["edited_at"]) == (
        False, str(staff.id), "Staff Person", None,
    )  # fmt: skip
    assert (await staff.get(path)).json()["items"] == [note, comment]
    refused = await manager.patch(f"/comments/{comment['id']}", json={"body": "Never said."})
    edited = await staff.patch(f"/comments/{comment['id']}", json={"body": "Done today."})
    assert (refused.status_code, refused.json()["detail"]) == (403, "Only its author can change a comment.")
    assert (edited.status_code, edited.json()["body"]) == (200, "Done today.")
    assert edited.json()["edited_at"] is not None


async def test_nobody_changes_the_words_of_another_by_any_way(staff: Client, manager: Client, make: Make) -> None:
    comment = await make.comment(manager)
    path = f"/comments/{comment['id']}"
    answers = [
        await staff.patch(path, json={"body": "x"}),
        await staff.patch(path, json={"mentions": [str(staff.id)]}),
        await staff.post("/comments/bulk", json={"ids": [comment["id"]], "patch": {"body": "x"}}),
        await staff.post("/comments/bulk", json={"ids": [comment["id"]], "delete": True}),
        await staff.delete(path),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert (await staff.get(path)).json() == comment


@pytest.mark.parametrize("who", ["author", "manager"])
async def test_its_author_and_managers_delete_a_comment_and_bring_it_back(
    who: str, staff: Client, manager: Client, make: Make
) -> None:
    comment = await make.comment(staff)
    path, person = f"/comments/{comment['id']}", staff if who == "author" else manager
    assert (await person.delete(path)).status_code == 204
    assert (await staff.get(path)).status_code == 404
    assert (await staff.get(f"/tickets/{comment['ticket_id']}/comments")).json()["items"] == []
    assert (await person.post(f"{path}/restore")).json()["body"] == comment["body"]


async def test_whether_a_comment_is_internal_is_for_good(staff: Client, make: Make) -> None:
    note = await make.comment(staff, internal=True)
    response = await staff.patch(f"/comments/{note['id']}", json={"internal": False})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/internal"


@pytest.mark.parametrize("body", [{}, {"body": ""}, {"body": " \n\t"}, {"body": "x" * 20_001}, {"body": "a\x00b"}])
async def test_a_comment_says_something(body: dict[str, str], staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    response = await staff.post(f"/tickets/{ticket['id']}/comments", json=body)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/body"


async def test_undo_of_an_edit_takes_the_mark_back_too(staff: Client, make: Make) -> None:
    comment = await make.comment(staff)
    path = f"/comments/{comment['id']}"
    changed = await staff.patch(path, json={"body": "Another"})
    undone = await staff.post(f"/change_sets/{changed.headers['x-change-set']}/undo")
    assert undone.status_code == 200
    row = (await staff.get(path)).json()
    assert (row["body"], row["edited_at"]) == (comment["body"], None)
    await staff.post(f"/change_sets/{undone.json()['change_set_id']}/undo")
    row = (await staff.get(path)).json()
    assert (row["body"], row["edited_at"]) == ("Another", changed.json()["edited_at"])


async def test_only_colleagues_are_mentioned(staff: Client, manager: Client, stranger: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    path = f"/tickets/{ticket['id']}/comments"
    gone = make.person(staff.organisation_id, "staff")
    admin = make.person(staff.organisation_id, "admin")
    await admin.patch(f"/users/{gone.id}", json={"status": "disabled"})
    answers: list[object] = []
    for theirs in (stranger.id, uuid4(), gone.id):
        body = {"body": "Look", "mentions": [str(manager.id), str(theirs)]}
        refused = await staff.post(path, json=body)
        assert refused.status_code == 422
        answers.append(refused.json()["errors"])
    assert answers == [[{"pointer": "/mentions/1", "code": "invalid_reference", "detail": "There is no such row."}]] * 3
    assert (await staff.get(path)).json()["items"] == []
    comment = await staff.made(path, body="Look", mentions=[str(manager.id)])
    assert comment["mentions"] == [str(manager.id)]
    refused = await staff.patch(f"/comments/{comment['id']}", json={"mentions": [str(stranger.id)]})
    assert refused.json()["errors"][0]["pointer"] == "/mentions/0"


async def test_who_is_mentioned_gets_one_mail_with_a_link(
    staff: Client, manager: Client, make: Make, post: Post
) -> None:
    ticket = await make.ticket(staff, title="Printer\r\nBcc: x@example.com")
    path = f"/tickets/{ticket['id']}/comments"
    comment = await staff.made(path, body="@Manager look", mentions=[str(manager.id), str(staff.id), str(manager.id)])
    subject, text = await post.to(manager.email)
    assert subject.startswith("Staff Person mentioned you in #1 Printer")
    assert "@Manager look" in text
    assert f"http://worktrackr.test/tickets/{ticket['id']}" in text
    # Somebody new is told, who knows already is not; and nobody mails themselves.
    colleague = make.person(staff.organisation_id, "staff")
    mentions = [str(manager.id), str(colleague.id)]
    await staff.patch(f"/comments/{comment['id']}", json={"body": "@Manager @Staff look", "mentions": mentions})
    await post.to(colleague.email)
    told = [to for to, _, _ in post.mails if to in (staff.email, manager.email, colleague.email)]
    assert told == [manager.email, colleague.email]


async def test_a_ticket_that_is_not_there_has_no_parts(staff: Client, stranger: Client, make: Make) -> None:
    theirs, trashed = await make.ticket(stranger), await make.ticket(staff)
    await staff.delete(f"/tickets/{trashed['id']}")
    for ticket_id in (theirs["id"], trashed["id"], str(uuid4())):
        for part, body in (("comments", {"body": "x"}), ("checklist", {"text": "x"})):
            assert (await staff.get(f"/tickets/{ticket_id}/{part}")).status_code == 404
            assert (await staff.post(f"/tickets/{ticket_id}/{part}", json=body)).status_code == 404
        assert (await staff.get(f"/tickets/{ticket_id}/attachments")).status_code == 404


async def test_the_list_of_a_ticket_has_only_its_own_and_goes_on(staff: Client, make: Make) -> None:
    ticket, other = await make.ticket(staff), await make.ticket(staff)
    rows = [await make.comment(staff, ticket["id"], body=f"{number}") for number in range(3)]
    await make.comment(staff, other["id"])
    path = f"/tickets/{ticket['id']}/comments"
    first = (await staff.get(f"{path}?limit=2&total=true")).json()
    rest = (await staff.get(f"{path}?limit=2&cursor={first['next_cursor']}")).json()
    assert ([*first["items"], *rest["items"]], first["total"]) == (rows[::-1], 3)
    borrowed = await staff.get(f"/tickets/{other['id']}/comments?limit=2&cursor={first['next_cursor']}")
    assert borrowed.status_code == 422


async def test_a_checklist_keeps_its_order_and_who_ticked(staff: Client, manager: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    path = f"/tickets/{ticket['id']}/checklist"
    items = [await make.checklist_item(staff, ticket["id"], text=text) for text in "abc"]
    assert [item["position"] for item in items] == [0, 1, 2]
    ticked = (await manager.patch(f"/checklist_items/{items[1]['id']}", json={"done": True})).json()
    assert (ticked["done_by"], ticked["done_by_name"], ticked["done_at"] is not None) == (
        str(manager.id), "Manager Person", True,
    )  # fmt: skip
    renamed = (await staff.patch(f"/checklist_items/{items[1]['id']}", json={"text": "B"})).json()
    assert (renamed["done_by"], renamed["done_at"]) == (ticked["done_by"], ticked["done_at"])
    ids = [items[number]["id"] for number in (2, 0, 1)]
    ordered = await staff.post(f"{path}/order", json={"ids": ids})
    assert [item["text"] for item in ordered.json()["items"]] == ["c", "a", "B"]
    assert (await staff.get(path)).json() == ordered.json()
    await staff.post(f"/change_sets/{ordered.headers['x-change-set']}/undo")
    assert [item["text"] for item in (await staff.get(path)).json()["items"]] == ["a", "B", "c"]
    unticked = (await staff.patch(f"/checklist_items/{items[1]['id']}", json={"done": False})).json()
    assert (unticked["done_by"], unticked["done_at"]) == (None, None)


async def test_undo_of_unticking_remembers_who_had_ticked(staff: Client, manager: Client, make: Make) -> None:
    item = await make.checklist_item(staff)
    path = f"/checklist_items/{item['id']}"
    ticked = (await manager.patch(path, json={"done": True})).json()
    unticked = await staff.patch(path, json={"done": False})
    await staff.post(f"/change_sets/{unticked.headers['x-change-set']}/undo")
    row = (await staff.get(path)).json()
    assert (row["done"], row["done_by"], row["done_at"]) == (True, ticked["done_by"], ticked["done_at"])


async def test_an_order_names_items_of_this_checklist_each_once(staff: Client, make: Make) -> None:
    ticket = await make.ticket(staff)
    mine, other = await make.checklist_item(staff, ticket["id"]), await make.checklist_item(staff)
    for ids in ([mine["id"], other["id"]], [mine["id"], mine["id"]], [str(uuid4())]):
        response = await staff.post(f"/tickets/{ticket['id']}/checklist/order", json={"ids": ids})
        assert response.status_code == 422
        assert response.json()["errors"][0]["pointer"] == "/ids"
    assert (await staff.post(f"/tickets/{ticket['id']}/checklist/order", json={"ids": [mine["id"]]})).is_success


async def test_a_checklist_has_an_end(staff: Client, make: Make, owner: psycopg.Connection) -> None:
    item = await make.checklist_item(staff)
    owner.execute(
        "insert into checklist_items (organisation_id, ticket_id, text) select organisation_id, ticket_id, 'x' from checklist_items, generate_series(1, 1) where id = %s",
        [item["id"]],
    )
    for _ in range(98):
        await make.checklist_item(staff, item["ticket_id"])
    refused = await staff.post(f"/tickets/{item['ticket_id']}/checklist", json={"text": "one more"})
    assert (refused.status_code, refused.json()["detail"]) == (409, "A checklist has at most 100 items.")


async def test_purging_a_ticket_takes_its_parts_with_it(
    staff: Client, admin: Client, make: Make, owner: psycopg.Connection
) -> None:
    ticket = await make.ticket(staff)
    comment = await make.comment(staff, ticket["id"])
    await make.attachment(staff, ticket["id"], comment_id=comment["id"])
    await make.checklist_item(staff, ticket["id"])
    await admin.delete(f"/tickets/{ticket['id']}")
    assert (await admin.post(f"/tickets/{ticket['id']}/purge")).status_code == 204
    for table in ("comments", "attachments", "checklist_items"):
        left = owner.execute(f"select count(*) from {table} where ticket_id = %s".encode(), [ticket["id"]]).fetchone()
        assert left == (0,)
    purged = owner.execute(
        "select count(distinct change_set_id), count(*) from changes where organisation_id = %s and action = 'purge'",
        [staff.organisation_id],
    ).fetchone()
    assert purged == (1, 4)


async def test_a_comment_has_a_history_of_its_own(staff: Client, make: Make) -> None:
    comment = await make.comment(staff, internal=True)
    await staff.patch(f"/comments/{comment['id']}", json={"body": "Another"})
    history = (await staff.get(f"/tickets/{comment['ticket_id']}/history")).json()["items"]
    assert [change["action"] for change in history] == ["insert"]
    own = (await staff.get(f"/comments/{comment['id']}/history")).json()["items"]
    assert [change["action"] for change in own] == ["update", "insert"]
    assert own[0]["before"]["body"] == comment["body"]
