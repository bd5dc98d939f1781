"""R1: teachers and pupils are first told of their school's own admin (domain.md 7)."""

from __future__ import annotations

import pytest
from django.test import Client

from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets import access
from helpdesk.tickets.models import Ticket
from tests.factories import open_report

pytestmark = pytest.mark.django_db
ADVICE = "Portal Admin (admin.google.com)"
MAY_BE_HELPED = {UserType.STUDENT, UserType.TEACHER}
SCHOOL = [UserType.STUDENT, UserType.TEACHER, UserType.SCHOOL_OPERATOR, UserType.PRINCIPAL]


@pytest.mark.parametrize("kind", list(UserType))
def test_the_panel_before_sending_advises_those_whose_admin_can_help(
    client: Client, kind: UserType
) -> None:
    page = client.get(f"/lapor/?user_type={kind}").content.decode()
    assert (ADVICE in page) is (kind in MAY_BE_HELPED)


@pytest.mark.parametrize("kind", SCHOOL)
@pytest.mark.parametrize("query", ["", "?baru=1"])
def test_receipt_and_status_page_advise_them_too(
    client: Client, kind: UserType, query: str
) -> None:
    ticket = open_report(user_type=kind)
    page = client.get(f"/lapor/{access.token_of(ticket.pk)}/{query}").content.decode()
    assert (ADVICE in page) is (kind in MAY_BE_HELPED)


def test_a_report_of_another_category_or_a_closed_one_carries_no_advice(client: Client) -> None:
    other = open_report(category=Category.SIMPKB)
    assert ADVICE not in client.get(f"/lapor/{access.token_of(other.pk)}/").content.decode()
    done = open_report()
    Ticket.objects.filter(pk=done.pk).update(state="closed")
    assert ADVICE not in client.get(f"/lapor/{access.token_of(done.pk)}/").content.decode()


@pytest.mark.parametrize("kind", SCHOOL)
def test_the_confirmation_mail_carries_the_advice(mailoutbox, worker, kind: UserType) -> None:
    open_report(user_type=kind)
    worker.run()
    mail = mailoutbox[0]
    for part in (mail.body, mail.alternatives[0][0]):
        assert (ADVICE in part) is (kind in MAY_BE_HELPED)


def test_the_mail_of_another_category_says_nothing_of_it(mailoutbox, worker) -> None:
    open_report(category=Category.SIMPKB)
    worker.run()
    assert ADVICE not in mailoutbox[0].body
