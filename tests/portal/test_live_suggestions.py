"""While the form is filled: a category proposed, answers at hand, nothing kept, nothing slow."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from helpdesk.portal import suggestions
from helpdesk.portal.views import report
from helpdesk.taxonomy import Category, UserType
from helpdesk.tickets.models import Ticket
from knowledge_base import queries
from knowledge_base.models import Article
from triage.classifier.predict import Prediction
from triage.inference import ClassifierUnavailable

pytestmark = pytest.mark.django_db
TEXT = "Chromebook bantuan di sekolah kami menolak semua akun murid"


def says(monkeypatch: pytest.MonkeyPatch, *ranked: tuple[int, float], abstained: bool) -> None:
    """Let the classifier say this of every text."""
    rest = [(int(c), 0.001) for c in Category if int(c) not in dict(ranked)]
    said = Prediction(
        ranked[0][0], ranked[0][1], abstained, (*ranked, *rest), None, False, "uji"
    )  # fmt: skip
    monkeypatch.setattr(suggestions, "classify", lambda _: said)


def proposal(chosen: int | None = None, kind: UserType | None = UserType.TEACHER):
    wanted = Category(chosen) if chosen else None
    return suggestions.suggest("", TEXT, kind, wanted).proposal


def post(client: Client, **form: str):
    return client.post("/lapor/saran/", {"user_type": "teacher", **form})


def test_a_sure_guess_is_proposed_with_a_button_that_sets_the_select(client, monkeypatch) -> None:
    says(monkeypatch, (14, 0.97), abstained=False)
    html = post(client, detail=TEXT).content.decode()
    assert "Sepertinya ini:" in html
    assert "Benar?" in html
    assert 'data-fill="id_category" data-value="14"' in html


def test_where_the_guess_is_unsure_two_are_offered_to_choose_from(client, monkeypatch) -> None:
    says(monkeypatch, (1, 0.5), (5, 0.4), abstained=True)
    html = post(client, detail=TEXT).content.decode()
    assert re.findall(r'data-value="(\d+)"', html) == ["1", "5"]
    assert "Ya, pakai" not in html


def test_where_nothing_is_likely_nothing_is_proposed(monkeypatch) -> None:
    says(monkeypatch, (1, 0.3), (5, 0.2), abstained=True)
    assert proposal() is None


def test_a_category_that_parts_from_the_text_is_met_with_a_soft_word(client, monkeypatch) -> None:
    says(monkeypatch, (14, 0.97), abstained=False)
    html = post(client, detail=TEXT, category="1").content.decode()
    assert "Anda memilih “Kendala password”" in html
    assert "Boleh dibiarkan" in html
    assert proposal(chosen=14) is None


def test_an_unsure_classifier_never_doubts_the_reporter(monkeypatch) -> None:
    says(monkeypatch, (1, 0.5), (5, 0.4), abstained=True)
    assert proposal(chosen=12) is None


@pytest.mark.parametrize("kind", [None, *UserType])
def test_the_referral_code_is_proposed_to_dinas_alone(monkeypatch, kind) -> None:
    for abstained in (False, True):
        says(monkeypatch, (15, 0.7), (11, 0.2), abstained=abstained)
        said = proposal(kind=kind)
        named = said.categories if said else ()
        assert (Category.DINAS_REFERRAL_CODE in named) == (kind is UserType.DINAS)


def test_at_most_three_answers_open_in_place(client, model_in_service) -> None:
    html = post(client, title="Lupa kata sandi", detail="sandi akun guru ditolak").content.decode()
    assert html.count("<details>") == 3
    assert "Mungkin ini jawabannya" in html
    assert 'target="_blank" rel="noopener"' in html


def test_answers_for_others_are_left_out() -> None:
    for article in queries.search("akun admin kepala sekolah", limit=70, user_type="student"):
        assert article.suits("student")


def test_without_a_model_the_answers_still_come(client) -> None:
    html = post(client, title="Lupa kata sandi akun").content.decode()
    assert "Mungkin ini jawabannya" in html
    assert "data-fill" not in html


def test_a_failing_model_costs_only_the_proposal(client, monkeypatch) -> None:
    def broken(_: object) -> None:
        raise ClassifierUnavailable("RuntimeError")

    monkeypatch.setattr(suggestions, "classify", broken)
    assert "Mungkin ini jawabannya" in post(client, detail=TEXT).content.decode()


def test_what_the_page_shows_already_is_not_sent_again(client, monkeypatch) -> None:
    says(monkeypatch, (14, 0.97), abstained=False)
    html = post(client, detail=TEXT).content.decode()
    shown = dict(re.findall(r'name="(usul|jawaban)" value="(\w+)"', html))
    assert post(client, detail=TEXT, **shown).status_code == 204
    chosen = post(client, detail=TEXT, category="14", jawaban=shown["jawaban"], usul=shown["usul"])
    assert "saran_jawaban" not in chosen.content.decode()
    assert "Sepertinya" not in chosen.content.decode()
    cleared = post(client, detail="", **shown).content.decode()
    assert 'id="saran_jawaban" hx-swap-oob="true"></div>' in cleared


def test_an_edited_article_is_found_by_its_new_words_at_once(client) -> None:
    article = Article.objects.first()
    assert queries.search("zebrapurwa") == []
    Article.objects.filter(pk=article.pk).update(title="Tentang zebrapurwa")
    assert [found.pk for found in queries.search("zebrapurwa")] == [article.pk]
    Article.objects.filter(pk=article.pk).update(active=False)
    assert queries.search("zebrapurwa") == []


def test_a_rare_word_counts_more_than_common_ones() -> None:
    found = queries.search("akun saya tidak bisa masuk di chromebook", limit=3)
    assert any(article.category == Category.CHROMEBOOK for article in found[:1])


@pytest.mark.parametrize(
    "form",
    [
        {}, {"detail": "a"}, {"detail": "\0" * 50}, {"detail": "😀" * 5000, "category": "99"},
        {"title": "<script>alert(1)</script>", "user_type": "raja", "usul": "x" * 9000},
    ],
)  # fmt: skip
def test_odd_input_is_answered(client, model_in_service, form) -> None:
    response = client.post("/lapor/saran/", form)
    assert response.status_code in (200, 204)
    assert b"<script>" not in response.content


def test_nothing_is_stored_and_no_text_is_logged(client, model_in_service, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    post(client, title="Judul rahasianya", detail=f"{TEXT} rahasianya 9901015508900001")
    assert Ticket.objects.count() == 0
    logged = " ".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert "rahasianya" not in logged
    assert "9901015508900001" not in logged


def test_too_many_requests_are_met_with_silence(client, monkeypatch) -> None:
    monkeypatch.setattr(report, "_SUGGESTIONS_PER_QUARTER_HOUR", 2)
    codes = [post(client, detail=TEXT).status_code for _ in range(3)]
    assert codes == [200, 200, 204]


def test_only_the_four_fields_leave_the_page_and_after_a_pause(client) -> None:
    html = client.get("/lapor/?user_type=teacher").content.decode()
    element = re.search(r'<div id="saran"[^>]*>', html)[0]
    assert 'hx-params="title,detail,user_type,category,usul,jawaban"' in element
    assert element.count("delay:400ms") == 2
    assert 'aria-live="polite"' in element
    assert client.get("/lapor/saran/").status_code == 405


def test_the_number_of_queries_is_small(client, model_in_service, django_assert_max_num_queries):
    post(client, detail=TEXT)
    with django_assert_max_num_queries(2):
        post(client, detail=f"{TEXT} sekali")
