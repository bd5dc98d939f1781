"""The complaint form in its three variants (domain.md 5).

No database is asked: regions come from the process-wide copy. Field order is that of domain.md;
name, salutation and (in A) the regency are ours, asked but not demanded.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.identifiers import clean_nik, clean_nisn, clean_npsn
from helpdesk.lib.pii import find_password
from helpdesk.portal import rules, texts
from helpdesk.portal.fields import CheckedField, PickedField
from helpdesk.portal.language import category_name, labels
from helpdesk.portal.uploads import AttachmentsField, FilesInput
from helpdesk.regions.reference import choices as region_choices
from helpdesk.taxonomy import (
    Category,
    FormVariant,
    Level,
    OfficeType,
    Position,
    Salutation,
    UserType,
)
from helpdesk.tickets.services.opening import NewReport

_COMMON_START = ("email", "title", "user_type")
_COMMON_END = ("category", "self_service_tried", "detail", "attachments")
_SHARED = ("private_email", "account", "nik")
# Without a user type, what all variants share is asked, so that no text is lost.
FIELDS_OF: Mapping[FormVariant | None, tuple[str, ...]] = {
    FormVariant.A: (
        *_COMMON_START, "salutation", "name", "private_email", "account", "level",
        "school_name", "npsn", "nik", "province", "regency", *_COMMON_END,
    ),
    FormVariant.B: (
        *_COMMON_START, "salutation", "name", "private_email", "account", "nik", "position",
        "office_type", "province", "regency", *_COMMON_END,
    ),
    FormVariant.C: (
        *_COMMON_START, "salutation", "name", "private_email", "account", "nik", *_COMMON_END
    ),
    None: (*_COMMON_START, *_SHARED, *_COMMON_END),
}  # fmt: skip


def fields_of(user_type: UserType | None) -> tuple[str, ...]:
    """Return the field names in their order; pupils may give the NISN besides the NIK."""
    names = FIELDS_OF[user_type.variant if user_type else None]
    if user_type is not UserType.STUDENT:
        return names
    behind = names.index("nik") + 1
    return (*names[:behind], "nisn", *names[behind:])


class CategorySelect(forms.Select):
    """Options carry what paper they need, so that the style sheet shows the right hint."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value).isdigit():
            facts = Category(int(value))
            need = "required" if facts.attachment_required else facts.facts.attachment.value
            option["attrs"]["class"] = f"need-{need}"
        return option


def _category(text: str) -> Category:
    return Category(int(text)) if text.isdecimal() else Category.from_slug(text.lower())


def offers(user_type: UserType | None, category: Category) -> bool:
    """Only Dinas officials have a Kode Referral (domain.md 5)."""
    variant = user_type.variant if user_type else None
    return category is not Category.DINAS_REFERRAL_CODE or variant in (FormVariant.B, None)


def _province(text: str) -> str:
    code = text.zfill(2)
    if code not in region_choices().provinces:
        raise ValueError
    return code


def _plain(text: str) -> str:
    return text


def _attrs(**attrs: texts.Text) -> dict[str, Any]:
    """HTML attributes from Python names; `draft="1"` marks a field the browser may keep."""
    return {
        ("data-draft" if key == "draft" else key.replace("_", "-")): value
        for key, value in attrs.items()
    }


# A secret is to be told of before it is sent, and a draft waits for the answer (static/js/desk.js).
_WHILE_TYPED = "change, input changed delay:800ms"


def _live(field: str, *with_fields: str, trigger: str = "change") -> dict[str, str]:
    """Attributes for live hints: only the named fields leave the page, by POST."""
    return {
        "hx-post": f"/lapor/periksa/?bidang={field}",
        "hx-trigger": trigger,
        "hx-target": f"#hint_{field}",
        "hx-params": ",".join((field, *with_fields)),
        "hx-sync": "this:replace",
    }


