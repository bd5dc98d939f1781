"""The labelling guide in short, for the triage queue: keys, meanings, examples (issue B5)."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.taxonomy import Category


@dataclass(frozen=True, slots=True)
class Entry:
    """One category as the triage page shows it.

    `key` is its single-letter shortcut; `yes` a sentence that belongs here, `no` one that does
    not, with where it belongs instead.
    """

    category: Category
    key: str
    icon: str
    meaning: str
    yes: str
    no: str


# Free of s (skip), u (undo), e (reasons), k (this guide) and of j, v, x, which lists use.
_ROWS = (
    Entry(
        Category.PASSWORD, "p", "key-round",
        "Sandi lupa, salah, diganti orang, atau kosong di daftar operator; tautan atau kode "
        "reset tidak sampai. Berlaku untuk semua jenis akun.",
        "Sudah diketik pelan-pelan, tetap dibilang sandi salah.",
        "Halaman pertama macet sebelum akun pernah dipakai: aktivasi.",
    ),
    Entry(
        Category.ACCOUNT_NOT_FOUND_WEB, "w", "search-x",
        "Akun seharusnya ada, tetapi dicari di belajar.id (atau tidak disebut di mana) tidak "
        "muncul.",
        "Nama dan NPSN cocok, hasil pencarian nol.",
        "Minggu lalu masih dipakai: terhapus. Mohon dibuatkan: akun baru.",
    ),
    Entry(
        Category.ACCOUNT_NOT_FOUND_PD_DATA, "f", "file-search",
        "Sudah masuk pd.data dan daftarnya terbuka, tetapi orang, kelas, atau satu tab tidak ada "
        "di dalamnya.",
        "Guru kami 24, baris di berkas hanya 20.",
        "Berkas tidak terunduh: unduh data. Ada barisnya, sandinya kosong: password.",
    ),
    Entry(
        Category.ACCOUNT_DELETED_DISABLED, "h", "user-x",
        "Akun pernah dipakai, lalu hilang, dinonaktifkan, diblokir, atau akan dihapus; juga "
        "menyelamatkan isinya.",
        "Kemarin masih berkirim email, hari ini pengguna tidak dikenal.",
        "Belum ada tanda pernah dipakai: akun tidak ditemukan.",
    ),
    Entry(
        Category.ACTIVATION, "a", "circle-power",
        "Jalan dari akun diberikan sampai pertama kali dipakai: data akun tidak datang, halaman "
        "persetujuan macet, periksa nomor HP, status tetap belum aktif.",
        "Baru pertama buka, setelah setuju layarnya putih.",
        "Sandi dari operator ditolak: password, walau hari pertama.",
    ),
    Entry(
        Category.SCHOOL_OPERATOR_ACCESS, "o", "school",
        "Akses operator sekolah tidak bisa dipakai: dipegang petugas lama, SSO menolak, sekolah "
        "keliru, menu Portal Admin tidak ada.",
        "Operator lama pindah, tidak ada yang bisa mengurus akun siswa.",
        "Sandi akun admin lupa: password. Minta admin baru: tambah admin.",
    ),
    Entry(
        Category.PMM_ACCESS, "m", "book-open",
        "Akunnya bisa masuk, tetapi PMM atau Ruang GTK tidak terbuka, menolak, atau fiturnya "
        "bermasalah.",
        "Gmail terbuka, di Ruang GTK muncul akun tidak terdaftar.",
        "Ditolak sejak masuk Google: password. Hanya pendapat: lainnya.",
    ),
    Entry(
        Category.DAPODIK_DATA, "d", "database",
        "Data di Dapodik salah, ganda, belum sinkron, atau tidak sampai ke aplikasi lain; hal "
        "yang hanya bisa dibetulkan di Dapodik.",
        "Guru baru sudah diinput Senin, kapan terbaca?",
        "Dapodik sudah beres dan yang diminta akunnya: akun baru.",
    ),
    Entry(
        Category.PD_DATA_DOWNLOAD, "n", "download",
        "Sudah masuk pd.data, tetapi unduhan gagal, kosong, tidak terbaca, atau milik sekolah "
        "lain.",
        "Tombol unduh berputar terus, berkas tidak pernah jadi.",
        "Tidak bisa masuk pd.data: akses operator. Berkasnya jadi, orangnya kurang: tidak "
        "ditemukan di pd.data.",
    ),
    Entry(
        Category.ADD_SCHOOL_ADMIN, "t", "user-plus",
        "Seseorang perlu menjadi admin sekolah: admin kedua, kepala sekolah baru atau pelaksana "
        "tugas, guru yang menjadi kepala sekolah.",
        "Saya dilantik menjadi kepala sekolah, akun masih guru.",
        "Akun admin yang ada perlu dibuka atau diserahkan: akses operator.",
    ),
    Entry(
        Category.NEW_ACCOUNT, "b", "file-plus",
        "Belum punya akun dan ingin punya, bertanya siapa yang berhak, atau menunggu jawaban "
        "permohonan.",
        "Guru baru di Dapodik sudah valid, mohon akunnya.",
        "Mengira akunnya sudah ada tetapi tidak muncul: tidak ditemukan.",
    ),
    Entry(
        Category.SIMPKB, "i", "link",
        "Apa pun yang terjadi di SIMPKB dan layanan di belakangnya: PPG, UKG, menautkan akun, "
        "juga sandi SIMPKB.",
        "Menautkan akun belajar.id di SIMPKB selalu gagal.",
        "Terjadi di PMM: akses PMM.",
    ),
    Entry(
        Category.GOOGLE_EDUCATION, "g", "cloud",
        "Akunnya bisa masuk, layanan Google-nya bermasalah: Classroom, Drive, Meet, Gmail, Play "
        "Store, YouTube.",
        "Penyimpanan Drive penuh, tugas murid tidak terkumpul.",
        "Ditolak saat masuk: password.",
    ),
    Entry(
        Category.CHROMEBOOK, "c", "laptop",
        "Perangkatnya: ditolak hanya di sana, pendaftaran, lisensi, jaringan, rusak, hilang. "
        "Juga bila disebut laptop bantuan.",
        "Di laptop bantuan ditolak, di HP bisa.",
        "Sandi yang sama gagal di semua perangkat: password.",
    ),
    Entry(
        Category.DINAS_REFERRAL_CODE, "r", "ticket",
        "Permohonan akun dinas dengan kode wilayah dari surat edaran: belum punya kode, ditolak, "
        "habis, kedaluwarsa, formulirnya berhenti di kode.",
        "Kode dari surat edaran katanya sudah terpakai.",
        "Pegawai dinas ingin akun tanpa menyinggung kode: akun baru.",
    ),
    Entry(
        Category.OTHER, "l", "circle-ellipsis",
        "Terima kasih, keluhan layanan, saran, pertanyaan umum, ganti nama akun, penipuan, dan "
        "aplikasi lain (ARKAS, ANBK, e-Rapor, Info GTK, PIP).",
        "Alhamdulillah sandinya sudah bisa, terima kasih.",
        "Terima kasih disertai permintaan nyata: ikuti permintaannya.",
    ),
)  # fmt: skip
GUIDE: dict[Category, Entry] = {entry.category: entry for entry in _ROWS}
# The rules that settle most doubts (labelling guide, “The rule above all rules”).
RULES = (
    "Tanyakan: apa yang pertama kali harus dikerjakan helpdesk? Bukan apa cita-cita akhirnya.",
    "Baca tulisannya saja. Jangan menebak cerita yang tidak tertulis.",
    "Dua masalah sama berat: yang disebut dulu jadi kategori, yang lain jadi kategori kedua.",
    "Kata dalam nama kategori bukan bukti: “password” dalam ucapan terima kasih adalah Lainnya.",
)
