"""From the template to the composer's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets.access import status_url
from helpdesk.tickets.models import Message
from helpdesk.workspace import drafting, outcomes
from knowledge_base.models import AnswerTemplate
from knowledge_base.queries import template
from knowledge_base.rendering import ALWAYS_AVAILABLE, compose_reply, to_safe_html
from tests.cast import viewer
from tests.factories import claimed_report, sorted_report


def made(body: str, **changes) -> AnswerTemplate:
    fields = {"key": "uji", "category": 13, "title": "Uji", "body": body, "state_after": "solved"}
    return AnswerTemplate(**{**fields, **changes})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "greeting"),
    [
        ("2026-11-23T01:59:00Z", "Selamat pagi"),
        ("2026-11-23T05:00:00Z", "Selamat siang"),
        ("2026-11-23T08:00:00Z", "Selamat sore"),
        ("2026-11-23T12:00:00Z", "Selamat malam"),
    ],
)
def test_the_greeting_follows_the_clock_in_wib(cast, time_machine, moment, greeting) -> None:
    report = sorted_report(category=Category.GOOGLE_EDUCATION)
    time_machine.move_to(moment)
    draft = drafting.first_draft(report, viewer(cast.sari))
    assert draft is not None
    assert draft.text.startswith(f"{greeting}, Ibu Lestari Contoh,")
    assert f"nomor laporan #{report.pk}" in draft.text
    assert "Senin–Jumat pukul 09.00–17.00 WIB" in draft.text
    assert draft.text.rstrip().endswith("Sari Wulandari  \nPetugas helpdesk")
    assert draft.problems == ()


@pytest.mark.django_db
def test_every_variable_said_to_be_always_there_is_there(cast) -> None:
    ministry = sorted_report(
        category=Category.OTHER, user_type=UserType.MINISTRY_STAFF, account="", school_name="",
        npsn="", level="", province=None, regency_code=None, name="", salutation="",
    )  # fmt: skip
    for report in (ministry, sorted_report()):
        context = drafting.context_of(report, viewer(cast.kartika))
        assert {name for name in ALWAYS_AVAILABLE if not context[name]} == set()


@pytest.mark.django_db
def test_a_variable_without_value_is_named_and_stays_open(cast) -> None:
    report = sorted_report(category=Category.GOOGLE_EDUCATION, npsn="")
    draft = drafting.from_template(made("NPSN {{npsn}} dicek."), report, viewer(cast.sari))
    assert "NPSN {{npsn}} dicek." in draft.text
    assert draft.problems == (
        "NPSN belum terisi: ganti {{npsn}} dengan isi yang benar atau hapus.",
    )
    assert draft.text.startswith("Selamat")


@pytest.mark.django_db
def test_an_unknown_variable_is_named_too(cast) -> None:
    report = sorted_report(category=Category.GOOGLE_EDUCATION)
    draft = drafting.from_template(made("Kode {{rahasia}}."), report, viewer(cast.sari))
    assert any("{{rahasia}}" in problem for problem in draft.problems)


@pytest.mark.django_db
def test_only_those_who_may_reveal_get_the_end_of_the_nik(cast) -> None:
    report = sorted_report()
    masked = "*" * 12 + "0001"
    assert drafting.context_of(report, viewer(cast.kartika), nik=masked)["nik_akhir"] == "0001"
    assert drafting.context_of(report, viewer(cast.yohana), nik=masked)["nik_akhir"] == ""


@pytest.mark.django_db
def test_a_value_is_text_and_never_markup_or_a_variable(cast) -> None:
    report = sorted_report(
        category=Category.GOOGLE_EDUCATION,
        title="{{nik_akhir}} *tebal* [klik](https://jahat.example) <b>x</b>",
    )
    draft = drafting.first_draft(report, viewer(cast.sari))
    assert draft is not None
    rendered = to_safe_html(draft.text)
    assert draft.problems == ()
    assert "<b>" not in rendered
    assert "jahat.example" not in "".join(rendered.split('href="')[1:])
    assert "{{nik_akhir}}" in rendered


@pytest.mark.django_db
def test_the_team_in_the_text_is_the_volunteers_but_the_signature_is_the_writers(cast) -> None:
    report = sorted_report()
    chosen = template("password-handed-to-volunteer")
    draft = drafting.from_template(chosen, report, viewer(cast.kartika))
    assert "kami teruskan kepada Co-Kapten Kabupaten Bogor" in draft.text
    assert draft.text.rstrip().endswith("Kartika Ayu  \nPetugas helpdesk")
    assert draft.problems == ()


@pytest.mark.django_db
def test_a_first_draft_is_made_only_for_a_first_answer(cast) -> None:
    report = sorted_report(category=Category.GOOGLE_EDUCATION)
    assert drafting.first_draft(report, viewer(cast.sari)) is not None
    report.first_answered_at = report.created_at
    assert drafting.first_draft(report, viewer(cast.sari)) is None


@pytest.mark.django_db
def test_the_outcomes_of_a_volunteer_are_complete_replies(cast) -> None:
    yohana = viewer(cast.yohana)
    report = claimed_report(yohana)
    done, asked = outcomes.reset_done(report, yohana), outcomes.ask(report, yohana)
    assert (done.then, asked.then) == ("solved", "waiting_requester")
    assert done.problems == asked.problems == ()
    assert "le***12@guru.sd.belajar.id" in done.text
    assert "1. Apakah nama akun" in asked.text


@pytest.mark.django_db
def test_a_volunteer_never_holds_the_reporters_link(cast) -> None:
    yohana = viewer(cast.yohana)
    report = claimed_report(yohana)
    draft = drafting.from_template(made("Lihat {{tautan_status}}."), report, yohana)
    assert status_url(report.pk) not in draft.text
    assert "Lihat (tautan laporan)." in draft.text
    sent = drafting.with_link(draft.text, report.pk, yohana)
    assert f"<{status_url(report.pk)}>" in sent
    assert drafting.without_link(sent, report.pk) == draft.text


@pytest.mark.parametrize("text", ["{{ npsn }}", "a {{x}} b", "}} lepas", "{{ tidak tertutup"])
def test_what_is_still_open_is_found(text) -> None:
    assert drafting.unresolved(text)


def test_a_finished_text_has_nothing_open() -> None:
    assert drafting.unresolved("Selamat pagi {Ibu}, sudah selesai.") == ()


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=80
    )
)
def test_taking_escapes_away_never_changes_what_the_reporter_reads(value: str) -> None:
    context = {
        "sapaan": "Selamat pagi", "panggilan": "Bapak/Ibu", "jenis": "keluhan", "sebutan": "Anda",
        "judul": value or "x", "nomor": "#1234567", "laman": "belajar.id", "tim": "Petugas",
        "jam_operasional": "Senin–Jumat pukul 09.00–17.00 WIB", "npsn": value or "x",
    }  # fmt: skip
    try:
        composed = compose_reply("{{npsn}}\n\n1. {{npsn}} **tebal** {{npsn}}", context)
    except ValueError:
        return
    readable = drafting.readable(composed)
    assert to_safe_html(readable) == to_safe_html(composed)
    assert drafting.unresolved(readable) == ()


# --- Deadlines, new accounts, greeting --------------------------------------------------------------


def day(moment) -> str:
    """Return a deadline as drafts write it."""
    return drafting._words(moment)


@pytest.mark.django_db
def test_each_template_promises_the_deadline_of_its_own_matter(cast, time_machine) -> None:
    time_machine.move_to("2026-11-23T03:00:00Z", tick=False)  # Monday 10.00 WIB
    report = sorted_report(category=Category.OTHER)
    sari = viewer(cast.sari)
    data = drafting.from_template(template("other-data-request"), report, sari)
    assert "paling lambat Kamis, 26 November 2026 pukul 10.00 WIB" in data.text
    time_machine.move_to("2026-11-24T03:00:00Z", tick=False)
    suspended = drafting.from_template(
        template("account-deleted-disabled-suspension-received"), report, sari
    )
    # Nine working days of eight hours from the moment the data are said to be complete.
    assert "batasnya Senin, 7 Desember 2026 pukul 10.00 WIB" in suspended.text
    outage = drafting.from_template(template("pd-data-download-outage"), report, sari)
    assert f"paling lambat {day(report.resolution_due)}" in outage.text


@pytest.mark.django_db
def test_a_deadline_that_has_passed_is_named_and_blocks(cast, time_machine) -> None:
    time_machine.move_to("2026-11-23T03:00:00Z", tick=False)
    report = sorted_report(category=Category.OTHER)
    time_machine.move_to("2026-12-14T03:00:00Z", tick=False)
    draft = drafting.from_template(template("other-data-request"), report, viewer(cast.sari))
    assert "paling lambat {{batas_data_pribadi}}" in draft.text
    assert len(draft.problems) == 1
    assert "sudah lewat (Kamis, 26 November 2026 pukul 10.00 WIB)" in draft.problems[0]
    assert drafting.blocks(draft.text, report) == draft.problems


@pytest.mark.django_db
def test_a_draft_that_lay_until_its_deadline_passed_is_not_sent(
    cast, as_user, composer, time_machine
) -> None:
    time_machine.move_to("2026-11-23T03:00:00Z", tick=False)
    report = claimed_report(viewer(cast.sari), category=Category.OTHER)
    draft = drafting.from_template(template("other-data-request"), report, viewer(cast.sari))
    assert draft.problems == ()
    time_machine.move_to("2026-12-14T03:00:00Z", tick=False)
    browser = as_user(cast.sari)
    fields = composer(browser.get(f"/meja/tiket/{report.pk}/"))
    refused = browser.post(f"/meja/tiket/{report.pk}/balas/", {**fields, "body": draft.text})
    assert refused.status_code == 422
    assert "sudah lewat" in " ".join(refused.context["composer"].problems)
    assert refused.context["composer"].text == draft.text


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["add-school-admin-granted", "new-account-made"])
def test_a_new_account_is_never_the_reporters_own_and_must_be_filled_in(cast, key) -> None:
    report = sorted_report(category=Category.NEW_ACCOUNT)
    draft = drafting.from_template(template(key), report, viewer(cast.kartika))
    assert "{{akun_baru}}" in draft.text
    assert "le***12@guru.sd.belajar.id" not in draft.text
    assert draft.problems == (
        "Akun baru, disamarkan (diisi petugas) belum terisi: ganti {{akun_baru}} dengan isi yang "
        "benar atau hapus.",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("user_type", ["teacher", "student", "school_operator", "principal"])
def test_who_tried_to_help_oneself_is_not_told_to_try_again(cast, user_type) -> None:
    kartika = viewer(cast.kartika)
    report = sorted_report(user_type=UserType(user_type))
    report.self_service_tried = False
    first = drafting.first_draft(report, kartika)
    assert first is not None
    assert first.template_key in drafting.SELF_SERVICE
    report.self_service_tried = True
    tried = drafting.first_draft(report, kartika)
    assert tried is None or tried.template_key not in drafting.SELF_SERVICE


@pytest.mark.django_db
def test_the_greeting_is_that_of_the_sending_and_a_second_click_is_the_same_answer(
    cast, as_user, composer, time_machine
) -> None:
    time_machine.move_to("2026-11-23T03:30:00Z", tick=False)  # 10.30 WIB
    report = claimed_report(viewer(cast.sari), category=Category.GOOGLE_EDUCATION)
    browser = as_user(cast.sari)
    fields = composer(browser.get(f"/meja/tiket/{report.pk}/"))
    assert fields["body"].startswith("Selamat pagi, ")
    for moment in ("2026-11-23T04:10:00Z", "2026-11-23T08:10:00Z"):
        time_machine.move_to(moment, tick=False)
        assert browser.post(f"/meja/tiket/{report.pk}/balas/", fields).status_code == 302
    sent = Message.objects.get(ticket=report, author="staff")
    assert sent.body == fields["body"].strip().replace("Selamat pagi", "Selamat siang", 1)


@pytest.mark.django_db
def test_a_greeting_in_the_middle_of_a_text_is_left_alone(time_machine) -> None:
    time_machine.move_to("2026-11-23T04:10:00Z", tick=False)
    text = "Halo. Selamat pagi tetap di sini."
    assert drafting.greeted_now(text) == text
