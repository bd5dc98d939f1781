"""Does somebody WRITE a password here? (domain.md 15: never store one.)

The answer refuses a form, and most complaints talk about passwords, so talk must pass: a find
needs a cue word, only linking words behind it, and a token that ordinary words don't look like
(digit, symbol, mixed case, or in quotes). How odd the token must be depends on how clearly the
sentence announces it: `:` and "adalah" more than "saya", "saya" more than nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from helpdesk.lib.words import words

MAX_LENGTH = 20_000
_REACH = 160  # characters behind a cue in which the password may stand
_MAX_TOKENS = 9

CUE = re.compile(
    r"(?<![\w@.-])(?:kata[ -]?sandi|kt[ .]?sandi|sandi|passw?or?d|pass?wort?d|pas+wo?r?d|paswot"
    r"|pass word|kata[ -]?kunci|passwd|pas+word|psw?o?r?d|pswd|psw|pwd|pass|pw)(?:[ -]?nya|ku|mu)?(?![\w@/&+-])",
    re.I,
)
_REVERSED = re.compile(
    r"(?<!\S)([^\s\0\"'“”]{5,40})\s{1,5}(?:adalah|itu|ini|merupakan|sbg|sebagai)\s{1,5}"
    r"(?:kata[ -]?sandi|sandi|pas+word|pass|pw)(?![\w@/&+-])",
    re.I,
)
_TOKEN = re.compile(r"[:=]+|[-=]>|[\"“'‘]([^\s\"“”'’\0]{1,64})[\"”'’]|\0+|[^\s\0]+")

# Words that may stand between cue and password without telling anything.
_FILLERS = words(
    "akun akunnya email gmail guru siswa murid admin kepsek operator ops anak bapak ibu pak bu "
    "beliau ini itu lama baru awal default sementara terakhir sekarang dulu yang yg sudah sdh "
    "dipakai saya pakai digunakan dibuat untuk utk dari belajar.id belajarid dinas sekolah cuma "
    "masih tetap tetep sebelumnya tersebut tsb yaitu pertama diberikan diberi dikasih of for the my"
)
_POSSESSIVE = words("saya sy sya aku ku kami kita nya gue gw kulo ambo abdi anda kamu")
_ANNOUNCING = words("adalah adlh yaitu yakni ialah is jadi menjadi mjd dengan dgn berupa isinya")
# Before the cue: the talk is about losing or resetting, so what follows is rather a name.
_ABOUT = re.compile(
    r"(?:lupa|reset|riset|kendala|masalah|perihal|pemulihan|permintaan|permohonan|kesalahan|contoh"
    r"|misal(?:nya)?|seperti|minimal|tanggal|tgl|username|user|kategori|hubungi|tanya|ubah"
    r"|atur ulang|mereset|direset|ganti|mengganti|kehilangan|hilang|pulihkan|forgot)"
    r"(?:\s+(?:ulang|dan|atau|&|user|akun|email|kata|no|lagi))*[\s:]*$",
    re.I,
)  # fmt: skip
_CHANGED_TO = words("jadi menjadi mjd adalah adlh yaitu yakni ialah")
_UNITS = words(
    "x kali kl karakter huruf digit angka hari hr jam menit mnt detik minggu bulan bln tahun thn "
    "th orang org siswa guru akun kb mb gb langkah tahap pilihan ptk pd wib wita wit kelas"
)
_NAMES = words(
    "belajarid googleclassroom youtube whatsapp chromebook gsuite simpkb infogtk siplah tanyabos "
    "erapor ekinerja rumahpendidikan merdekamengajar ruanggtk googledrive googlemeet playstore "
    "iphone ipad facebook tiktok linkedin icloud microsoft powerpoint dapodik vervalpd"
)
_SCHOOL_OR_CLASS = re.compile(
    r"(?:(?:sd|smp|sma|smk|slb|tk|ra|mi|mts|ma)(?:n|s|it)?|paud|man|min|kb|pkbm|skb|upt|uptd|spf|sdi"
    r"|kelas|kls|kl|x|xi|xii|vii|viii|ix|i{1,3}|iv|vi?|ipa|ips|mapel|semester|smt|rombel|paket|gugus"
    r"|jam|tgl|rp|no|npsn|hp|wa|nik|nip|ke|h|km|versi|ver|v|rev|tahap|tahun|thn|ta|gen)"
    r"[-.]?\d[\d.,/a-z-]*",
    re.I,
)
_THING_AND_YEAR = re.compile(
    r"(?:dapodik|anbk|ppg|pppk|p3k|ppdb|cpns|covid|kurikulum|k|win|windows|android|office|chrome|pmm"
    r"|arkas|erapor|e-rapor|simpkb|gtk|snbp|snbt|ukg|bos|skp|google|error|err|f)-?\d{1,4}"
    r"|(?:user|siswa|guru|akun|admin|email|operator|ptk|murid|laptop|kode|otp|g)-?\d{1,3}",
    re.I,
)
_PLURAL = re.compile(r"[a-z]+2(?:nya|an|kan|i)?", re.I)
_NUMBER_WORD = re.compile(
    r"\d+(?:[.,]\d+)?-?(?:[a-z]{1,2}|kali|karakter|huruf|digit|angka|hari|jam|menit|detik|bulan"
    r"|tahun|minggu|orang|siswa|guru|an|nya|wib|wita)",
    re.I,
)
_HOST = re.compile(
    r"@?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.(?:id|com|net|org|go|sch|csv|pdf|jpe?g|png)", re.I
)
_EMAIL = re.compile(r"[^@\s]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)
_NEXT_WORD = re.compile(r"\s*([a-z]+)", re.I)
# No underscore: "tidak_valid" is a message of a screen.
_SYMBOL = re.compile(r"[@#$%^&*+~|\\!?]")
_SHOUTING = re.compile(r"[!?]{2,}[!?1]*$")  # "HILANG!!1!"
_OPENING, _CLOSING = "([{<*_`", ".,;:!?)]}>`…"


# "Password : rahasia": one word of letters, and the clause ends behind it.
_PLAIN = re.compile(
    r"(?:[ \t]{1,3}(?:saya|sy|sya|aku|ku|nya|akun|email|lama|baru|awal)){0,3}[ \t]{0,3}[:=][ \t]{0,3}"
    r"([A-Za-z]{4,30}+)(?=[ \t]{0,3}(?:\Z|\n|\r|[.,;](?:\s|\Z))|[ \t]{1,3}(?:untuk|akun|email)\b)",
    re.I,
)
# "PW 12345678": nothing but space between cue and password. "Sandi" alone is also a person.
_DIRECT = re.compile(r"[ \t]{1,3}([0-9]{6,13}|[A-Za-z]{4,30}[0-9]{1,8})(?=[ \t]|[.,;!)]?(?:\s|\Z))")
# A passive or a noun made of a verb is what happened to the password, not the password.
_DERIVED = re.compile(
    r"(?:di|ter|ber|mem|men|meng|meny|pem|pen|peng|per)[a-z]{4,}|(?:ke|pe)[a-z]{3,}an"
    r"|[a-z]{3,}(?:nya|kan|kah)",
    re.I,
)


class _Link(IntEnum):
    """How clearly the sentence announces a password."""

    BARE = 0
    POSSESSIVE = 1
    ANNOUNCED = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Where the password stands: start and exclusive end in characters."""

    start: int
    end: int


