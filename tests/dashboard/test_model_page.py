"""The model page: who sees it, what it says, promoting, returning, asking for a training."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from helpdesk.accounts.viewer import system
from helpdesk.tickets.services.base import NotAllowed
from tests.cast import viewer
from tests.dashboard.watched import ACTIVE, BEFORE, SHADOW, watched_desk
from tests.models_for_tests import admitted
from triage import inference, registry, tasks, training_state
from triage.models import ModelVersion, TrainingRun

pytestmark = pytest.mark.django_db
PAGE = "/dasbor/model/"
Status = ModelVersion.Status


@pytest.fixture
def kartika(cast) -> Client:
    browser = Client()
    browser.force_login(cast.kartika, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def two_models(small_model):
    """A model in service and one in shadow, with their files."""
    first = admitted(small_model)
    registry.promote(system("uji"), first.version)
    second = admitted(replace(small_model, seed=7))
    registry.start_shadow(second.version, registry.Verdict(True, "Macro-F1 setara."))
    return first.version, second.version


def text_of(response) -> str:
    """The page's words without tags, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def said(browser: Client) -> str:
    """What the page tells after a POST."""
    return text_of(browser.get(PAGE))


# --- Who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [PAGE, "/dasbor/", "/dasbor/model/kembali/", f"{PAGE}x/aktifkan/"])
def test_only_supervisors_find_the_dashboard(cast, url) -> None:
    assert "/akun/login" in Client().get(url).headers["Location"]
    for person in (cast.sari, cast.bima, cast.rudi, cast.yohana):
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert browser.get(url).status_code == 404
        assert browser.post(url).status_code == 404


def test_nobody_else_promotes_returns_or_trains_by_posting(cast, two_models, monkeypatch) -> None:
    monkeypatch.setattr(tasks.retrain, "delay", lambda **_: pytest.fail("rang"))
    browser = Client()
    browser.force_login(cast.sari, backend="django.contrib.auth.backends.ModelBackend")
    for name, arguments in (("promote", [two_models[1]]), ("roll-back", []), ("retrain", [])):
        url = reverse(f"dashboard:{name}", args=arguments)
        assert browser.post(url, {"active": two_models[0]}).status_code == 404
    assert registry.active().version == two_models[0]


def test_only_supervisors_have_the_link(cast, kartika) -> None:
    sari = Client()
    sari.force_login(cast.sari, backend="django.contrib.auth.backends.ModelBackend")
    assert b'href="/dasbor/"' in kartika.get("/meja/").content
    assert b'href="/dasbor/"' not in sari.get("/meja/").content


# --- What it says -----------------------------------------------------------------------------------


def test_before_any_prediction_the_page_says_so(kartika) -> None:
    response = kartika.get(PAGE)
    assert response.status_code == 200
    assert "Belum ada laporan yang dipilah model" in text_of(response)
    assert b'class="chart"' not in response.content
    assert "Belum pernah." in text_of(response)


def test_the_page_shows_every_part_with_believable_data(kartika) -> None:
    watched_desk(400)
    response = kartika.get(PAGE)
    words = text_of(response)
    for part in (
        "Sama dengan penilaian petugas", "Selesai tanpa koreksi", "Dipilah otomatis",
        "Per kategori", "Yang tertukar", "Keandalan", "Risiko dan cakupan", "Pergeseran",
        "Bayangan di samping yang aktif", "Laporan yang dijawab berbeda", "Versi model",
        "Macro-F1 validasi", "0,910", "bergeser", "Putusan validasi",
        "prediksi out-of-fold", "manage.py triage_evaluate --part test",
    ):  # fmt: skip
        assert part in words, part
    for wrong in ("bagian uji,", "saat diuji", "Putusan uji", "lolos uji"):
        assert wrong not in words, wrong
    totals = response.context["totals"]
    assert 0.5 < totals["uncorrected"].ratio < 1
    assert totals["accepted"].total == 400
    assert 0.6 < totals["accepted"].ratio < 0.95


def test_the_pictures_are_well_formed_and_nothing_is_inline(kartika) -> None:
    watched_desk(400)
    page = kartika.get(PAGE).content.decode()
    pictures = re.findall(r'<svg xmlns="[^"]+" class="chart".*?</svg>', page, re.DOTALL)
    assert len(pictures) == 6
    for picture in pictures:
        ElementTree.fromstring(picture)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_with_few_labels_words_stand_instead_of_numbers(kartika) -> None:
    watched_desk(3)
    response = kartika.get(PAGE)
    assert response.status_code == 200
    assert "terlalu sedikit data" in text_of(response)
    assert "100,0%" not in text_of(response)


def test_the_number_of_queries_is_small_and_does_not_grow(
    kartika, django_assert_max_num_queries
) -> None:
    watched_desk(60)
    kartika.get(PAGE)
    with django_assert_max_num_queries(16) as few:
        kartika.get(PAGE)
    watched_desk_more()
    with django_assert_max_num_queries(len(few)):
        kartika.get(PAGE)


