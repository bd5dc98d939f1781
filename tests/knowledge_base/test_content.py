"""Every shipped template and article can be read, is complete and breaks no rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.taxonomy import Category, State, UserType
from knowledge_base.content_files import (
    CONTENT_ROOT,
    ContentError,
    ContentFile,
    ContentKind,
    lint_content,
    parse_content_file,
    read_folder,
)
from knowledge_base.rendering import (
    ALWAYS_AVAILABLE,
    ARTICLE_VARIABLES,
    VARIABLES,
    compose_reply,
    render_body,
    to_plain_text,
    to_safe_html,
    used_variables,
)

TEMPLATES = read_folder(CONTENT_ROOT / "templates")
ARTICLES = read_folder(CONTENT_ROOT / "articles")
SAMPLE = {variable.name: variable.example for variable in VARIABLES.values()}
HEADER = {
    "key": "contoh",
    "category": "password",
    "title": "Judul",
    "when": "Kapan saja",
    "audience": "teacher, student",
    "state_after": "solved",
    "source": "F1.1, F1.2",
    "checked": "2026-11-22",
    "review_by": "2027-05-22",
}


def file_text(body: str = "Isi.", **changes: str | None) -> str:
    fields = {name: value for name, value in {**HEADER, **changes}.items() if value is not None}
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\n{lines}---\n\n{body}\n"


def problems(body: str) -> str:
    return " ".join(lint_content(parse_content_file(file_text(body))))


@pytest.mark.parametrize("content", TEMPLATES + ARTICLES, ids=lambda c: c.key)
def test_shipped_content_breaks_no_rule(content: ContentFile):
    assert lint_content(content) == []


@pytest.mark.parametrize("folder", ["templates", "articles"])
def test_file_names_are_category_number_and_key(folder: str):
    expected = [f"{c.category.value:02d}-{c.key}.md" for c in read_folder(CONTENT_ROOT / folder)]
    assert expected == [path.name for path in sorted((CONTENT_ROOT / folder).glob("*.md"))]


def test_folders_hold_their_own_kind_with_unique_keys_and_titles():
    assert {c.kind for c in TEMPLATES} == {ContentKind.TEMPLATE}
    assert {c.kind for c in ARTICLES} == {ContentKind.ARTICLE}
    for contents in (TEMPLATES, ARTICLES):
        assert len({c.key for c in contents}) == len(contents)
        assert len({c.title for c in contents}) == len(contents)


@pytest.mark.parametrize("category", list(Category), ids=lambda c: c.slug)
def test_every_category_has_one_default_and_at_least_three_templates_and_articles(category):
    templates = [c for c in TEMPLATES if c.category is category]
    assert sum(c.default for c in templates) == 1
    assert len(templates) >= 3
    assert sum(c.category is category for c in ARTICLES) >= 3


def test_no_user_type_has_two_special_defaults_in_a_category():
    pairs = Counter((c.category, user) for c in TEMPLATES for user in c.default_for)
    assert not [pair for pair, count in pairs.items() if count > 1]


def test_password_has_its_own_first_answer_for_those_who_can_not_use_the_common_one():
    special = {user for c in TEMPLATES if c.category is Category.PASSWORD for user in c.default_for}
    assert {UserType.DINAS, UserType.SCHOOL_OPERATOR, UserType.PRINCIPAL} <= special


@pytest.mark.parametrize(
    "content", [c for c in TEMPLATES if c.default or c.default_for], ids=lambda c: c.key
)
def test_first_answers_need_only_what_every_ticket_has(content: ContentFile):
    assert set(used_variables(content.body)) <= ALWAYS_AVAILABLE
    assert content.state_after is not State.SOLVED
    assert content.default_for <= content.audience


@pytest.mark.parametrize("category", list(Category), ids=lambda c: c.slug)
@pytest.mark.parametrize("user", list(UserType))
def test_every_report_finds_a_first_answer_for_its_user_type(category: Category, user: UserType):
    own = [c for c in TEMPLATES if c.category is category]
    chosen = next((c for c in own if user in c.default_for), None)
    chosen = chosen or next(c for c in own if c.default)
    assert user in chosen.audience


@pytest.mark.parametrize("content", TEMPLATES, ids=lambda c: c.key)
def test_every_template_makes_a_whole_mail_with_numbered_steps(content: ContentFile):
    reply = compose_reply(content.body, SAMPLE)
    assert "{{" not in reply
    assert "\n1. " in to_plain_text(reply)
    assert "<ol>" in to_safe_html(reply)


@pytest.mark.parametrize("content", ARTICLES, ids=lambda c: c.key)
def test_every_article_is_a_question_of_readable_length_with_steps(content: ContentFile):
    assert content.title.endswith(("?", "."))
    assert "?" in content.title
    body = render_body(content.body, {n: SAMPLE[n] for n in ARTICLE_VARIABLES})
    assert 80 <= len(to_plain_text(body).split()) <= 250
    assert "\n1. " in "\n" + content.body
    assert len(content.keywords) >= 3
    assert content.summary.endswith(".")


def test_a_file_is_read_with_its_types():
    content = parse_content_file(file_text("Isi {{nomor}}.", default="yes", default_for="student"))
    assert content.kind is ContentKind.TEMPLATE
    assert content.category is Category.PASSWORD
    assert content.audience == {UserType.TEACHER, UserType.STUDENT}
    assert content.state_after is State.SOLVED
    assert content.default
    assert content.default_for == {UserType.STUDENT}
    assert content.source == ("F1.1", "F1.2")
    assert content.body == "Isi {{nomor}}."


def test_an_audience_of_all_is_every_user_type():
    assert parse_content_file(file_text(audience="all")).audience == set(UserType)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "dimulai dengan baris ---"),
        ("key: x\n", "dimulai dengan baris ---"),
        ("---\nkey: x\n", "penutup tidak ditemukan"),
        ("---\nkey x\n---\na", "Baris 2"),
        ("---\nkey: x\nkey: y\n---\na", "dua kali"),
        (file_text(category="sandi"), "slug kategori"),
        (file_text(audience="guru"), "tipe pengguna"),
        (file_text(state_after="merged"), "state_after"),
        (file_text(checked="22-11-2026"), "tanggal"),
        (file_text(review_by="2026-01-01"), "setelah tanggal"),
        (file_text(key="Kata Sandi"), "huruf kecil"),
        (file_text(default="ya"), "Hanya yes"),
        (file_text(title=None), '"title:" wajib'),
        (file_text(warna="merah"), '"warna:" tidak dikenal'),
        (file_text("  "), "masih kosong"),
    ],
)
def test_a_faulty_file_is_refused_with_the_reason(text: str, message: str):
    with pytest.raises(ContentError, match=message):
        parse_content_file(text)


def test_all_missing_lines_are_named_at_once():
    with pytest.raises(ContentError) as caught:
        parse_content_file(file_text(title=None, source=None, category=None))
    assert len(caught.value.problems) == 3


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused_without_a_crash(text: str):
    for candidate in (text, f"---\n{text}", file_text(text)):
        try:
            lint_content(parse_content_file(candidate))
        except ContentError:
            continue


def test_the_faulty_file_of_a_folder_is_named(tmp_path: Path):
    (tmp_path / "01-rusak.md").write_text("rusak", encoding="utf-8")
    with pytest.raises(ContentError, match=r"01-rusak\.md"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Halo {{nama_ibu_kandung}}.", "tidak dikenal"),
        ("Kata sandi baru: Contoh123", "Kata sandi"),
        ("Password Anda adalah Contoh123.", "Kata sandi"),
        ("Kode Referral daerah ini: ABC123", "Kode Referral"),
        ("Kode refferal adalah AB12CD", "Kode Referral"),
        ("Lihat bit.ly/contoh", "Tautan pendek"),
        ("Hubungi Bapak Budi di kantor.", "Nama orang"),
        ("Tanya Ibu Sari.", "Nama orang"),
        ("Kirim ke budi.contoh@gmail.test.", "Alamat email"),
        ("Telepon 081200000000.", "Nomor HP"),
        ("NIK 9901015508900001.", "NIK"),
        ("Bila masih gagal, balas email ini.", "Balasan email"),
        ("![gambar](https://belajar.id/a.png)", "Gambar"),
        ("[x](http://belajar.id)", "https"),
        ("[x](https://{{laman}})", "tujuan tautan"),
        ("Ketik `{{nomor}}`.", "kutip kode"),
        ("Teks:\n\n    {{nomor}}", "4 spasi"),
        ("# Judul", "##"),
        ("Selamat pagi, langkahnya begini.", "Sapaan"),
        ("Langkahnya begini. Terima kasih.", "Penutup"),
    ],
)
def test_what_must_not_be_written_is_found(body: str, reason: str):
    assert reason in problems(body)


@pytest.mark.parametrize(
    "body",
    [
        "Kata sandi: dibuat sendiri, paling sedikit 8 karakter.",
        "Bapak/Ibu dapat membalas. Ibu Kepala Sekolah juga.",
        "Alamat seperti namaakun@guru.sd.belajar.id.",
        "Surat Edaran Nomor 1512/C/TI.00.00/2022 memuat kode.",
        "[dapo@kemendikdasmen.go.id](mailto:dapo@kemendikdasmen.go.id)",
        "Ke ringkas.kemdikbud.go.id/permohonanakundinas.",
        "Terima kasih atas keterangannya. Kami periksa.",
    ],
)
def test_honest_sentences_are_let_through(body: str):
    assert problems(body) == ""


def test_an_article_may_not_use_facts_of_a_ticket():
    article = parse_content_file(
        file_text("Nomor {{nomor}}.", when=None, state_after=None, summary="S.", keywords="a, b, c")
    )
    assert "{{nomor}}" in " ".join(lint_content(article))