def written_passwords(text: str) -> Iterator[Span]:
    """Each written password, in the order of the text; linear in its length."""
    free_from = 0
    for cue in CUE.finditer(text):
        if cue.start() < free_from:
            continue
        if span := _behind(text, cue) or _plain(text, cue) or _direct(text, cue):
            free_from = span.end
            yield span
    for match in _REVERSED.finditer(text):
        token, start = _bare(match[1], match.start(1))
        if not _NUMBER_WORD.fullmatch(token) and _looks_secret(token, _Link.BARE):
            yield Span(start, start + len(token))


def _behind(text: str, cue: re.Match[str]) -> Span | None:
    """The password behind one cue, if only linking words part the two."""
    own = cue[0].lower().endswith(("nya", "ku"))
    link = _Link.POSSESSIVE if own else _Link.BARE
    at, end, changed = cue.end(), min(len(text), cue.end() + _REACH), False
    for _ in range(_MAX_TOKENS):
        match = _TOKEN.search(text, at, end)
        if match is None:
            return None
        # A new line ends the thought, except behind "password:".
        if "\n" in text[at : match.start()] and link is not _Link.ANNOUNCED:
            return None
        raw, at = match[0], match.end()
        if raw[0] == "\0":  # blanked by pii.py; nothing may be found across it
            return None
        if set(raw) <= set(":=->"):
            link, changed = _Link.ANNOUNCED, changed or "=" in raw
            continue
        if glued := re.match(r"[:=]+", raw):  # "password:Guru1234"
            link, at = _Link.ANNOUNCED, match.start() + len(glued[0])
            continue
        if match[1] is not None:
            span = _quoted(match, link)
            return span if changed or not _talks_about(text, cue) else None
        word = raw.rstrip(_CLOSING).lower()
        ends_sentence = raw[-1] in ".?!…" and len(raw) > len(word)
        if word in _ANNOUNCING:
            link, changed = _Link.ANNOUNCED, changed or word in _CHANGED_TO
        elif word in _POSSESSIVE or word == "-nya":
            link = max(link, _Link.POSSESSIVE)
        elif word not in _FILLERS and not _EMAIL.fullmatch(word):
            span = _candidate(text, match, end, link)
            return span if span and (changed or not _talks_about(text, cue)) else None
        if ends_sentence:
            return None
    return None


