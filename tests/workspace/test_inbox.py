"""The lists: who sees what, in which order, at which price."""

from __future__ import annotations

import pytest
from django.urls import reverse

from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.services import working
from tests.cast import viewer
from tests.factories import claimed_report, open_report, sorted_report

pytestmark = pytest.mark.django_db
INBOX = "/meja/"


def to_helpdesk(**changes):
    """A report of the general helpdesk queue."""
    fields = {"category": Category.GOOGLE_EDUCATION, "title": "Drive penuh"}
    return sorted_report(**{**fields, **changes})


def html(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    "path", ["/meja/", "/meja/hitungan/", "/meja/berikutnya/", "/meja/tiket/1/"]
)
def test_visitors_are_sent_to_sign_in(client, db, path) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["/meja/", "/meja/hitungan/", "/meja/berikutnya/"])
def test_admins_find_no_workspace(cast, as_user, path) -> None:
    assert as_user(cast.rudi).get(path).status_code == 404


def test_pages_are_kept_nowhere(cast, as_user) -> None:
    assert "no-store" in as_user(cast.sari).get(INBOX)["Cache-Control"]


def test_an_agent_sees_only_the_own_queues(cast, as_user) -> None:
    mine = to_helpdesk()
    other = sorted_report(category=Category.DAPODIK_DATA, title="Data Dapodik salah")
    assert other.queue_id == "dapodik"
    shown = html(as_user(cast.sari).get(INBOX))
    assert f"#{mine.pk}" in shown
    assert f"#{other.pk}" not in shown


def test_the_count_of_a_view_equals_its_list(cast, as_user) -> None:
    for _ in range(3):
        to_helpdesk()
    working.claim(viewer(cast.sari), Ticket.objects.order_by("-pk").first().pk)
    browser = as_user(cast.sari)
    for item in browser.get(INBOX).context["bar"]:
        listed = browser.get(INBOX, {"view": item["view"].slug}).context["page"].total
        assert item["count"] in ("", str(listed)), item["view"].slug


def test_counts_alone_can_be_asked_for(cast, as_user) -> None:
    to_helpdesk()
    response = as_user(cast.sari).get("/meja/hitungan/?view=antre")
    assert "<html" not in html(response)
    assert 'aria-current="page"' in html(response)


def test_filters_narrow_the_list_and_can_be_taken_away(cast, as_user) -> None:
    bali = to_helpdesk(province="51", regency_code="5171")
    java = to_helpdesk()
    response = as_user(cast.sari).get(INBOX, {"view": "antre", "province": "51", "category": "13"})
    assert [row.ticket.pk for row, _ in response.context["rows"]] == [bali.pk]
    assert {chip["label"] for chip in response.context["chips"]} == {"Bali", "Google for Education"}
    away = next(c["url"] for c in response.context["chips"] if c["label"] == "Bali")
    numbers = [row.ticket.pk for row, _ in as_user(cast.sari).get(away).context["rows"]]
    assert sorted(numbers) == sorted([bali.pk, java.pk])


def test_a_report_is_found_by_its_number_as_people_write_it(cast, as_user) -> None:
    wanted = to_helpdesk()
    to_helpdesk()
    rows = as_user(cast.sari).get(INBOX, {"q": f" #{wanted.pk} "}).context["rows"]
    assert [row.ticket.pk for row, _ in rows] == [wanted.pk]