class ReportForm(forms.Form):
    """Formulir Pengaduan. `to_report()` after `is_valid()`; `prepare_page()` before drawing it."""

    use_required_attribute = False

    email = CheckedField(
        rules.email, texts.EMAIL, label=_("Alamat Email"),
        help_text=_("Jawaban kami dikirim ke sini. Pakai email pribadi, bukan akun belajar.id."),
        widget=forms.EmailInput(attrs=_attrs(
            autocomplete="email", inputmode="email", draft="1", data_prefills="id_private_email",
            placeholder="nama.contoh@example.com")),
    )  # fmt: skip
    title = CheckedField(
        rules.title, texts.TITLE, label=_("Judul Pertanyaan"),
        widget=forms.TextInput(attrs=_attrs(
            maxlength="120", draft="checked", placeholder=_("Lupa kata sandi akun guru"))
            | _live("title", "nik", trigger=_WHILE_TYPED)),
    )  # fmt: skip
    user_type = PickedField(
        UserType, texts.USER_TYPE, label=_("Tipe Pengguna"), choices=labels(UserType)
    )
    salutation = PickedField(
        lambda text: Salutation(text.lower()).value, texts.SALUTATION, label=_("Sapaan"),
        required=False, choices=[("bapak", _("Bapak")), ("ibu", _("Ibu"))],
    )  # fmt: skip
    name = CheckedField(
        rules.name, texts.NAME, label=_("Nama"), required=False,
        help_text=_("Supaya kami dapat menyapa Anda dengan benar."),
        widget=forms.TextInput(attrs=_attrs(autocomplete="name", draft="1")),
    )  # fmt: skip
    private_email = CheckedField(
        rules.email, texts.PRIVATE_EMAIL, label=_("Email Pribadi (aktif)"),
        help_text=_("Sebaiknya email yang tercatat di Dapodik. Boleh sama dengan di atas."),
        widget=forms.EmailInput(attrs=_attrs(autocomplete="email", inputmode="email", draft="1")),
    )  # fmt: skip
    account = CheckedField(
        rules.account, texts.ACCOUNT, label=_("Email Akun Pembelajaran (belajar.id)"),
        required=False,
        help_text=_("Contoh: namaakun@guru.sd.belajar.id. Boleh kosong bila Anda memang belum "
                    "punya akun atau akunnya tidak ditemukan."),
        widget=forms.TextInput(attrs=_attrs(
            autocomplete="off", inputmode="email", autocapitalize="none", spellcheck="false",
            draft="1") | _live("account", "user_type", "level",
                               trigger="change, change from:#id_level")),
    )  # fmt: skip
    level = PickedField(Level, texts.LEVEL, label=_("Jenjang"), choices=labels(Level))
    school_name = CheckedField(
        rules.school_name, texts.SCHOOL_NAME, label=_("Nama Sekolah"),
        widget=forms.TextInput(attrs=_attrs(maxlength="150", autocomplete="organization",
                                            draft="1", placeholder="SD Negeri Contoh 1")),
    )  # fmt: skip
    npsn = CheckedField(
        clean_npsn, texts.NPSN, label=_("NPSN"),
        help_text=_("Lupa NPSN? Cari di referensi.data.kemdikbud.go.id."),
        widget=forms.TextInput(attrs=_attrs(
            autocomplete="off", autocapitalize="characters", maxlength="20", draft="1")
            | _live("npsn")),
    )  # fmt: skip
    nik = CheckedField(
        clean_nik, texts.NIK, label=_("NIK"),
        help_text=_("16 angka, milik Anda sendiri. Disimpan tersandi dan ditampilkan tersamar."),
        widget=forms.TextInput(attrs=_attrs(
            autocomplete="off", inputmode="numeric", maxlength="40") | _live("nik")),
    )  # fmt: skip
    # Pupils only; length is all that is checked (domain.md 6). Treated like the NIK throughout.
    nisn = CheckedField(
        clean_nisn, texts.NISN, label=_("NISN"), required=False,
        help_text=_("10 angka, ada di rapor. Akun terhapus atau dinonaktifkan: NISN atau NIK wajib "
                    "diisi. Disimpan tersandi dan ditampilkan tersamar."),
        widget=forms.TextInput(attrs=_attrs(autocomplete="off", inputmode="numeric",
                                            maxlength="30")),
    )  # fmt: skip
    position = PickedField(Position, texts.POSITION, label=_("Jabatan"), choices=labels(Position))
    office_type = PickedField(
        OfficeType, texts.OFFICE_TYPE, label=_("Tipe Dinas Daerah"), choices=labels(OfficeType)
    )
    province = PickedField(
        _province, texts.PROVINCE, label=_("Provinsi"),
        widget=forms.Select(attrs={"hx-get": "/lapor/kabupaten/", "hx-target": "#id_regency",
                                   "hx-trigger": "change", "hx-params": "province"}),
    )  # fmt: skip
    regency = PickedField(_plain, texts.REGENCY, label=_("Kabupaten/Kota"), required=False)
    category = PickedField(
        _category, texts.CATEGORY, label=_("Kategori Masalah"),
        widget=CategorySelect(attrs={"data-draft": "1"}),
    )  # fmt: skip
    self_service_tried = forms.BooleanField(
        required=False, label=_("Sudah dicoba, tetap gagal"),
    )  # fmt: skip
    detail = CheckedField(
        rules.detail, texts.DETAIL, label=_("Detail Pertanyaan"), multiline=True,
        help_text=_("Apa yang Anda lakukan, pesan apa yang muncul, dan sejak kapan? "
                    "Jangan menuliskan kata sandi."),
        widget=forms.Textarea(attrs=_attrs(rows="7", maxlength=str(rules.DETAIL_MAX), draft="checked")
            | _live("detail", "nik", trigger=_WHILE_TYPED)),
    )  # fmt: skip
    attachments = AttachmentsField(
        required=False, label=_("Lampiran"),
        help_text=_("PDF, JPG, atau PNG, paling banyak 5 berkas, masing-masing sampai 10 MB."),
        widget=FilesInput(attrs=_attrs(
            accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png",
            data_preview="attachment_list", data_max_bytes="10485760", data_max_count="5")),
    )  # fmt: skip

    def __init__(self, *args: Any, user_type: UserType | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = user_type
        self.variant = user_type.variant if user_type else None
        self.fields = {name: self.fields[name] for name in fields_of(user_type)}
        if user_type is UserType.STUDENT:
            self.fields["nik"].required = False
            self.fields["nik"].help_text = _("16 angka. Siswa cukup mengisi NISN bila punya.")
        if self.variant is FormVariant.C:
            self.fields["name"].required = True
        self.fields["account"].hide_optional = True  # type: ignore[attr-defined]
        self.fields["attachments"].hide_optional = True  # type: ignore[attr-defined]
        self.fields["self_service_tried"].hide_optional = True  # type: ignore[attr-defined]

    def prepare_page(self) -> None:
        """Fill the lists of the selects; sending a form does not need them."""
        category = self.fields["category"].widget
        category.choices = [
            ("", _("Pilih …")),
            *((c.value, category_name(c)) for c in Category if offers(self.kind, c)),
        ]
        if "province" in self.fields:
            regions = region_choices()
            self.fields["province"].widget.choices = [
                ("", _("Pilih …")), *((p.code, p.name) for p in regions.provinces.values())
            ]  # fmt: skip
            chosen = str(self["province"].value() or "").zfill(2)
            self.fields["regency"].widget.choices = [
                ("", _("Pilih …")),
                *((r.pk, r.name) for r in regions.by_province.get(chosen, ())),
            ]

    def clean_category(self) -> Category:
        category: Category = self.cleaned_data["category"]
        if not offers(self.kind, category):
            raise ValidationError(texts.CATEGORY)
        return category

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if find_password(title):
            raise ValidationError(texts.PASSWORD)
        return title

    def clean_detail(self) -> str:
        detail: str = self.cleaned_data["detail"]
        if len(detail) > rules.DETAIL_MAX:
            raise ValidationError([texts.DETAIL, texts.DETAIL_TOO_LONG])
        if find_password(detail):
            raise ValidationError(texts.PASSWORD)
        return detail

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        category = data.get("category")
        # Without a known category the strict rule holds: better one question than a lost account.
        account_optional = category is not None and category.account_optional
        if not account_optional and data.get("account") == "":
            self.add_error("account", ValidationError(texts.ACCOUNT))
        if (
            category is not None
            and category.attachment_required
            and data.get("attachments") == []
            and "attachments" not in self.errors
        ):
            self.add_error("attachments", ValidationError(texts.ATTACHMENT_MISSING))
        if "regency" in self.fields:
            self._clean_regency(data)
        # Proof of whose account it is, where one was taken away (domain.md 2, ADR 0011).
        unproven = data.get("nik") == data.get("nisn") == ""
        if unproven and category is Category.ACCOUNT_DELETED_DISABLED:
            self.add_error("nik", ValidationError(texts.NIK_OR_NISN))
        return data

    def _clean_regency(self, data: dict[str, Any]) -> None:
        """Our own id or the four-digit code; it must lie in the province (domain.md 5)."""
        typed, province = data.get("regency"), data.get("province")
        if typed is None:
            if data.get("office_type") is OfficeType.REGENCY:
                self.add_error("regency", ValidationError(texts.REGENCY))
            return
        if province is None:
            return  # one error at a time: the province comes first
        for regency in region_choices().by_province[province]:
            if typed in (str(regency.pk), regency.code):
                data["regency"] = regency.pk
                return
        self.add_error("regency", ValidationError(texts.REGENCY))

    def to_report(self) -> NewReport:
        """The checked form as the service wants it."""
        data = self.cleaned_data
        return NewReport(
            submission_key=_key(self.data.get("submission_key")),
            email=data["email"],
            title=data["title"],
            user_type=data["user_type"],
            category=data["category"],
            detail=data["detail"],
            nik=data["nik"],
            nisn=data.get("nisn", ""),
            name=data["name"],
            salutation=data["salutation"] or "",
            private_email=data["private_email"],
            account=data["account"],
            level=data.get("level") or "",
            school_name=data.get("school_name", ""),
            npsn=data.get("npsn", ""),
            position=data.get("position") or "",
            office_type=data.get("office_type") or "",
            province=data.get("province"),
            regency=data.get("regency"),
            self_service_tried=data["self_service_tried"],
            files=data["attachments"],
        )


def _key(text: Any) -> uuid.UUID:
    """The key of this form; made up where none or nonsense was sent."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.uuid4()