def _plain(text: str, cue: re.Match[str]) -> Span | None:
    """The single word behind "password:", unless people say such words about passwords."""
    match = _PLAIN.match(text, cue.end())
    if match is None or _talks_about(text, cue):
        return None
    word = match[1].lower()
    if word in _SAID or word in _FILLERS or word in _POSSESSIVE or word in _ANNOUNCING:
        return None
    if word in _UNITS or word in _NAMES or word in _SAID_BY_SCREENS or _DERIVED.fullmatch(word):
        return None
    return None if CUE.fullmatch(word) else Span(*match.span(1))


def _direct(text: str, cue: re.Match[str]) -> Span | None:
    """The digits, or the word with a digit, that follow the cue at once."""
    match = _DIRECT.match(text, cue.end())
    if match is None or cue[0].lower() == "sandi" or _talks_about(text, cue):
        return None
    token = match[1]
    following = _NEXT_WORD.match(text, match.end())
    if following and following[1].lower() in _UNITS:
        return None
    if token.isdigit():
        odd = _is_number_secret(token, len(token), _Link.POSSESSIVE)
    else:
        odd = len(token) >= 6 and _looks_secret(token, _Link.POSSESSIVE)
    return Span(*match.span(1)) if odd else None


def _talks_about(text: str, cue: re.Match[str]) -> bool:
    return _ABOUT.search(text, max(0, cue.start() - 40), cue.start()) is not None


def _quoted(match: re.Match[str], link: _Link) -> Span | None:
    token = match[1]
    odd = _looks_secret(token, link)
    # A plain word in quotes counts when announced as one's own, unless it is what a screen says.
    plain = link > _Link.BARE and len(token) >= 6 and token.lower() not in _SAID_BY_SCREENS
    if not (odd or (plain and not _EMAIL.fullmatch(token) and not _HOST.fullmatch(token))):
        return None
    return Span(match.start(1), match.end(1))


def _candidate(text: str, match: re.Match[str], end: int, link: _Link) -> Span | None:
    token, start = _bare(match[0], match.start())
    if not token:
        return None
    following = _NEXT_WORD.match(text, match.end(), end)
    if token.isdigit() and following and following[1].lower() in _UNITS:
        return None
    return Span(start, start + len(token)) if _looks_secret(token, link) else None


def _bare(raw: str, start: int) -> tuple[str, int]:
    """The token without the punctuation of the sentence around it."""
    left = raw.lstrip(_OPENING)
    # "Rahasia!" at the end is emphasis, "Xyz!9" is not: only outer marks go.
    return _SHOUTING.sub("", left).rstrip(_CLOSING), start + len(raw) - len(left)


def _looks_secret(token: str, link: _Link) -> bool:
    """Whether a token is too odd for a word, an address, a school, a number of times …"""
    if not 4 <= len(token) <= 64 or "disembunyikan" in token:
        return False
    letters = sum(c.isalpha() for c in token)
    digits = sum(c.isdigit() for c in token)
    if letters == 0:
        return _is_number_secret(token, digits, link)
    if _EMAIL.fullmatch(token) or _HOST.fullmatch(token) or token.startswith("@"):
        return False
    if token.lower() in _NAMES or _NUMBER_WORD.fullmatch(token) or _PLURAL.fullmatch(token):
        return False
    if link is not _Link.ANNOUNCED and (
        _SCHOOL_OR_CLASS.fullmatch(token) or _THING_AND_YEAR.fullmatch(token)
    ):
        return False
    if "/" in token and link is _Link.BARE:  # "guru/PTK2", "user/pw1"
        return False
    symbol = _SYMBOL.search(token) is not None
    mixed = re.search(r"[a-z][A-Z]", token) is not None
    if link is _Link.BARE:
        return len(token) >= 6 and letters >= 2 and (digits >= 2 or (digits > 0 and symbol))
    if digits:
        return link is _Link.ANNOUNCED or len(token) >= 5
    return (symbol or mixed) and len(token) >= 5