@pytest.mark.parametrize(
    "query",
    [
        {"view": "tidak-ada"}, {"category": "99"}, {"category": "x"}, {"province": "ZZ"},
        {"queue": "../x"}, {"cursor": "9" * 39}, {"cursor": "nan_1"}, {"cursor": "-1e400_5"},
        {"cursor": "1_" + "9" * 30}, {"q": "\0"}, {"q": "%_\\'\""}, {"q": "9" * 90},
        {"view": "selesai", "cursor": "9" * 30}, {"view": "selesai", "cursor": "²"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_never_breaks_the_page(cast, as_user, query) -> None:
    to_helpdesk()
    assert as_user(cast.sari).get(INBOX, query).status_code == 200


def test_pages_follow_each_other_without_gap_or_repeat(cast, as_user) -> None:
    numbers = {to_helpdesk().pk for _ in range(27)}
    browser = as_user(cast.sari)
    first = browser.get(INBOX, {"view": "antre"})
    assert len(first.context["rows"]) == 25
    second = browser.get(first.context["next_url"])
    seen = [row.ticket.pk for page in (first, second) for row, _ in page.context["rows"]]
    assert len(seen) == 27
    assert set(seen) == numbers
    assert second.context["next_url"] == ""


def test_an_empty_view_says_where_work_is(cast, as_user) -> None:
    to_helpdesk()
    shown = html(as_user(cast.sari).get(INBOX, {"view": "saya"}))
    assert "Tidak ada laporan yang sedang Anda pegang" in shown
    assert "Buka Belum diambil (1)" in shown


def test_an_empty_filter_offers_to_clear_it(cast, as_user) -> None:
    to_helpdesk()
    shown = html(as_user(cast.sari).get(INBOX, {"view": "antre", "q": "zebra"}))
    assert "Tidak ada yang cocok dengan saringan" in shown


def test_an_agent_without_queues_is_told_whom_to_ask(cast, as_user) -> None:
    cast.sari.queues = []
    cast.sari.save()
    assert "Mintalah kepada supervisor" in html(as_user(cast.sari).get(INBOX))


def test_account_and_mail_are_masked_in_the_list(cast, as_user) -> None:
    to_helpdesk()
    shown = html(as_user(cast.sari).get(INBOX))
    assert "lestaricontoh12@" not in shown
    assert "lestari.contoh@example.com" not in shown
    assert "le***12@guru.sd.belajar.id" in shown


def test_digits_of_a_nik_in_a_title_can_not_be_guessed_by_searching(cast, as_user) -> None:
    report = to_helpdesk(title="Akun terkunci NIK 9901015508900001")
    for who in ("sari", "kartika"):
        browser = as_user(getattr(cast, who))
        for text in ("9901015508900001", "99010155", "NIK 9"):
            assert browser.get(INBOX, {"view": "antre", "q": text}).context["rows"] == []
        found = browser.get(INBOX, {"view": "antre", "q": "akun terkunci"}).context["rows"]
        assert [row.ticket.pk for row, _ in found] == [report.pk]


def test_other_reports_of_the_reporter_show_no_nik_in_their_titles(cast, as_user) -> None:
    to_helpdesk(title="Akun terkunci NIK 9901015508900001")
    shown = html(as_user(cast.sari).get(f"/meja/tiket/{to_helpdesk().pk}/"))
    assert "Akun terkunci NIK" in shown
    assert "9901015508900001" not in shown


def test_a_title_with_markup_stays_text(cast, as_user) -> None:
    to_helpdesk(title="<script>alert(1)</script>")
    assert "<script>alert" not in html(as_user(cast.sari).get(INBOX))


def walk(browser, ticket, step, times=1):
    """Follow a step of the report's page; return the numbers reached, 0 for the list."""
    page, reached = browser.get(f"/meja/tiket/{ticket}/?dari=antre&category=13"), []
    for _ in range(times):
        page = browser.get(page.context[step], follow=True)
        if "ticket" not in page.context:
            return [*reached, 0]
        reached.append(page.context["ticket"].pk)
    return reached


def test_next_and_previous_walk_the_view_to_its_ends_within_the_filter(cast, as_user) -> None:
    one, two, three = (to_helpdesk().pk for _ in range(3))
    to_helpdesk(category=Category.CHROMEBOOK)
    browser = as_user(cast.sari)
    assert walk(browser, one, "next_url", 3) == [two, three, 0]
    assert walk(browser, three, "previous_url", 3) == [two, one, 0]


def test_after_an_answer_the_next_report_is_that_after_the_old_place(cast, as_user) -> None:
    one, two, three = (to_helpdesk() for _ in range(3))
    browser = as_user(cast.sari)
    row = browser.get(INBOX, {"view": "antre", "category": "13"}).context["rows"][1]
    page = browser.get(f"/meja/tiket/{two.pk}/?{row[1].query}")
    shown = page.context["composer"]
    answer = {"key": shown.key, "version": shown.version, "then": "solved", "body": "Sudah."}
    url = f"/meja/tiket/{two.pk}/balas/?{page.context['origin'].query}"
    after = browser.post(url, answer, follow=True)
    assert Ticket.objects.get(pk=two.pk).state == "solved"
    following = browser.get(after.context["next_url"])["Location"]
    assert following.startswith(f"/meja/tiket/{three.pk}/?dari=antre&category=13&di=")
    before = browser.get(after.context["previous_url"])["Location"]
    assert before.startswith(f"/meja/tiket/{one.pk}/?")


def test_finished_reports_are_walked_newest_first(cast, as_user) -> None:
    old, new = to_helpdesk(), to_helpdesk()
    Ticket.objects.update(state="closed")
    browser = as_user(cast.sari)
    page = browser.get(f"/meja/tiket/{new.pk}/?dari=selesai")
    assert f"/tiket/{old.pk}/" in browser.get(page.context["next_url"])["Location"]
    page = browser.get(f"/meja/tiket/{old.pk}/?dari=selesai")
    assert f"/tiket/{new.pk}/" in browser.get(page.context["previous_url"])["Location"]


def test_at_the_end_one_lands_on_the_list_with_its_filters(cast, as_user) -> None:
    only = to_helpdesk()
    browser = as_user(cast.sari)
    page = browser.get(f"/meja/tiket/{only.pk}/?dari=antre&category=13")
    end = browser.get(page.context["next_url"], follow=True)
    assert end.redirect_chain == [("/meja/?view=antre&category=13", 302)]
    assert "Tidak ada laporan lagi sesudah ini." in html(end)


@pytest.mark.parametrize("place", ["", "x", "nan_1", "1e999_2", "9" * 40, "²"])
@pytest.mark.parametrize("view", ["antre", "selesai", "tidak-ada"])
def test_a_damaged_place_never_breaks_the_way_on(cast, as_user, place, view) -> None:
    query = {"view": view, "setelah": str(to_helpdesk().pk), "di": place}
    for way in ({}, {"arah": "sebelum"}):
        assert as_user(cast.sari).get("/meja/berikutnya/", {**query, **way}).status_code == 302


def test_a_volunteer_walks_what_is_held_and_then_what_waits(cast, as_user) -> None:
    held = claimed_report(viewer(cast.yohana))
    first, second = sorted_report(), sorted_report()
    browser = as_user(cast.yohana)
    assert walk(browser, held.pk, "next_url", 3) == [first.pk, second.pk, 0]
    assert walk(browser, second.pk, "previous_url", 3) == [first.pk, held.pk, 0]


@pytest.mark.parametrize("who", ["sari", "kartika"])
def test_the_list_costs_the_same_for_5_and_60_reports(
    cast, as_user, django_assert_max_num_queries, who
) -> None:
    browser = as_user(getattr(cast, who))
    for _ in range(5):
        to_helpdesk()
    with django_assert_max_num_queries(12) as few:
        browser.get(INBOX, {"view": "antre"})
    for _ in range(55):
        to_helpdesk()
    with django_assert_max_num_queries(len(few)):
        browser.get(INBOX, {"view": "antre"})


# --- Volunteers ---------------------------------------------------------------------------------


def test_a_volunteer_sees_the_waiting_resets_of_the_own_region_oldest_first(cast, as_user) -> None:
    first, second = sorted_report(), sorted_report()
    sorted_report(province="51", regency_code="5171")
    Ticket.objects.filter(pk=second.pk).update(queued_at=first.queued_at.replace(year=2020))
    response = as_user(cast.yohana).get(INBOX)
    assert [row.ticket.pk for row in response.context["waiting"]] == [second.pk, first.pk]
    assert "Co-Kapten Kabupaten Bogor" in html(response)


def test_own_claimed_reports_stand_on_top(cast, as_user) -> None:
    mine = claimed_report(viewer(cast.yohana))
    sorted_report()
    response = as_user(cast.yohana).get(INBOX)
    assert [row.ticket.pk for row in response.context["held"]] == [mine.pk]
    assert html(response).index(f"#{mine.pk}") < html(response).index("Menunggu relawan")


def test_the_volunteers_list_holds_no_mail_address_and_no_nik(cast, as_user) -> None:
    sorted_report(title="Reset, email saya lestari.contoh@example.com NIK 9901015508900001")
    shown = html(as_user(cast.yohana).get(INBOX))
    assert "lestari.contoh@example.com" not in shown
    assert "9901015508900001" not in shown
    assert "lestaricontoh12@guru.sd.belajar.id" in shown


def test_thanks_count_what_the_volunteer_solved(cast, as_user) -> None:
    assert "Terima kasih!" not in html(as_user(cast.yohana).get(INBOX))
    report = claimed_report(viewer(cast.yohana))
    browser = as_user(cast.yohana)
    page = browser.get(f"/meja/tiket/{report.pk}/?hasil=direset").context["composer"]
    browser.post(
        f"/meja/tiket/{report.pk}/balas/",
        {"key": page.key, "version": page.version, "then": "solved", "body": page.text},
    )
    assert "<b>1</b> orang bulan ini" in html(browser.get(INBOX))


def test_hints_go_away_when_told(cast, as_user) -> None:
    browser = as_user(cast.yohana)
    assert "Mengerti, tutup petunjuk" in html(browser.get(INBOX))
    browser.post("/meja/petunjuk/")
    assert "Mengerti, tutup petunjuk" not in html(browser.get(INBOX))


def test_a_volunteer_whose_post_has_ended_is_told_so(cast, as_user) -> None:
    cast.yohana.posts.all().delete()
    sorted_report()
    shown = html(as_user(cast.yohana).get(INBOX))
    assert "belum punya wilayah aktif" in shown


def test_the_volunteers_list_costs_the_same_for_5_and_60_reports(
    cast, as_user, django_assert_max_num_queries
) -> None:
    browser = as_user(cast.yohana)
    for _ in range(5):
        sorted_report()
    with django_assert_max_num_queries(12) as few:
        browser.get(INBOX)
    for _ in range(55):
        sorted_report()
    with django_assert_max_num_queries(len(few)):
        browser.get(INBOX)


def test_reports_of_admin_schools_never_reach_volunteers(cast, as_user) -> None:
    report = sorted_report(
        user_type=UserType.SCHOOL_OPERATOR, account="operator12@admin.sd.belajar.id"
    )
    assert report.queue_id == "helpdesk"
    assert f"#{report.pk}" not in html(as_user(cast.yohana).get(INBOX))
    assert as_user(cast.yohana).get(f"/meja/tiket/{report.pk}/").status_code == 404


def test_unsorted_reports_are_in_nobodys_list_but_the_supervisors(cast, as_user) -> None:
    report = open_report()
    assert f"#{report.pk}" not in html(as_user(cast.sari).get(INBOX, {"view": "semua"}))
    assert f"#{report.pk}" in html(as_user(cast.kartika).get(INBOX, {"view": "semua"}))
