"""Sentences as people write them, with and without a password; all invented."""

TALK = """
password salah
Password salah terus
lupa password saya
Saya lupa password saya
password belum bisa dipakai
sandi saya ditolak
reset password akun siswa
password default sudah diganti
password 8 karakter
kata sandi baru tidak diterima
Mohon reset password akun sitiaminah41@guru.sd.belajar.id
lupa password akun budi123@smp.belajar.id mohon bantuannya
password akun siti41@guru.sd.belajar.id tidak bisa dipakai
Reset password: budi123
Lupa password: sitiaminah41
Kendala password: tidak bisa login
saya sudah 3x reset password tetap gagal
password saya 3 kali ditolak
sandi saya 5x salah
password saya sudah 2 hari tidak bisa
password minimal 8 karakter huruf besar dan angka
Password harus terdiri dari 8 karakter
password siswa kelas 7 kosong semua di pd.data
password siswa kelas7 kosong
password guru2 di sekolah kami belum ada
password akun SMPN1 Contoh tidak muncul
password akun SDN 2 Contoh kosong
kolom password kosong di file csv
password kosong di pd.data
password di pd.data.kemdikbud.go.id tidak muncul
password belajar.id saya hilang
password PMM saya tidak bisa dipakai
password dapodik2024 tidak bisa diunduh
saya ganti password tetapi muncul error 403
password error 404
password saya error
kata sandi saya tidak cocok
kata sandi Anda telah diubah 3 bulan yang lalu
Your password was changed 44 hours ago
wrong password. try again
password incorrect
kata sandi saya "salah"
muncul tulisan kata sandi "tidak valid"
muncul pesan password "salah", padahal sudah benar
password saya "ditolak"
PASSWORD SAYA TIDAK BISA DIPAKAI
PASSWORD AKUN GURU SALAH TERUS MOHON BANTUANNYA
Password Saya Salah
Lupa Password Akun Belajar.id
Lupa password. NPSN 69900001
Lupa password, NPSN 69900001, SD Negeri Contoh 1
lupa password NIK 9901015508900001
lupa password 081200001234
password lupa, no hp 081200001234 sudah tidak aktif
sandi saya lupa. NPSN: 69900001
lupa kata sandi, nomor laporan #1234567
password dan username tidak sesuai
username dan password dari operator tidak bisa
user dan password dari operator sekolah tidak cocok
saya belum menerima password
belum terima password awal sampai sekarang
mohon dikirim password akun saya ke budi.contoh@example.com
password tidak masuk ke email saya
kode otp untuk reset password tidak masuk
password lama saya masih tersimpan di Chrome
password lama tidak bisa, password baru juga tidak bisa
passwordnya apa ya
passwordnya tidak bisa
paswordnya salah terus min
pasword akun sy gk bs
pw saya gak bisa
pw nya salah terus
pw lupa
sandi akun @admin kepsek hilang catatannya
sandi dari operator salah
sandi tidak cocok
Nama saya Sandi Contoh
Pak Sandi 081200001234
tolong hubungi Sandi, guru kelas 6
apakah password bisa diganti sendiri?
bagaimana cara mengganti password?
cara reset password akun siswa yang lupa
batas waktu ganti password 14 hari
ganti password tgl 12-08-2024 tetapi belum bisa
password saya terakhir diganti 12/08/2024
reset password tanggal: 12-08-2024
password diganti jam 10.30 WIB
password dan 2FA tidak berfungsi
password dan verifikasi 2 langkah
password akun kepala sekolah yang baru
password akun admin sekolah hilang karena operator lama pindah
Password akun Google saya dan YouTube tidak sama
sandi saya GoogleClassroom tidak terbaca
password saya untuk SIMPKB beda
password wifi sekolah tidak ada hubungannya
password Chromebook siswa tidak bisa
Password yang dikirim tidak bisa dipakai login
password yang saya terima salah!
password saya!!!
password saya ???
password saya 🙏🙏
password saya ********
passwordnya ******
password baru tidak boleh sama dengan password lama
password akun 25 siswa kosong
password untuk 120 siswa belum ada
password siswa1 sampai siswa20 kosong
password saya ke-3 kalinya direset
password saya 100% benar
sudah saya ketik password dengan benar
password dengan benar tetap ditolak
password: salah
password : tidak bisa
masalah password: lupa
sandi = lupa
akun dan password (terlampir)
password terlampir di file surat.pdf
password akun kelas X-IPA1 kosong
password operator: tidak ada
saya login pakai password yang diberikan operator tetapi gagal
kata sandi yang dimasukkan salah
sandi sudah diganti 3 bulan lalu
paswornya udah diganti 3 bulan lalu padahal akunya baru dibuat bulan lalu
tolong saya lupa password akun saya
maaf saya mau resset pasword kepsek tapi email dan no HP sudah tidak aktif
lupa password [kata sandi disembunyikan]
passing grade PPG 2024
pass foto 3x4 untuk SK
bypass verifikasi2 tidak bisa
password:
Jenis kendala: password, Jenjang: SD, NPSN: 69900001
Kategori password. Akun: siti41@guru.sd.belajar.id
password email: siti41@guru.sd.belajar.id
Lupa password ;-)
reset password a.n. Siti Contoh, NUPTK 1234567890123456
password saya berubah sendiri sejak 23/11/2026
saya tidak tahu password-nya
password tidak bisa di-reset
password Rp50.000 penipuan
ada yang menjual password Rp50.000
password akun saya di HP Samsung A12 tidak tersimpan
password saya di Windows10 tidak bisa
password saya jadi tidak_valid
password saya HILANG!!1!
password tidak bisa!!!11
password siswa123 sampai siswa150 kosong
saya sudah coba semua password tetap gagal
password akun guru-guru kami (24 orang) direset semua
password: lupa
Password : kosong
password: tidak bisa dibuka
password: rahasia negara tidak boleh hilang
sandi: ditolak terus
sandi: ditolak
Password = null
password: invalid
Kendala password: terkunci
kata sandi: terlampir.
pass: hubungi admin
pass: salah, mohon dibantu
Password: Mohon bantuannya
Password: belajar.id
password akun: guru
password: siswa
pw: gagal
passwordnya: berubah, padahal tidak saya ganti
passwordnya: sudah benar
sandi: diubahkan operator
username: tidak ada, password: tidak ada
Username: ada; password: ada
Kolom username, password: email
password: eror
password: untuk siapa
Lupa password: Melati
reset password: sekolahku
password: rahasia?
Sandi: terima kasih
Pak Sandi 69900001
Nama Sandi 199008171234567890
lupa password 69900001
lupa pw 12345678
reset password 69900001 dan 69900002
pw 081200001234
password 123456 orang
password 120 siswa
pass 2024
password guru2 kosong
password kelas7 salah
PW salah
pw guru
password NPSN 69900001
password: kesalahan
password: perubahan, tidak masuk
""".strip().splitlines()

