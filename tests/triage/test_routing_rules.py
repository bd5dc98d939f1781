"""Routing rules R1-R7 and R16 of domain.md 7, as facts in and queue with reason out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts.models import VolunteerPost
from helpdesk.taxonomy import Category, UserType
from tests.factories import open_report, sorted_report
from triage.routing.facts import facts_of
from triage.routing.rules import RULES, Facts, Rule, When, decide

DAY = date(2026, 11, 23)


def facts(**changes: object) -> Facts:
    fields: dict[str, object] = {
        "category": Category.PASSWORD,
        "user_type": UserType.TEACHER,
        "day": DAY,
        "province": "32",
        "province_name": "Jawa Barat",
        "regency": "3201",
        "regency_name": "Kabupaten Bogor",
        "co_kapten_serves": True,
        "kapten_province": "32",
        "kapten_province_name": "Jawa Barat",
    }
    return Facts(**{**fields, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "queue", "rule"),
    [
        ({}, "co-kapten-3201", "R1"),
        ({"user_type": UserType.STUDENT}, "co-kapten-3201", "R1"),
        ({"co_kapten_serves": False}, "kapten-32", "R7"),
        ({"co_kapten_serves": False, "regency": None}, "kapten-32", "R1"),
        (
            {
                "province": "93",
                "province_name": "Papua Selatan",
                "co_kapten_serves": False,
                "kapten_province": "91",
                "kapten_province_name": "Papua",
            },
            "kapten-91",
            "R6",
        ),
        ({"co_kapten_serves": False, "kapten_province": None}, "helpdesk", "R5"),
        ({"user_type": UserType.SCHOOL_OPERATOR}, "helpdesk", "R2"),
        ({"user_type": UserType.PRINCIPAL}, "helpdesk", "R2"),
        ({"account_role": "tenaga_kependidikan"}, "helpdesk", "R2"),
        ({"user_type": UserType.DINAS, "account_role": "dinas"}, "helpdesk", "R3"),
        ({"user_type": UserType.MINISTRY_STAFF}, "helpdesk", "R4"),
        ({"account_role": "yayasan"}, "helpdesk", "R4"),
        ({"madrasah": True}, "helpdesk", "R16"),
        ({"category": Category.NEW_ACCOUNT}, "dapodik", "K-DAPODIK"),
        ({"category": Category.DAPODIK_DATA}, "dapodik", "K-DAPODIK"),
        ({"category": Category.PMM_ACCESS}, "platform", "K-PLATFORM"),
        ({"category": Category.SIMPKB}, "platform", "K-PLATFORM"),
        ({"category": Category.CHROMEBOOK}, "helpdesk", "K-HELPDESK"),
        ({"category": Category.OTHER}, "helpdesk", "K-HELPDESK"),
    ],
)
def test_a_report_goes_where_the_rule_says(changes, queue, rule) -> None:
    decision = decide(facts(**changes))
    assert (decision.queue, decision.rule) == (queue, rule)
    assert "{" not in decision.reason
    assert decision.reason.endswith(".")


@given(
    st.sampled_from(list(Category)),
    st.sampled_from(list(UserType)),
    st.booleans(),
    st.sampled_from([None, "32"]),
    st.sampled_from(["", "pendidik", "tenaga_kependidikan", "dinas", "staf_kementerian"]),
    st.booleans(),
)
def test_every_report_finds_a_queue_and_admins_never_reach_a_volunteer(
    category, user_type, serves, kapten, role, madrasah
) -> None:
    decision = decide(
        facts(
            category=category,
            user_type=user_type,
            co_kapten_serves=serves,
            kapten_province=kapten,
            account_role=role,
            madrasah=madrasah,
        )
    )
    assert decision.queue
    assert decision.reason
    volunteers = decision.queue.startswith(("kapten-", "co-kapten-"))
    if volunteers:
        assert category is Category.PASSWORD
        assert user_type in (UserType.TEACHER, UserType.STUDENT)
        assert role != "tenaga_kependidikan"


def test_a_rule_holds_only_between_its_dates() -> None:
    rule = Rule("X", When(), "helpdesk", "Ya.", date(2026, 1, 1), date(2026, 6, 30))
    assert rule.holds(facts(day=date(2026, 6, 30)))
    assert not rule.holds(facts(day=date(2026, 7, 1)))
    assert not rule.holds(facts(day=date(2025, 12, 31)))


def test_the_last_rule_catches_everything() -> None:
    assert RULES[-1].when == When()


@pytest.mark.django_db
def test_a_post_that_has_ended_serves_nobody(cast) -> None:
    VolunteerPost.objects.filter(user=cast.yohana).update(
        active_from=timezone.localdate() - timedelta(days=400),
        active_until=timezone.localdate() - timedelta(days=1),
    )
    assert sorted_report().queue_id == "kapten-32"


@pytest.mark.django_db
def test_an_inactive_volunteer_serves_nobody(cast) -> None:
    cast.yohana.is_active = False
    cast.yohana.save()
    assert sorted_report().queue_id == "kapten-32"


@pytest.mark.django_db
def test_papua_selatan_goes_to_the_kapten_of_papua(cast) -> None:
    ticket = sorted_report(province="93", regency_code=None)
    assert ticket.queue_id == "kapten-91"
    assert "Papua Selatan belum memiliki Kapten" in ticket.reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("account", "school"),
    [("budi@madrasah.kemenag.go.id", "SD Contoh"), ("", "MTs Negeri 3 Contoh")],
)
def test_a_madrasah_is_told_politely_that_it_is_out_of_scope(cast, account, school) -> None:
    ticket = open_report(account=account, school_name=school)
    assert decide(facts_of(ticket, Category.PASSWORD)).rule == "R16"


@pytest.mark.django_db
def test_a_school_called_manado_is_no_madrasah(cast) -> None:
    ticket = open_report(school_name="Mantap Jaya School")
    assert not facts_of(ticket, Category.PASSWORD).madrasah