def _is_number_secret(token: str, digits: int, link: _Link) -> bool:
    """Digits alone: announced from 4 on, as one's own from 6 on; never dates, phones or NIKs."""
    if token != re.sub(r"\D", "", token) or digits >= 14 or re.match(r"(?:62|0)8\d{8}", token):
        return False
    return link is not _Link.BARE and digits >= (4 if link is _Link.ANNOUNCED else 6)


_SAID_BY_SCREENS = words(
    "default incorrect invalid wrong failed expired ditolak terkunci terblokir kosong kadaluarsa "
    "kedaluwarsa berubah diganti dirubah diubah direset reset terhapus gagal hilang bermasalah "
    "tidak belum sudah salah forgot kuat lemah strong"
)

# What may stand behind "password:" in a complaint or a form. Generous: a hit refuses the form.
_SAID = words(
    "lupa kelupaan terlupa salah betul benar kosong isi isian ada adanya belum blum blom tidak tdk"
    " takbisa gakbisa gabisa enggak nggak engga bukan jangan sudah sudh telah masih pernah selalu"
    " sering kadang akan bisa dapat harus wajib perlu boleh mau ingin minta mohon tolong bantu"
    " bantuan mhon please help tanya info informasi hubungi kirim kirimkan cek periksa lihat klik"
    " coba ulang ulangi ganti ubah rubah atur setel reset resset riset reseted gagal error eror erorr"
    " eror galat wrong invalid incorrect failed fail failure denied expired locked blocked missing"
    " blank empty null none undefined unknown required optional needed mismatch forgot forgotten lost"
    " login masuk logout keluar signin signup sign akses aktif aktivasi nonaktif inaktif valid cocok"
    " sesuai sama beda lain hilang rusak macet blokir lock kunci kena pindah lewat habis batal kacau"
    " aneh ribet susah sulit kendala masalah problem trouble issue kasus keluhan laporan lapor aduan"
    " pengaduan pertanyaan solusi jawaban status proses tunggu menunggu segera cepat penting urgen"
    " urgent darurat akun akunku account email emel gmail surel mail user username nama name orang"
    " guru siswa siswi murid pelajar anak ortu wali pendidik tendik tenaga kepala kepsek sekolah"
    " admin operator opsek petugas dinas pusat pusdatin kemdikbud kementerian kemendikdasmen jenjang"
    " kelas belajar belajarid dapodik emis simpkb infogtk arkas canva google drive classroom chromebook"
    " laptop komputer tablet ponsel handphone hape aplikasi portal website situs laman layar browser"
    " chrome sistem server koneksi internet wifi sinyal nomor nomer nisn npsn nuptk kode otp token"
    " huruf angka simbol karakter kombinasi kapital campuran minimal maksimal panjang pendek default"
    " baru lama awal semula sementara tetap manual otomatis standar umum rahasiakan terlampir lampiran"
    " lampir berikut dibawah bawah atas sini situ sana itu ini yang apa apakah siapa kapan kenapa"
    " mengapa bagaimana gimana dimana mana berapa berubah jadi jika kalau bila saat ketika setelah"
    " sebelum karena sebab tapi tetapi namun padahal juga saja lagi dulu nanti besok kemarin hari"
    " minggu bulan tahun jam pagi siang sore malam terus pokoknya sekali banget semua semuanya seluruh"
    " sebagian beberapa banyak tiap setiap satu dua tiga kami kita saya anda bapak ibu pihak untuk dari"
    " pada oleh dengan tanpa sampai serta atau dan halo hallo salam selamat terima makasih trims"
    " thanks maaf permisi assalamualaikum baik oke okay siap iya benarkah entah"
    " privat pribadi umum lemah kuat aman sedang strong weak good medium low high show hide text teks"
    " string type tipe input output field kolom form formulir label button tombol menu fitur halaman"
    " string true false hidden encrypted hash plaintext xxxx xxxxx xxxxxx xxxxxxx xxxxxxxx sekian"
    " kadaluarsa kedaluwarsa kadaluwarsa kadaluarso kosongan samar buram jelas tampil muncul timbul"
    " hapus tambah simpan save tersimpan cetak print unduh upload unggah download daftar registrasi"
    " verifikasi validasi konfirmasi autentikasi keamanan layanan topik kategori subjek judul perihal"
    " pemulihan recovery lokasi alamat provinsi kabupaten kota kecamatan desa nihil percuma sia aman"
    " sebelumnya sesudahnya selanjutnya seterusnya dst dsb dll"
    " poho kalali supe lali keliru luput ora mboten teu henteu indak ndak dak nda kada indak"
)
