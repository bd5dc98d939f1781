"""What people of the demo say beside the answer templates. Markdown, without greeting."""

from __future__ import annotations

from helpdesk.taxonomy import Category, State, UserType

# Bodies of answers where no template of the category fits; completed by knowledge_base.rendering.
ANSWERS: dict[State, tuple[str, ...]] = {
    State.IN_PROGRESS: (
        "Terima kasih atas keterangannya. Kami sedang mencocokkan data laporan {{sebutan}} dan "
        "akan mengabari lagi setelah pemeriksaan selesai. Perkembangannya dapat dilihat di "
        "{{tautan_status}}.",
        "Laporan {{sebutan}} sudah kami terima dan sedang kami periksa. Untuk sementara "
        "{{sebutan}} tidak perlu melapor ulang.",
        "Data yang {{sebutan}} kirim sudah kami teruskan untuk diperiksa. Kami kabari paling "
        "lambat {{batas_waktu}}.",
    ),
    State.WAITING_REQUESTER: (
        "Agar dapat kami periksa, mohon balas melalui halaman laporan dengan:\n\n"
        "1. Pesan yang muncul di layar, sebaiknya dengan tangkapan layarnya.\n"
        "2. Tanggal dan kira-kira jam kejadiannya.\n"
        "3. Perangkat dan peramban yang dipakai.\n\n"
        "Mohon tidak mengirimkan kata sandi.",
        "Mohon dipastikan dahulu kepada operator sekolah bahwa data {{sebutan}} di Dapodik sudah "
        "benar dan sudah disinkronkan. Setelah itu mohon balas melalui halaman laporan agar kami "
        "lanjutkan.",
    ),
    State.SOLVED: (
        "Kendala {{sebutan}} sudah kami periksa dan selesai ditangani. Silakan masuk kembali di "
        "mail.google.com atau belajar.id. Bila diminta, ikuti langkah pengamanan yang tampil.",
        "Hasil pemeriksaan kami: data {{sebutan}} sudah sesuai dan akun sudah dapat dipakai "
        "kembali. Bila masih ada kendala yang sama, cukup balas melalui halaman laporan.",
        "Permintaan {{sebutan}} sudah selesai kami proses. Perubahan terbaca paling lambat esok "
        "hari, karena data disegarkan sekali sehari.",
    ),
}

VOLUNTEER_ANSWERS: dict[State, tuple[str, ...]] = {
    State.IN_PROGRESS: (
        "Laporan {{sebutan}} kami terima dan sedang kami pastikan bersama Admin Sekolah.",
    ),
    State.WAITING_REQUESTER: (
        "Sebelum akun diatur ulang, kami perlu memastikan beberapa hal. Mohon balas melalui "
        "halaman laporan: apakah email pribadi di Dapodik masih aktif, dan apakah cara mandiri di "
        "belajar.id sudah dicoba? Mohon tidak mengirimkan kata sandi.",
    ),
    State.SOLVED: (
        "Akun {{sebutan}} sudah diatur ulang. Silakan buka tautan pengaturan yang masuk ke email "
        "pribadi, lalu buat sendiri kata sandi yang baru. Periksa juga folder spam.",
        "Bersama Admin Sekolah, akun {{sebutan}} sudah kami atur ulang. Cara masuknya disampaikan "
        "langsung oleh Admin Sekolah; kata sandi baru dibuat sendiri saat pertama masuk.",
    ),
}