# Each line: sentence | the password in it.
WRITTEN = """
password saya Guru1234|Guru1234
sandi: abc123|abc123
pw nya rahasia99|rahasia99
pass = merdeka45|merdeka45
kata sandinya adalah Xyz!9|Xyz!9
Password: Guru1234|Guru1234
password:Guru1234|Guru1234
PASSWORD SAYA GURU1234|GURU1234
password saya adalah Merdeka#45|Merdeka#45
passwordnya Belajar2024!|Belajar2024
password akun saya Siti1985|Siti1985
kata sandi saya: Sekolahku_1|Sekolahku_1
pasword sy abcd1234 tp ditolak|abcd1234
paswod nya guruhebat7|guruhebat7
sandi saya rahasia@guru|rahasia@guru
password saya guruHebat|guruHebat
password saya "merdeka"|merdeka
kata sandi "Guru1234" tidak bisa dipakai|Guru1234
password Guru1234 tidak bisa|Guru1234
login pakai password Merdeka45 gagal terus|Merdeka45
saya masuk dengan sandi Pancasila17 tetapi ditolak|Pancasila17
password: 12345678|12345678
password saya 12345678|12345678
pw: 1234|1234
password saya 199008171 ditolak|199008171
ganti password jadi Guru1234|Guru1234
tolong reset password menjadi Guru1234 saja|Guru1234
Username: siti41 Password: Rahasia77|Rahasia77
Username: siti41\\nPassword:\\nRahasia77|Rahasia77
email siti41@guru.sd.belajar.id password Rahasia77|Rahasia77
password siti41@guru.sd.belajar.id adalah Rahasia77|Rahasia77
akun siti41@guru.sd.belajar.id, pw Rahasia77|Rahasia77
Guru1234 adalah password saya|Guru1234
Merdeka45 itu sandi saya|Merdeka45
password awal dari operator Belajar01|Belajar01
password lama saya Guru#lama1|Guru#lama1
passwordku kucing123|kucing123
sandinya: P@ssw0rd|P@ssw0rd
password akun guru saya yaitu Bu_Guru88|Bu_Guru88
pwd=Admin2023|Admin2023
password -> Rahasia77|Rahasia77
password default: belajar123|belajar123
kata sandi baru saya (Rahasia77)|Rahasia77
user/password: Rahasia77|Rahasia77
pass saya melati88 mohon dicek|melati88
Sandi lama Mawar123 ditolak|Mawar123
password sebelumnya Jambu321|Jambu321
kata kuncinya Elang77|Elang77
pwd akun tersebut Xy7kLm2q|Xy7kLm2q
Password : rahasia|rahasia
sandi: Bismillah|Bismillah
pass: qwerty|qwerty
passwordnya: qwerty|qwerty
Password saya : rahasia, tetapi gagal|rahasia
pw=merdeka; sudah saya coba|merdeka
kata sandi : melati.|melati
password: pancasila untuk akun siti|pancasila
password: kenanga akun guru|kenanga
password: kenanga email siti|kenanga
Username: siti\\nPassword: kenanga\\nMohon dibantu|kenanga
Password akun: Cenderawasih|Cenderawasih
PW 12345678|12345678
pw 123456 tidak bisa|123456
password 87654321, mohon dicek|87654321
pwnya 246810|246810
pw rahasia9|rahasia9
password melati8 ditolak|melati8
""".strip().splitlines()
