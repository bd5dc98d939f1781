"""The words that passwords.py knows: what links a cue to a password, and what is only talk."""

from __future__ import annotations

import re

from helpdesk.lib.words import words

# Words that may stand between cue and password without telling anything.
FILLERS = words(
    "akun akunnya email gmail guru siswa murid admin kepsek operator ops anak bapak ibu pak bu "
    "beliau ini itu lama baru awal default sementara terakhir sekarang dulu yang yg sudah sdh "
    "dipakai saya pakai digunakan dibuat untuk utk dari belajar.id belajarid dinas sekolah cuma "
    "masih tetap tetep sebelumnya tersebut tsb yaitu pertama diberikan diberi dikasih of for the my"
)
POSSESSIVE = words("saya sy sya aku ku kami kita nya gue gw kulo ambo abdi anda kamu")
# Words that do what a colon does.
ANNOUNCING = words("adalah adlh yaitu yakni ialah is jadi menjadi mjd dengan dgn berupa isinya")
# With a colon glued on they announce; "password akun:" may go on with the account.
COLON_TELLS = POSSESSIVE | words(
    "itu ini lama baru awal default sementara terakhir sekarang dulu dipakai pakai digunakan dibuat "
    "sebelumnya tersebut tsb pertama diberikan diberi dikasih"
)
CHANGED_TO = words("jadi menjadi mjd adalah adlh yaitu yakni ialah")
UNITS = words(
    "x kali kl karakter huruf digit angka hari hr jam menit mnt detik minggu bulan bln tahun thn "
    "th orang org siswa guru akun kb mb gb langkah tahap pilihan ptk pd wib wita wit kelas"
)
NAMES = words(
    "belajarid googleclassroom youtube whatsapp chromebook gsuite simpkb infogtk siplah tanyabos "
    "erapor ekinerja rumahpendidikan merdekamengajar ruanggtk googledrive googlemeet playstore "
    "iphone ipad facebook tiktok linkedin icloud microsoft powerpoint dapodik vervalpd"
)
SAID_BY_SCREENS = words(
    "default incorrect invalid wrong failed expired ditolak terkunci terblokir kosong kadaluarsa "
    "kedaluwarsa berubah diganti dirubah diubah direset reset terhapus gagal hilang bermasalah "
    "tidak belum sudah salah forgot kuat lemah strong"
)

# What may stand behind "password:" in a complaint or a form. Generous: a hit refuses the form.
SAID = words(
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
    " sendiri anyar keterima mereka normal apalagi hehe hihi haha wkwk wkwkwk dong donk deh kok sih"
    " kan nih loh sekalian malah ingat inget lupa2 ngawur ngaco ngadat nyangkut mental mentok stuck"
    " ilang raib lenyap ketinggalan bocor jebol kebobolan dihack hacked dibajak misterius random acak"
    " abnormal parah payah mumet pusing bingung capek percaya yakin ragu persis identik serupa mirip"
    " fiktif palsu asli resmi gratis bebas berlaku kadaluwarsanya batal tertukar tercecer ketuker"
    " istimewa unik gampang mudah sederhana rumit kompleks kompatibel otomatis konsisten permanen"
    " temporer statis dinamis sinkron sekarang mendadak tiba mestinya harusnya lengkap kurang lebih"
    " pasti barangkali mungkin kayaknya sepertinya gimanaa piye priben kumaha kepriye pripun opo apaan"
    " access denied grant token session timeout reject rejected accepted verified unverified pending"
    " klalen kelalen kesupen kasupen ucul hilangg salahh benerr bener keliruu wrongg privasi"
    " tersandi terenkripsi enkripsi plain terang polos bersama milik kepunyaan punya punyaku"
    " poho kalali supe lali keliru luput ora mboten teu henteu indak ndak dak nda kada indak"
)
# Parts of what programs print: "user_not_found", "invalid_grant".
PRINTED = SAID_BY_SCREENS | words("not error denied access grant code msg message null file csv")

# "Kata sandi itu adalah rahasia": said of passwords, unless a colon gives it as one.
CALLED = words("rahasia rahasianya pribadi penting kunci keamanan identitas mahkota")

# In front of a number: a place, a school, a day, a machine; not "kucing manis 77".
NUMBERED = words(
    "jalan jln gang blok rumah desa dusun kampung kecamatan kelurahan kota kabupaten negeri sdn sds"
    " sdit smpn smps sman smas smkn smks mtsn man min paud pkbm tkn sekolah kelas rombel angkatan"
    " semester tahap gelombang batch januari februari maret april mei juni juli agustus september"
    " oktober november desember jan feb mar apr jun jul agu sep okt nov des senin selasa rabu kamis"
    " jumat sabtu minggu ahad tanggal tgl pukul jam nomor nomer kode pos pasal nip nik npsn nisn"
    " windows android office chrome samsung galaxy redmi oppo vivo realme xiaomi infinix iphone"
    " galat error step langkah urutan baris kolom halaman lampiran versi paket kurikulum"
)

# What many people take: enough to know one behind "passwordnya" without any digit.
COMMON = words(
    "bismillah bismilah qwerty qwertyuiop asdfghjkl iloveyou sayangku cintaku kucing anjing kelinci"
    " merdeka garuda pancasila indonesia melati mawar anggrek kenanga kamboja rajawali harimau"
    " matahari pelangi bintang doraemon naruto persib persija arema liverpool barcelona juventus"
    " rahasiaku mamapapa passwordku sekolahku guruku"
)
# ... and what they put together: "sayangmama", "kucingmanis".
_DEAR = (
    "sayang|cinta|mama|mamah|papa|papah|bunda|kucing|kelinci|bunga|mawar|melati|love|baby|bintang"
    "|langit|surga|rindu|manis|cantik|ganteng|merdeka|garuda|pancasila|bismillah|bismilah"
)
PUT_TOGETHER = re.compile(rf"(?=[a-z]{{8,}}\Z)(?:(?:{_DEAR})[a-z]{{3,}}|[a-z]{{3,}}(?:{_DEAR}))")
