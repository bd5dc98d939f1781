"""Concepts: many ways of saying one thing, so that an unseen wording lands near a known one.

Each concept is a regular expression matched against one whole normalised word. The lists hold
standard, informal, regional and misspelt words; words shared by two concepts count for both.
Source: glossary and typical wordings of domain.md 1 and 4, and the labelling rules' vocabulary.
"""

from __future__ import annotations

import re
from functools import lru_cache

CONCEPTS: dict[str, str] = {
    # systems
    "sys_pmm": r"pmm|merdeka|mengajar|ruanggtk|ruang|rgtk|gtk|platform|plat?form",
    "sys_pmm_fn": r"aksi|nyata|rhk|skp|e?kinerja|observ\w*|topik|modul|webinar|pelatihan|ekin\w*|"
    r"sertif\w*|portofolio|postes|posttest|post|bukti|dukung|supervisi|penilai\w*|predikat",
    "sys_dapodik": r"dapo|dapodik\w*|dapodig|dapodic|dapotik|depodik|dap?odik|dapodikmen|dapodikdas",
    "sys_sync": r"sinkron\w*|singkron\w*|sync|sinc|singkr?on|tarik|validasi|valid|residu|verval\w*|"
    r"pemutakhiran",
    "sys_pddata": r"pddata|pd|csv|sdm|sso|sdmdata|datakemdikbud",
    "sys_portal": r"portal|console|konsol|googleadmin",
    "sys_simpkb": r"simpkb\w*|sim|pkb|simpatika|ppg|ukg|serdik|dikti|pgp|cgp|komunitas|kkg|mgmp|"
    r"penggerak|prajabatan|daljab|piloting|gpo|utn|lptk|sergur",
    "sys_classroom": r"classroom|clasroom|klasroom|gcr|gclass\w*|classrom|clas+room|klas+rum",
    "sys_drive": r"drive|gdrive|penyimpan\w*|storage|memori|memory|kuota|gb|giga|tb",
    "sys_meet": r"meet|gmeet|meeting|zoom|vicon|rapat|record\w*|rekam\w*",
    "sys_docs": r"docs?|dokumen|spreadsheet|sheets?|slides?|forms?|gforms?|formulir|kuis|quiz|"
    r"kuesioner|jamboard|canva|sites|kalender|calendar|gemini",
    "sys_gmail": r"gmail|g?mail|email|surel|imel|e-?mail|inbox|spam|kotak|lampir\w*|bounce",
    "sys_youtube": r"youtube|yutub|yt|playstore|play|store|gplay|video|konten|umur|usia",
    "sys_chromebook": r"chrome?book\w*|crome?book\w*|krom\w*|chrom\w*|cb|cbook|axioo|zyrex|advan|"
    r"libera|spc|evercoss|tkdn|laptop|leptop|lektop|notebook",
    "sys_device": r"layar|keyboard|kibor\w*|charger|cas|ngecas|baterai|batre|touchpad|kamera|speaker|"
    r"engsel|port|usb|printer|ngeprint|cetak|boot\w*|restart|powerwash|recovery|enrol\w*|"
    r"terkelola|managed|lisensi|license|kios\w*|wifi|wipi|hotspot|tombol|unit|perangkat|garansi|"
    r"servis?|service|maling|dicuri|curi|kecurian|digondol|rusak|mesin|stiker",
    "sys_referral": r"ref+er+al\w*|refferal|reveral|referan|referensi|ref|rujukan|edaran|surat|se",
    "sys_code": r"kode|code|kd|kuota|habis|kadaluars\w*|kedaluwarsa|expired|kedaluars\w*",
    "sys_other_app": r"arkas|siplah|tanyabos|bos|bosp|anbk|rapor|e-?rapor|raport|infogtk|info|pip|"
    r"ppdb|spmb|sscasn|sscn|tunjangan|tpg|sertifikasi|kip|krisna|vervalpd|buku|sibi|myasn|"
    r"coretax|bkn|ijazah|snbp|akm|rdm|emis|kemenag|madrasah",
    # actions and states
    "password": r"sandi\w*|pass?wor\w*|pas+w\w*|pasw\w*|paswort|pswd|pwd?|psw|kata(?:kunci)|kunci|"
    r"pass|pin|kredensial|sandine|paswoard|passwo\w*|sandy",
    "secret_code": r"otp|verifik\w*|kode|sms|authenticator|prompt|autentik\w*|2sv|2fa|langkah",
    "forget": r"lupa\w*|kelupaan|lali|kelalen|poho|kapopohoan|lupo|engsap|kalupaan|pikun|ingat\w*|"
    r"inget|eling|catat\w*|blank|hafal|hapal|pelupa|lier|apal",
    "reset": r"r[ie]s+et\w*|mereset|direset|pulih\w*|pemulihan|recover\w*|ganti\w*|ngganti|rubah|"
    r"ubah|diubah|mengubah",
    "wrong": r"salah|keliru|klentu|salahe|lepat|ditolak|tolak\w*|cocok|sesuai|incorrect|wrong|"
    r"invalid|tidaksah|mental|ngelak",
    "login": r"log+[ie]n\w*|masuk\w*|log|sign\w*|mlebu|asup|asupna|buka\w*|dibuka|mbuka|akses\w*|"
    r"membuka|masok|tama",
    "find": r"temu\w*|ditemukan|ketemu\w*|menemukan|nemu\w*|cari\w*|dicari|pencarian|nyari|mencari|"
    r"muncul|nongol|tampil|terbaca|terdaftar|kebaca|nampak|tampak|nihil|nol|cek|dicek|ngecek|"
    r"ketok|kapanggih|golek|digoleki|basobok|basuo|kelihatan|keliatan|terlihat|daftar|found|find",
    "missing_row": r"daftar\w*|list|baris|kolom|tab|tabel|row|rombel|kelas|nama|jumlah|kurang|"
    r"selisih|separuh|sebagian|cuma|hanya|lengkap|rekap",
    "deleted": r"hapus\w*|terhapus|dihapus|kehapus|keapus|hilang|ilang|lenyap|raib|musnah|leungit|"
    r"deleted?|ketarik|terdelete|almarhum|wassalam|tewas|gone|menghilang|diapus",
    "disabled": r"suspen\w*|tersuspend|tangguh\w*|ditangguhkan|nonaktif\w*|dinonaktif\w*|disabled?|"
    r"blo[kc]k?ir\w*|diblok\w*|terblokir|beku\w*|dibekukan|mati\w*|dimatikan|deactivat\w*|"
    r"ban+ed|melanggar|pelanggaran|kebijakan|dikenal|tutup|ditutup|kunci|dikunci|terkunci",
    "activate": r"aktivas\w*|aktifas\w*|aktifkan|diaktifkan|mengaktifkan|activat\w*|aktip|aktif|"
    r"diaktivasi|teraktivasi|nyalakan",
    "first_use": r"pertama|perdana|awal|syarat|ketentuan|setuju\w*|terms|accept|terima|selamat|"
    r"sambutan|welcome|tahap",
    "operator": r"operator\w*|opr?|ops|oprator|opsek|tu|admin\w*|pengelola|pegang|dipegang|memegang",
    "handover": r"serah|terima|limpah\w*|mewarisi|warisan|pensiun|resign|keluar|berhenti|meninggal|"
    r"wafat|almarhum\w*|mantan|lama|sebelumnya|terdahulu|pindah|mutasi|diganti\w*|pengganti|"
    r"menggantikan|gantikan|kabur|dulu",
    "rights": r"hak|wewenang|peran|role|menu|izin|ijin|otoritas|akses|jabatan|privilege|kewenangan",
    "add": r"tambah\w*|nambah|ditambah\w*|menambah\w*|jadikan|dijadikan|angkat\w*|diangkat|dua|"
    r"kedua|satu|tunjuk\w*|ditunjuk|usul\w*|mengusulkan|dilantik|lantik|naik|plt|pj|pelaksana",
    "create": r"buat\w*|dibuat\w*|membuat\w*|bikin\w*|dibikin\w*|terbit\w*|diterbitkan|pengajuan|"
    r"aju\w*|diajukan|mengajukan|ngajuin|permohonan|mohonkan|gawe\w*|punya|memiliki|dapat|"
    r"jatah|kebagian|permintaan|minta|nyuhunkeun|daftarkan|didaftarkan",
    "new": r"baru|anyar|newly|cpns|p3k|pppk|honorer|gtt|honor|tahun|masuk|ppdb|mutasi",
    "download": r"unduh\w*|ngunduh|mengunduh|diunduh|terunduh|d[ao]wn?load\w*|donlot\w*|donlod\w*|"
    r"dunlud|sedot|tarik|ekspor|export|eksport",
    "file": r"file|fail|pail|berkas|excel|exel|xlsx?|csv|zip|rar|ekstrak|extract|kolom|format|"
    r"notepad|simbol|karakter|kode|wps|koma|titik|sel",
    "data_field": r"nik|nisn|nuptk|nip|ktp|kk|tanggal|tgl|lahir|ibu|kandung|nama|ejaan|gelar|tempat|"
    r"npsn|dukcapil|agama|alamat",
    "contact": r"hp|nomor|nomer|no|telepon|tlp|telp|wa|whatsapp|kartu|simcard|nomornya",
    "link": r"taut\w*|tautkan|ditautkan|tertaut|menautkan|hubung\w*|terhubung|link\w*|sambung\w*|"
    r"lepas|melepas|unlink|kait\w*|terkait",
    "error": r"er+or|eror|gagal\w*|failed|bug|loading|muter\w*|lemot|lelet|putih|blank|hang|macet|"
    r"nyangkut|stuck|40[0-9]|50[0-9]|server|maintenance|gangguan|force|crash|berputar|mbulet",
    "thanks": r"terima ?kasih|terimakasih|makasi\w*|trim\w*|tengkyu|thanks?|thx|nuwun|suwun|nuhun|"
    r"hatur|kasih|alhamdulillah|syukur\w*|mantap\w*|jos+|keren|bagus|sukses|membantu|terbaik|"
    r"mauliate|kurre|salut|apresiasi|hebat|luar",
    "opinion": r"saran|usul|masukan|kritik|keluhan|kecewa|lambat|lamban|ribet|susah|capek|beban|"
    r"membebani|semoga|harap\w*|mending|bubar\w*|kebijakan|pendapat|percuma|pelayanan|respon\w*|"
    r"ulasan|komentar",
    "fraud": r"tipu|penipu\w*|hoaks?|hoax|palsu|modus|phishing|oknum|bayar|membayar|transfer|pungli|"
    r"hati|waspada|jual|dijual|spam",
    "username": r"username|ussername|user|ganti|nama|huruf|angka|typo|ejaan",
    # people
    "who_student": r"siswa\w*|siswi|murid\w*|pelajar|anak\w*|peserta|didik|bocah|budak|barudak|adik|"
    r"ananda|santri|mahasiswa|alumni",
    "who_teacher": r"guru\w*|pendidik|pengajar|ptk|wali|bunda|ustad\w*|gtk",
    "who_head": r"kepsek\w*|kepala|ks|plt|kasek|pimpinan|kepala",
    "who_staff": r"tendik|tu|bendahara|pustakawan|staf|staff?|pegawai|tenaga|tata|usaha|laboran",
    "who_office": r"dinas\w*|disdik\w*|pengawas\w*|penilik\w*|pamong|kabid|kadis|kasi|kabupaten|"
    r"kota|korwil\w*|kcd|cabang|bidang|sudin|sekretaris|uptd?",
    # grammar that changes meaning
    "neg": r"tidak|gak|ga|nggak|ngga|enggak|gagal|belum|tak|tdk|ndak|nda|ora|teu|henteu|indak|sing|"
    r"ndek|jangan|bukan|kagak|kaga|tanpa|gabisa|mboten|dak|dek|belom|durung|acan|alun|not|no|"
    r"couldn't|can't|cannot|unable|nihil|mboten",
    "used_before": r"kemarin|kemaren|dulu|dulunya|tadinya|sebelumnya|biasa\w*|semula|lalu|wingi|"
    r"kamari|semalam|selama|sempat|pernah|minggu|bulan|tadi",
    "ask_when": r"kapan|berapa|lama|hari|jam|menunggu|nunggu|tunggu|proses|diproses|kabar|jawaban|"
    r"sampai|estimasi|iraha|pira",
    "ask_how": r"bagaimana|gimana|gmn|cara\w*|caranya|kumaha|piye|langkah|prosedur|syarat|apakah|"
    r"bolehkah|dimana|siapa",
}  # fmt: skip

_COMPILED = {name: re.compile(pattern) for name, pattern in CONCEPTS.items()}


@lru_cache(maxsize=65_536)
def concepts_of(word: str) -> tuple[str, ...]:
    """Names of the concepts that a normalised lower-case word stands for."""
    return tuple(name for name, pattern in _COMPILED.items() if pattern.fullmatch(word))