def watched_desk_more() -> None:
    """Three hundred more reports under the same models."""
    ModelVersion.objects.all().delete()
    watched_desk(300, seed=9)


def test_an_adopted_model_was_not_trained_here_and_shows_no_seconds(kartika) -> None:
    watched_desk(3)
    assert "88 detik" in text_of(kartika.get(PAGE))
    ModelVersion.objects.update(train_seconds=0)
    assert "detik" not in text_of(kartika.get(PAGE))


def test_the_figures_of_another_version_can_be_looked_at(kartika) -> None:
    watched_desk(200)
    response = kartika.get(PAGE, {"model": SHADOW})
    assert response.context["shown"].version == SHADOW
    assert f"Mutu model {SHADOW}" in text_of(response)
    assert kartika.get(PAGE, {"model": "<script>"}).context["shown"].version == ACTIVE


def test_a_file_that_is_not_the_active_version_is_pointed_out(kartika, model_in_service) -> None:
    watched_desk(10)
    assert "Berkas yang sedang memilah adalah" in text_of(kartika.get(PAGE))


# --- Promote and return --------------------------------------------------------------------------------


def test_the_confirmation_names_both_versions_with_figures(kartika) -> None:
    watched_desk(300)
    url = reverse("dashboard:promote", args=[SHADOW])
    words = text_of(kartika.get(url))
    for part in (f"Model {ACTIVE} diganti dengan {SHADOW}", "0,910", "0,920", "tanpa penurunan"):
        assert part in words, part
    part = kartika.get(url, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert f"Aktifkan {SHADOW}" in text_of(part)


def test_a_supervisor_promotes_and_returns_through_the_page(kartika, two_models) -> None:
    first, second = two_models
    url = reverse("dashboard:promote", args=[second])
    kartika.post(url, {"active": first, "version": second})
    assert inference.classifier().version == second
    assert registry.active().activated_by == "Kartika Ayu"
    assert f"Model {second} kini bertugas menggantikan {first}" in said(kartika)
    back = reverse("dashboard:roll-back")
    assert f"Kembali ke {first}" in text_of(kartika.get(back))
    kartika.post(back, {"active": second, "version": first})
    assert inference.classifier().version == first


def test_a_second_click_on_return_does_not_swing_forward_again(kartika, two_models) -> None:
    first, second = two_models
    registry.promote(system("uji"), second)
    back = reverse("dashboard:roll-back")
    for _ in range(2):
        kartika.post(back, {"active": second, "version": first})
    assert registry.active().version == first
    assert f"Model {first} sudah bertugas" in said(kartika)


def test_returning_twice_leads_two_steps_back_and_not_to_the_bad_model_again(
    kartika, two_models, small_model
) -> None:
    first, second = two_models
    third = admitted(replace(small_model, seed=11)).version
    registry.promote(system("uji"), second)
    registry.promote(system("uji"), third)
    back = reverse("dashboard:roll-back")
    kartika.post(back, {"active": third, "version": second})
    assert f"Kembali ke {first}" in said(kartika)
    kartika.post(back, {"active": second, "version": first})
    assert inference.classifier().version == first
    assert registry.previous() is None
    assert f"Kembali ke {third}" not in said(kartika)


def test_a_version_gone_back_from_may_be_promoted_on_purpose(kartika, two_models) -> None:
    first, second = two_models
    registry.promote(system("uji"), second)
    kartika.post(reverse("dashboard:roll-back"), {"active": second, "version": first})
    kartika.post(reverse("dashboard:promote", args=[second]), {"active": first, "version": second})
    assert registry.active().version == second
    assert registry.previous().version == first


def test_a_bad_file_in_the_active_place_is_told_and_put_right_from_the_page(
    kartika, two_models
) -> None:
    first, second = two_models
    inference.model_path().write_bytes(registry.file_of(second).read_bytes())
    words = said(kartika)
    assert "bukan berkas yang dicatat" in words
    assert f"Aktifkan {first}" in words
    url = reverse("dashboard:promote", args=[first])
    kartika.post(url, {"active": first, "version": first})
    assert inference.classifier().version == first
    assert "bukan berkas yang dicatat" not in said(kartika).replace(words, "")


def test_an_unjudged_candidate_is_not_offered_and_not_activated(kartika, two_models) -> None:
    first, _ = two_models
    ModelVersion.objects.create(version="belumdinilai", file_name="belumdinilai.model")
    url = reverse("dashboard:promote", args=["belumdinilai"])
    assert url not in kartika.get(PAGE).content.decode()
    assert "belum melewati pemeriksaan mutu" in text_of(kartika.get(url))
    kartika.post(url, {"active": first, "version": "belumdinilai"})
    assert registry.active().version == first


def test_a_confirmation_read_beside_another_model_is_refused(kartika, two_models) -> None:
    first, second = two_models
    kartika.post(reverse("dashboard:promote", args=[second]), {"active": "lain", "version": second})
    assert registry.active().version == first
    assert "sudah diganti orang lain" in said(kartika)


def test_a_refused_version_says_why_and_stays_out(kartika, two_models) -> None:
    first, second = two_models
    registry.start_shadow(second, registry.Verdict(False, "Macro-F1 turun."))
    url = reverse("dashboard:promote", args=[second])
    assert "Macro-F1 turun." in text_of(kartika.get(url))
    assert "<form method" not in kartika.get(url, headers={"HX-Request": "true"}).content.decode()
    kartika.post(url, {"active": first, "version": second})
    assert registry.active().version == first
    assert "ditolak oleh pemeriksaan mutu" in said(kartika)


def test_a_missing_file_is_told_in_plain_words(kartika) -> None:
    watched_desk(10)
    kartika.post(reverse("dashboard:roll-back"), {"active": ACTIVE, "version": BEFORE})
    assert registry.active().version == ACTIVE
    words = said(kartika)
    assert "tidak dapat dipakai" in words
    assert "no such model file" not in words


def test_an_unknown_version_is_not_found(kartika) -> None:
    url = reverse("dashboard:promote", args=["tidak-ada"])
    assert kartika.get(url).status_code == 404
    assert kartika.post(url).status_code == 404


def test_without_an_earlier_model_there_is_nothing_to_return_to(kartika) -> None:
    response = kartika.get(reverse("dashboard:roll-back"), follow=True)
    assert "Belum ada model sebelumnya" in text_of(response)


# --- Training -------------------------------------------------------------------------------------------


def test_the_last_training_is_told_with_the_names_of_the_distrusted(kartika, cast) -> None:
    TrainingRun.objects.create(
        finished_at=timezone.now(), labels_seen=120, labels_used=61, distrusted=40, passed=False,
        distrusted_names=["Penyusup <b> (#7)"], verdict="Macro-F1 turun.", version="abc123",
    )  # fmt: skip
    TrainingRun.objects.create(labels_seen=999)  # did not come to an end
    words = said(kartika)
    assert "Pelatihan terakhir" in words
    assert "120 label dibaca, 61 dipakai" in words
    assert "abc123 ditolak pemeriksaan mutu" in words
    assert "40 label dari orang berikut" in words
    assert "Penyusup <b> (#7)" in words
    assert "999" not in words
    sari = Client()
    sari.force_login(cast.sari, backend="django.contrib.auth.backends.ModelBackend")
    assert sari.get(PAGE).status_code == 404


def test_without_a_training_there_is_no_last_one(kartika) -> None:
    assert "Pelatihan terakhir" not in said(kartika)


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(tasks.retrain, "delay", lambda asked_by: calls.append(asked_by))
    return calls


def test_asking_for_a_training_rings_the_worker_once_and_shows_it(kartika, asked) -> None:
    url = reverse("dashboard:retrain")
    assert kartika.get(url).status_code == 405
    kartika.post(url)
    assert "Sedang dilatih" in said(kartika)
    kartika.post(url)
    assert asked == ["Kartika Ayu"]
    assert "sudah diminta dan belum selesai" in said(kartika)


def test_a_dead_broker_is_told_and_lets_one_ask_again(kartika, monkeypatch) -> None:
    def dead(**_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(tasks.retrain, "delay", dead)
    kartika.post(reverse("dashboard:retrain"))
    assert "tidak dapat dihubungi" in said(kartika)
    assert training_state.current() is None


def test_only_supervisors_ask(cast, asked) -> None:
    with pytest.raises(NotAllowed):
        tasks.ask_retrain(viewer(cast.sari))
    assert asked == []


@pytest.fixture
def trained(monkeypatch):
    """Stand in for the minute of training; what is tested is who gets to it."""
    from triage import learning

    phases: list[training_state.Training | None] = []

    def retrain() -> ModelVersion:
        phases.append(training_state.current())
        return ModelVersion(version="baru")

    monkeypatch.setattr(learning, "retrain", retrain)
    return phases


def test_the_worker_trains_what_was_asked_for_and_clears_the_place(trained) -> None:
    assert training_state.ask("Kartika Ayu")
    assert tasks.retrain(asked_by="Kartika Ayu") == "baru"
    assert trained[0].phase == training_state.Phase.RUNNING
    assert training_state.current() is None


def test_the_schedule_does_not_train_beside_another_training(trained, monkeypatch) -> None:
    from triage import learning

    monkeypatch.setattr(learning, "due", lambda: True)
    training_state.ask("Kartika Ayu")
    assert tasks.retrain() == ""
    cache.clear()
    assert tasks.retrain() == "baru"
    assert trained[0].by == "Jadwal"


def test_a_failed_training_is_told_and_can_be_asked_for_again(kartika, asked, monkeypatch) -> None:
    from triage import learning

    def fails() -> ModelVersion:
        raise ValueError("korpus rusak")

    monkeypatch.setattr(learning, "retrain", fails)
    training_state.ask("Kartika Ayu")
    with pytest.raises(ValueError):
        tasks.retrain(asked_by="Kartika Ayu")
    assert "gagal. Model yang bertugas tidak berubah" in said(kartika)
    kartika.post(reverse("dashboard:retrain"))
    assert asked == ["Kartika Ayu"]
