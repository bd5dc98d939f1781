"""What the public form says: the error texts of domain.md 5 and the categories in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

from helpdesk.taxonomy import Category
from helpdesk.tickets.services.words import KATA_SANDI_WRITTEN

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text: TypeAlias = str | _StrPromise
else:
    Text = object

# --- Error texts, word for word as in domain.md 5 ------------------------------------------------
EMAIL = _(
    "Masukkan alamat email pribadi yang aktif, bukan akun belajar.id. "
    "Jawaban kami dikirim ke alamat ini."
)
TITLE = _("Tuliskan kendala Anda secara singkat (5–120 karakter).")
USER_TYPE = _("Pilih tipe pengguna yang sesuai dengan peran Anda.")
NAME = _("Isi nama lengkap sesuai data resmi.")
PRIVATE_EMAIL = _("Email pribadi belum benar. Gunakan email yang aktif dan terdaftar di Dapodik.")
ACCOUNT = _("Akun belajar.id belum dikenali. Contoh penulisan: namaakun@guru.sd.belajar.id.")
LEVEL = _("Pilih jenjang satuan pendidikan Anda.")
SCHOOL_NAME = _("Isi nama sekolah sesuai Dapodik.")
NPSN = _("NPSN terdiri atas 8 angka, atau huruf P atau K diikuti 7 angka.")
NIK = _("NIK harus 16 angka dengan tanggal lahir yang sah. Periksa kembali KTP atau KK Anda.")
NISN = _("NISN terdiri atas 10 angka. Lihat rapor atau kartu NISN.")
NIK_OR_NISN = _(
    "Untuk akun yang terhapus atau dinonaktifkan, isi NISN atau NIK siswa: salah satu cukup."
)
POSITION = _("Pilih jabatan Anda di Dinas Pendidikan.")
OFFICE_TYPE = _("Pilih Dinas Provinsi atau Dinas Kabupaten/Kota.")
PROVINCE = _("Pilih provinsi.")
REGENCY = _("Pilih kabupaten/kota yang sesuai dengan provinsi.")
CATEGORY = _("Pilih kategori masalah.")
DETAIL = _("Jelaskan kendala Anda (minimal 20 karakter). Jangan menuliskan kata sandi.")
ATTACHMENT = _("Lampiran harus PDF, JPG, atau PNG dan paling besar 10 MB.")
ATTACHMENT_MISSING = _("Kategori ini memerlukan surat permohonan/tangkapan layar.")

# --- Ours: rules the table only names ------------------------------------------------------------
DETAIL_TOO_LONG = _("Paling panjang 4.000 karakter.")
FORM_TOO_LARGE = _(
    "Isian terlalu panjang untuk dikirim, jadi sebagian tidak kami terima. Periksa isian Anda, "
    "pendekkan teksnya, lalu kirim lagi."
)
PASSWORD = _(KATA_SANDI_WRITTEN)
ATTACHMENT_COUNT = _("Lampiran paling banyak 5 berkas.")
ATTACHMENT_EMPTY = _("Berkas ini kosong.")
ATTACHMENT_ENDING = _("Akhiran nama berkas ini tidak sesuai dengan isinya.")
ATTACHMENT_PATH = _("Nama berkas ini memuat garis miring atau hanya titik; ganti dulu namanya.")
ATTACHMENT_SIZE = _("Berkas ini lebih besar dari 10 MB.")
ATTACHMENT_DAMAGED = _(
    "Berkas ini tampaknya rusak atau tidak lengkap. Buka dan simpan lagi, lalu lampirkan."
)
ATTACHMENT_PIXELS = _(
    "Gambar ini memuat terlalu banyak piksel untuk kami periksa. Perkecil ukurannya atau "
    "lampirkan tangkapan layarnya."
)
SALUTATION = _("Pilih Bapak, Ibu, atau kosongkan.")
TRAP = _(
    "Laporan belum dapat dikirim karena ada isian yang seharusnya kosong. "
    "Periksa isian Anda, lalu kirim sekali lagi."
)
FOREIGN_PAGE = _("Laporan hanya dapat dikirim dari halaman ini. Periksa isian, lalu kirim lagi.")
TOO_MANY = _(
    "Terlalu banyak laporan dikirim dari jaringan Anda. Isian Anda masih ada di halaman ini. "
    "Tunggu sekitar 15 menit, lalu kirim lagi."
)
CLOSED = _(
    "Formulir sedang ditutup, jadi laporan belum terkirim. Isian Anda masih ada di halaman ini: "
    "salin bila perlu, lalu kirim lagi saat layanan dibuka."
)
OTHERS_NIK = _(
    "Sepertinya ada NIK di dalam teks. Tuliskan NIK Anda hanya pada kolom NIK, dan jangan "
    "menuliskan NIK orang lain."
)
NIK_IN_REPORT = _(
    "Sepertinya ada NIK di dalam judul atau detail laporan Anda. Petugas hanya melihatnya "
    "tersamar. Lain kali jangan menuliskan NIK di sana, juga bukan NIK orang lain: NIK Anda "
    "cukup ditulis pada kolom NIK."
)


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """A category as people say it: tile title, one explaining sentence, icon, paper needed."""

    icon: str
    title: Text
    sentence: Text
    paper: Text


_SHOT = _("Lampirkan tangkapan layar pesan yang muncul, supaya lebih cepat diperiksa.")
_NONE = _("Lampiran tidak wajib untuk kategori ini.")

CATEGORY_WORDS: dict[Category, CategoryWords] = {
    Category.PASSWORD: CategoryWords(
        "key-round", _("Lupa atau salah kata sandi"),
        _("Tidak bisa masuk, atau kolom kata sandi kosong di pd.data."), _NONE),
    Category.ACCOUNT_NOT_FOUND_WEB: CategoryWords(
        "search-x", _("Akun tidak ditemukan di belajar.id"),
        _("Sudah dicek di laman belajar.id, tetapi akun tidak muncul."), _NONE),
    Category.ACCOUNT_NOT_FOUND_PD_DATA: CategoryWords(
        "file-search", _("Akun tidak ada di berkas pd.data"),
        _("Guru atau siswa tidak ada di berkas yang diunduh operator."), _NONE),
    Category.ACCOUNT_DELETED_DISABLED: CategoryWords(
        "user-x", _("Akun terhapus atau dinonaktifkan"),
        _("Muncul pesan akun dinonaktifkan, dihapus, atau ditangguhkan."),
        _("Wajib: tangkapan layar pesan saat gagal masuk.")),
    Category.ACTIVATION: CategoryWords(
        "circle-power", _("Aktivasi pertama gagal"),
        _("Kata sandi awal ditolak, atau status akun tetap tidak aktif."), _SHOT),
    Category.SCHOOL_OPERATOR_ACCESS: CategoryWords(
        "school", _("Akun operator sekolah"),
        _("Operator tidak bisa memakai akun admin atau akun SDM."), _SHOT),
    Category.PMM_ACCESS: CategoryWords(
        "book-open", _("PMM atau Ruang GTK"),
        _("Tidak bisa masuk ke Platform Merdeka Mengajar."), _SHOT),
    Category.DAPODIK_DATA: CategoryWords(
        "database", _("Data di Dapodik"),
        _("Nama, email, nomor HP, atau peran di Dapodik tidak benar."), _NONE),
    Category.PD_DATA_DOWNLOAD: CategoryWords(
        "download", _("Unduh data di pd.data"),
        _("Unduhan gagal, atau berkas yang diunduh kosong."), _SHOT),
    Category.ADD_SCHOOL_ADMIN: CategoryWords(
        "user-plus", _("Tambah admin sekolah"),
        _("Kepala sekolah atau operator baru perlu dijadikan admin."),
        _("Wajib: surat permohonan bertanda tangan kepala sekolah.")),
    Category.NEW_ACCOUNT: CategoryWords(
        "file-plus", _("Minta akun baru"),
        _("Belum pernah punya akun belajar.id."),
        _("Wajib: surat permohonan pembuatan akun.")),
    Category.SIMPKB: CategoryWords(
        "link", _("SIMPKB"), _("Akun belajar.id tidak bisa ditautkan ke SIMPKB."), _SHOT),
    Category.GOOGLE_EDUCATION: CategoryWords(
        "cloud", _("Gmail, Drive, Classroom, Meet"),
        _("Layanan Google dengan akun belajar.id bermasalah."), _SHOT),
    Category.CHROMEBOOK: CategoryWords(
        "laptop", _("Chromebook"), _("Tidak bisa masuk atau memakai Chromebook bantuan."), _SHOT),
    Category.DINAS_REFERRAL_CODE: CategoryWords(
        "ticket", _("Kode referral akun Dinas"),
        _("Khusus pegawai Dinas: kode referral ditolak."), _SHOT),
    Category.OTHER: CategoryWords(
        "circle-ellipsis", _("Hal lainnya"),
        _("Verifikasi dua langkah, masukan, atau kendala lain."), _NONE),
}  # fmt: skip