REPLIES = (
    "Sudah saya coba langkahnya, tapi masih muncul pesan yang sama.",
    "Baik, ini saya kirim keterangan yang diminta. Kejadiannya kemarin sore, pakai Chrome di laptop.",
    "Email pribadi masih aktif, cara mandiri sudah dicoba dua kali dan kodenya tidak datang.",
    "Operator kami sudah sinkron tadi pagi, datanya sudah benar. Mohon dicek lagi.",
    "Terima kasih balasannya. Saya sudah cek ke operator, katanya data saya sudah sesuai.",
    "Mohon maaf baru balas, kemarin sedang ada kegiatan sekolah. Kendalanya masih sama.",
    "Sudah kami lakukan semua, mohon bantuannya karena mau dipakai minggu ini.",
)
STILL_NOT = (
    "Ternyata masih belum bisa, pesannya tetap sama seperti sebelumnya.",
    "Tadi sempat bisa, sekarang tidak bisa lagi. Mohon dicek ulang.",
)
NOTES = (
    "Sudah dicek di Dapodik: data cocok, tinggal menunggu pembaruan harian.",
    "Pelapor menelepon ulang lewat operator sekolah. Tidak ada keterangan baru.",
    "Mirip dengan beberapa laporan lain dari kabupaten yang sama minggu ini.",
    "Surat permohonan sudah lengkap: kop, tanda tangan, dan stempel ada.",
    "Tangkapan layar menunjukkan akun pribadi, bukan akun belajar.id. Sudah dijelaskan.",
    "Kalau besok belum ada balasan, tolong diingatkan sekali lagi.",
)
HOLD_REASONS = (
    "Menunggu sinkronisasi Dapodik oleh operator sekolah.",
    "Menunggu keputusan pengelola domain.",
    "Menunggu jawaban layanan platform.",
)
REJECT_REASONS = (
    "Bukan laporan kendala: hanya ucapan atau uji coba.",
    "Di luar layanan akun belajar.id; pelapor diarahkan ke pemilik layanan.",
)
HAND_BACK_REASONS = (
    "pelapor ternyata Admin Sekolah",
    "data pelapor tidak dapat dipastikan di wilayah ini",
    "email pribadi di Dapodik sudah tidak aktif",
)
REVEAL_REASONS = (
    "Mencocokkan dengan data Dapodik",
    "Memastikan pemilik akun sebelum pengaturan ulang",
)
RATING_COMMENTS = (
    "",
    "",
    "Cepat dan jelas.",
    "Langkahnya mudah diikuti.",
    "Agak lama, tapi selesai.",
    "Mohon jam layanan diperpanjang.",
)

_TEACHER, _PUPIL, _OPERATOR, _HEAD = (
    UserType.TEACHER, UserType.STUDENT, UserType.SCHOOL_OPERATOR, UserType.PRINCIPAL,
)  # fmt: skip
# Title, text, who writes, category ticked: what nobody can sort without asking.
VAGUE = (
    ("Mohon bantuan", "Selamat siang, mohon bantuannya karena dari kemarin belum bisa juga.", _TEACHER, Category.OTHER),
    ("Tidak bisa", "Sudah dicoba berkali-kali tetap tidak bisa, mohon solusinya segera.", _TEACHER, Category.OTHER),
    ("Bermasalah", "Punya saya bermasalah sejak pindah sekolah, harus bagaimana ya min?", _TEACHER, Category.OTHER),
    ("Kendala", "Ada kendala waktu mau dipakai, teman-teman lain aman, punya saya saja yang begini.", _PUPIL, Category.OTHER),
    ("Mau tanya", "Mau tanya, kalau sudah diperbarui datanya langkah selanjutnya apa ya?", _OPERATOR, Category.OTHER),
    ("Error", "Muncul tulisan merah lalu kembali ke halaman awal. Kenapa ya?", _TEACHER, Category.PMM_ACCESS),
    ("Belum ada perubahan", "Sudah seminggu menunggu belum ada perubahan apa-apa, mohon dicek.", _OPERATOR, Category.DAPODIK_DATA),
    ("Tidak muncul", "Punya guru kami tidak muncul, padahal bulan lalu masih ada.", _OPERATOR, Category.PD_DATA_DOWNLOAD),
    ("Dua kendala sekaligus", "Yang satu lupa kata sandi, yang satunya lagi namanya tidak ada di daftar unduhan.", _OPERATOR, Category.PASSWORD),
    ("Ganti tugas", "Mulai bulan ini saya menggantikan yang lama, mohon disesuaikan semuanya.", _HEAD, Category.OTHER),
    ("Layar kosong", "Begitu dibuka layarnya putih saja, sudah ganti perangkat tetap sama.", _PUPIL, Category.OTHER),
    ("Tolong dicek", "Tolong dicek punya anak-anak kelas kami, hampir semuanya gagal.", _TEACHER, Category.ACTIVATION),
    ("Ditolak terus", "Ditolak terus, katanya tidak sesuai. Datanya sudah benar semua.", _HEAD, Category.NEW_ACCOUNT),
    ("Hilang", "Kemarin masih bisa dibuka, hari ini hilang begitu saja.", _TEACHER, Category.OTHER),
)  # fmt: skip
