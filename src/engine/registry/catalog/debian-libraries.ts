/** Libraries and data of Debian 12 (bookworm, slim), in the form of debian-programs.ts. */

/** /usr/lib/x86_64-linux-gnu */
export const LIB = `ld-linux-x86-64.so.2:215000 libBrokenLocale.so.1:14640 libacl.so.1>libacl.so.1.1.2301
libacl.so.1.1.2301:38832 libanl.so.1:14480 libapt-pkg.so.6.0>libapt-pkg.so.6.0.0 libapt-pkg.so.6.0.0:2067760
libapt-private.so.0.0>libapt-private.so.0.0.0 libapt-private.so.0.0.0:497904
libattr.so.1>libattr.so.1.1.2501 libattr.so.1.1.2501:26544 libaudit.so.1>libaudit.so.1.0.0
libaudit.so.1.0.0:128952 libblkid.so.1>libblkid.so.1.1.0 libblkid.so.1.1.0:355328
libbz2.so.1>libbz2.so.1.0.4 libbz2.so.1.0>libbz2.so.1.0.4 libbz2.so.1.0.4:74688 libc.so.6:1926232
libc_malloc_debug.so.0:50200 libcap-ng.so.0>libcap-ng.so.0.0.0 libcap-ng.so.0.0.0:30704
libcap.so.2>libcap.so.2.66 libcap.so.2.66:47288 libcom_err.so.2>libcom_err.so.2.1 libcom_err.so.2.1:18344
libcrypt.so.1>libcrypt.so.1.1.0 libcrypt.so.1.1.0:206776 libdb-5.3.so:1843792
libdebconfclient.so.0>libdebconfclient.so.0.0.0 libdebconfclient.so.0.0.0:14376 libdl.so.2:14480
libdrop_ambient.so.0>libdrop_ambient.so.0.0.0 libdrop_ambient.so.0.0.0:14256 libe2p.so.2>libe2p.so.2.3
libe2p.so.2.3:45008 libext2fs.so.2>libext2fs.so.2.4 libext2fs.so.2.4:438608 libffi.so.8>libffi.so.8.1.2
libffi.so.8.1.2:43480 libgcc_s.so.1:125312 libgcrypt.so.20>libgcrypt.so.20.4.1 libgcrypt.so.20.4.1:1332480
libgmp.so.10>libgmp.so.10.4.1 libgmp.so.10.4.1:529216 libgnutls.so.30>libgnutls.so.30.34.3
libgnutls.so.30.34.3:2205432 libgpg-error.so.0>libgpg-error.so.0.33.1 libgpg-error.so.0.33.1:157768
libhogweed.so.6>libhogweed.so.6.6 libhogweed.so.6.6:292856 libidn2.so.0>libidn2.so.0.3.8
libidn2.so.0.3.8:198776 liblz4.so.1>liblz4.so.1.9.4 liblz4.so.1.9.4:149952 liblzma.so.5>liblzma.so.5.4.1
liblzma.so.5.4.1:190456 libm.so.6:911904 libmd.so.0>libmd.so.0.0.5 libmd.so.0.0.5:47312 libmemusage.so:18880
libmount.so.1>libmount.so.1.1.0 libmount.so.1.1.0:404096 libmvec.so.1:1019408
libnettle.so.8>libnettle.so.8.6 libnettle.so.8.6:317544 libnsl.so.1:93248 libnss_compat.so.2:39896
libnss_dns.so.2:14400 libnss_files.so.2:14400 libnss_hesiod.so.2:27136 libp11-kit.so.0>libp11-kit.so.0.3.0
libp11-kit.so.0.3.0:1261376 libpam.so.0>libpam.so.0.85.1 libpam.so.0.85.1:67584
libpam_misc.so.0>libpam_misc.so.0.82.1 libpam_misc.so.0.82.1:14432 libpamc.so.0>libpamc.so.0.82.1
libpamc.so.0.82.1:18504 libpcprofile.so:14592 libpcre2-8.so.0>libpcre2-8.so.0.11.2
libpcre2-8.so.0.11.2:629384 libpsx.so.2>libpsx.so.2.66 libpsx.so.2.66:22592 libpthread.so.0:14480
libresolv.so.2:60328 librt.so.1:14640 libseccomp.so.2>libseccomp.so.2.5.4 libseccomp.so.2.5.4:129312
libselinux.so.1:174312 libsemanage.so.2:270424 libsepol.so.2:764192 libsmartcols.so.1>libsmartcols.so.1.1.0
libsmartcols.so.1.1.0:239744 libss.so.2>libss.so.2.0 libss.so.2.0:34736 libstdc++.so.6>libstdc++.so.6.0.30
libstdc++.so.6.0.30:2190440 libsystemd.so.0>libsystemd.so.0.35.0 libsystemd.so.0.35.0:844736
libtasn1.so.6>libtasn1.so.6.6.3 libtasn1.so.6.6.3:83968 libthread_db.so.1:35752 libtic.so.6>libtic.so.6.4
libtic.so.6.4:71840 libtinfo.so.6>libtinfo.so.6.4 libtinfo.so.6.4:204088 libudev.so.1>libudev.so.1.7.5
libudev.so.1.7.5:182544 libunistring.so.2>libunistring.so.2.2.0 libunistring.so.2.2.0:1792040
libutil.so.1:14480 libuuid.so.1>libuuid.so.1.3.0 libuuid.so.1.3.0:34872 libxxhash.so.0>libxxhash.so.0.8.1
libxxhash.so.0.8.1:80008 libz.so.1>libz.so.1.2.13 libz.so.1.2.13:121280 libzstd.so.1>libzstd.so.1.5.4
libzstd.so.1.5.4:763816`

/** /usr/lib/x86_64-linux-gnu/gconv */
export const GCONV = `ANSI_X3.110.so:26872 ARMSCII-8.so:18680 ASMO_449.so:18680 BIG5.so:96504 BIG5HKSCS.so:239864 BRF.so:18680
CP10007.so:18680 CP1125.so:18680 CP1250.so:18680 CP1251.so:18680 CP1252.so:18680 CP1253.so:18680
CP1254.so:18680 CP1255.so:18680 CP1256.so:18680 CP1257.so:18680 CP1258.so:18688 CP737.so:18680
CP770.so:18680 CP771.so:18680 CP772.so:18680 CP773.so:18680 CP774.so:18680 CP775.so:18680 CP932.so:100600
CSN_369103.so:18680 CWI.so:18680 DEC-MCS.so:18680 EBCDIC-AT-DE-A.so:18680 EBCDIC-AT-DE.so:18680
EBCDIC-CA-FR.so:18680 EBCDIC-DK-NO-A.so:18680 EBCDIC-DK-NO.so:18680 EBCDIC-ES-A.so:18680
EBCDIC-ES-S.so:18680 EBCDIC-ES.so:18680 EBCDIC-FI-SE-A.so:18680 EBCDIC-FI-SE.so:18680 EBCDIC-FR.so:18680
EBCDIC-IS-FRISS.so:18680 EBCDIC-IT.so:18680 EBCDIC-PT.so:18680 EBCDIC-UK.so:18680 EBCDIC-US.so:18680
ECMA-CYRILLIC.so:18680 EUC-CN.so:22776 EUC-JISX0213.so:22776 EUC-JP-MS.so:92408 EUC-JP.so:18680
EUC-KR.so:18680 EUC-TW.so:26872 GB18030.so:182520 GBBIG5.so:59632 GBGBK.so:18680 GBK.so:121080
GEORGIAN-ACADEMY.so:18680 GEORGIAN-PS.so:18680 GOST_19768-74.so:18680 GREEK-CCITT.so:18680
GREEK7-OLD.so:18680 GREEK7.so:18680 HP-GREEK8.so:18680 HP-ROMAN8.so:18680 HP-ROMAN9.so:18680
HP-THAI8.so:18680 HP-TURKISH8.so:18680 IBM037.so:18680 IBM038.so:18680 IBM1004.so:18680 IBM1008.so:18680
IBM1008_420.so:14576 IBM1025.so:18680 IBM1026.so:18680 IBM1046.so:18680 IBM1047.so:18680 IBM1097.so:18680
IBM1112.so:18680 IBM1122.so:18680 IBM1123.so:18680 IBM1124.so:18680 IBM1129.so:18680 IBM1130.so:18680
IBM1132.so:18680 IBM1133.so:18680 IBM1137.so:18680 IBM1140.so:18680 IBM1141.so:18680 IBM1142.so:18680
IBM1143.so:18680 IBM1144.so:18680 IBM1145.so:18680 IBM1146.so:18680 IBM1147.so:18680 IBM1148.so:18680
IBM1149.so:18680 IBM1153.so:18680 IBM1154.so:18680 IBM1155.so:18680 IBM1156.so:18680 IBM1157.so:18680
IBM1158.so:18680 IBM1160.so:18680 IBM1161.so:18680 IBM1162.so:18680 IBM1163.so:18680 IBM1164.so:18680
IBM1166.so:18680 IBM1167.so:18680 IBM12712.so:18680 IBM1364.so:153840 IBM1371.so:133360 IBM1388.so:178416
IBM1390.so:235760 IBM1399.so:235760 IBM16804.so:18680 IBM256.so:18680 IBM273.so:18680 IBM274.so:18680
IBM275.so:18680 IBM277.so:18680 IBM278.so:18680 IBM280.so:18680 IBM281.so:18680 IBM284.so:18680
IBM285.so:18680 IBM290.so:18680 IBM297.so:18680 IBM420.so:18680 IBM423.so:18680 IBM424.so:18680
IBM437.so:18680 IBM4517.so:18680 IBM4899.so:18680 IBM4909.so:18680 IBM4971.so:18680 IBM500.so:18680
IBM5347.so:18680 IBM803.so:18680 IBM850.so:18680 IBM851.so:18680 IBM852.so:18680 IBM855.so:18680
IBM856.so:18680 IBM857.so:18680 IBM858.so:18680 IBM860.so:18680 IBM861.so:18680 IBM862.so:18680
IBM863.so:18680 IBM864.so:18680 IBM865.so:18680 IBM866.so:18680 IBM866NAV.so:18680 IBM868.so:18680
IBM869.so:18680 IBM870.so:18680 IBM871.so:18680 IBM874.so:18680 IBM875.so:18680 IBM880.so:18680
IBM891.so:18680 IBM901.so:18680 IBM902.so:18680 IBM903.so:18680 IBM9030.so:18680 IBM904.so:18680
IBM905.so:18680 IBM9066.so:18680 IBM918.so:18680 IBM921.so:18680 IBM922.so:18680 IBM930.so:100600
IBM932.so:76024 IBM933.so:121080 IBM935.so:88312 IBM937.so:116984 IBM939.so:100600 IBM943.so:76024
IBM9448.so:18680 IEC_P27-1.so:18680 INIS-8.so:18680 INIS-CYRILLIC.so:18680 INIS.so:18680 ISIRI-3342.so:18680
ISO-2022-CN-EXT.so:59648 ISO-2022-CN.so:43256 ISO-2022-JP-3.so:30968 ISO-2022-JP.so:55568
ISO-2022-KR.so:22776 ISO-IR-197.so:18680 ISO-IR-209.so:18680 ISO646.so:39184 ISO8859-1.so:14584
ISO8859-10.so:18680 ISO8859-11.so:18680 ISO8859-13.so:18680 ISO8859-14.so:18680 ISO8859-15.so:18680
ISO8859-16.so:18680 ISO8859-2.so:18680 ISO8859-3.so:18680 ISO8859-4.so:18680 ISO8859-5.so:18680
ISO8859-6.so:22776 ISO8859-7.so:18680 ISO8859-8.so:18680 ISO8859-9.so:18680 ISO8859-9E.so:18680
ISO_10367-BOX.so:18680 ISO_11548-1.so:14584 ISO_2033.so:18680 ISO_5427-EXT.so:18680 ISO_5427.so:18680
ISO_5428.so:18680 ISO_6937-2.so:26872 ISO_6937.so:26872 JOHAB.so:22776 KOI-8.so:18680 KOI8-R.so:18680
KOI8-RU.so:18680 KOI8-T.so:18680 KOI8-U.so:18680 LATIN-GREEK-1.so:18680 LATIN-GREEK.so:18680
MAC-CENTRALEUROPE.so:18680 MAC-IS.so:18680 MAC-SAMI.so:18680 MAC-UK.so:18680 MACINTOSH.so:18680 MIK.so:18680
NATS-DANO.so:18680 NATS-SEFI.so:18680 PT154.so:18680 RK1048.so:18680 SAMI-WS2.so:18680
SHIFT_JISX0213.so:22776 SJIS.so:100600 T.61.so:26872 TCVN5712-1.so:18688 TIS-620.so:18680 TSCII.so:22776
UHC.so:76024 UNICODE.so:18696 UTF-16.so:18696 UTF-32.so:18696 UTF-7.so:26904 VISCII.so:18680
gconv-modules:3916 gconv-modules.cache:27028 libCNS.so:473144 libGB.so:71736 libISOIR165.so:63544
libJIS.so:104504 libJISX0213.so:129080 libKSC.so:51256`

/** /usr/lib/x86_64-linux-gnu/security */
export const SECURITY = `pam_access.so:18432 pam_debug.so:14416 pam_deny.so:14040 pam_echo.so:14336 pam_env.so:18432
pam_exec.so:18512 pam_faildelay.so:14336 pam_faillock.so:22528 pam_filter.so:18432 pam_ftp.so:14336
pam_group.so:18512 pam_issue.so:14336 pam_keyinit.so:14336 pam_lastlog.so:18456 pam_limits.so:30800
pam_listfile.so:14336 pam_localuser.so:14336 pam_loginuid.so:14336 pam_mail.so:14336 pam_mkhomedir.so:14336
pam_motd.so:14336 pam_namespace.so:43120 pam_nologin.so:14336 pam_permit.so:14336 pam_pwhistory.so:22528
pam_rhosts.so:14336 pam_rootok.so:14336 pam_securetty.so:14336 pam_selinux.so:22528 pam_sepermit.so:18432
pam_setquota.so:14336 pam_shells.so:14336 pam_stress.so:18432 pam_succeed_if.so:18432 pam_time.so:18512
pam_timestamp.so:22616 pam_tty_audit.so:14336 pam_umask.so:14336 pam_unix.so:55376 pam_userdb.so:14336
pam_usertype.so:14336 pam_warn.so:14336 pam_wheel.so:14336 pam_xauth.so:22528`

/** /usr/lib/apt/methods */
export const APT_METHODS = `cdrom:72072 copy:59784 file:63880 ftp:145888 gpgv:113032 http:199056 https>http mirror:121224
mirror+copy>mirror mirror+file>mirror mirror+ftp>mirror mirror+http>mirror mirror+https>mirror rred:88456
rsh:72088 ssh>rsh store:63880`

/** /usr/lib/locale/C.utf8 */
export const LOCALE = `LC_ADDRESS:127 LC_COLLATE:1406 LC_CTYPE:353616 LC_IDENTIFICATION:258 LC_MEASUREMENT:23 LC_MONETARY:270
LC_NAME:62 LC_NUMERIC:50 LC_PAPER:34 LC_TELEPHONE:47 LC_TIME:3360`

/** /usr/share/common-licenses */
export const LICENSES = `Apache-2.0:11358 Artistic:6111 BSD:1499 CC0-1.0:7048 GFDL>GFDL-1.3 GFDL-1.2:20432 GFDL-1.3:22955 GPL>GPL-3
GPL-1:12632 GPL-2:18092 GPL-3:35149 LGPL>LGPL-3 LGPL-2:25381 LGPL-2.1:26530 LGPL-3:7652 MPL-1.1:25755
MPL-2.0:16726`

/** /usr/share/keyrings */
export const KEYRINGS = `debian-archive-bookworm-automatic.gpg:8700 debian-archive-bookworm-security-automatic.gpg:8709
debian-archive-bookworm-stable.gpg:280 debian-archive-bullseye-automatic.gpg:8700
debian-archive-bullseye-security-automatic.gpg:8709 debian-archive-bullseye-stable.gpg:2453
debian-archive-keyring.gpg:55918 debian-archive-removed-keys.gpg:72636
debian-archive-trixie-automatic.gpg:8698 debian-archive-trixie-security-automatic.gpg:8707
debian-archive-trixie-stable.gpg:962`

/** /usr/lib/x86_64-linux-gnu/perl-base */
export const PERL = `AutoLoader.pm:5487 Carp.pm:25398 Config.pm:3216 Config_git.pl:409 Config_heavy.pl:55786 Cwd.pm:17018
DynaLoader.pm:11266 Errno.pm:4913 Exporter.pm:2336 Fcntl.pm:2100 FileHandle.pm:2111 IO.pm:469 POSIX.pm:20383
SelectSaver.pm:344 Socket.pm:13828 Symbol.pm:2205 XSLoader.pm:4115 attributes.pm:3069 base.pm:8912
builtin.pm:210 bytes.pm:489 bytes_heavy.pl:758 constant.pm:5737 feature.pm:7560 fields.pm:5008
integer.pm:172 lib.pm:2284 locale.pm:3451 overload.pm:4494 overloading.pm:964 parent.pm:460 re.pm:9556
strict.pm:1606 utf8.pm:341 vars.pm:1148 warnings.pm:29669`

/** /usr/lib/x86_64-linux-gnu/perl-base/unicore/To */
export const PERL_TABLES = `Age.pl:23069 Bc.pl:9455 Bmg.pl:5840 Bpb.pl:2231 Bpt.pl:1773 Cf.pl:15837 Ea.pl:4086 EqUIdeo.pl:4640
GCB.pl:20985 Gc.pl:35820 Hst.pl:10015 Identif2.pl:34264 Identifi.pl:7002 InPC.pl:9474 InSC.pl:16790
Isc.pl:816 Jg.pl:3807 Jt.pl:5979 Lb.pl:33085 Lc.pl:8558 NFCQC.pl:1777 NFDQC.pl:2946 NFKCCF.pl:401955
NFKCQC.pl:3804 NFKDQC.pl:4809 Na1.pl:63581 NameAlia.pl:13892 Nt.pl:4704 Nv.pl:9458 PerlDeci.pl:1793
SB.pl:34948 Sc.pl:17741 Scx.pl:21522 Tc.pl:11960 Uc.pl:15662 Vo.pl:14511 WB.pl:20076 _PerlLB.pl:35307
_PerlSCX.pl:22412`

/** /usr/share/zoneinfo: two continents and the general ones */
export const ZONES = `Europe/Amsterdam:2910 Europe/Andorra:1742 Europe/Astrakhan:1165 Europe/Athens:2262 Europe/Belgrade:1920
Europe/Berlin:2298 Europe/Brussels:2933 Europe/Bucharest:2184 Europe/Budapest:2368 Europe/Chisinau:2390
Europe/Copenhagen:2137 Europe/Dublin:3492 Europe/Gibraltar:3068 Europe/Guernsey:3732 Europe/Helsinki:1900
Europe/Isle_of_Man:3648 Europe/Istanbul:1947 Europe/Jersey:3732 Europe/Kaliningrad:1493 Europe/Kirov:1185
Europe/Kyiv:2120 Europe/Lisbon:3527 Europe/Ljubljana:1920 Europe/London:3664 Europe/Luxembourg:2946
Europe/Madrid:2614 Europe/Malta:2620 Europe/Minsk:1321 Europe/Monaco:2944 Europe/Moscow:1535
Europe/Oslo:2228 Europe/Paris:2962 Europe/Prague:2301 Europe/Riga:2198 Europe/Rome:2641 Europe/Samara:1215
Europe/Sarajevo:1920 Europe/Saratov:1183 Europe/Simferopol:1469 Europe/Skopje:1920 Europe/Sofia:2077
Europe/Stockholm:1909 Europe/Tallinn:2148 Europe/Tirane:2084 Europe/Ulyanovsk:1267 Europe/Vaduz:1888
Europe/Vienna:2200 Europe/Vilnius:2162 Europe/Volgograd:1193 Europe/Warsaw:2654 Europe/Zagreb:1920
Europe/Zurich:1909 Asia/Aden:165 Asia/Almaty:997 Asia/Amman:1447 Asia/Anadyr:1188 Asia/Aqtau:983
Asia/Aqtobe:1011 Asia/Ashgabat:619 Asia/Atyrau:991 Asia/Baghdad:983 Asia/Bahrain:237 Asia/Baku:1227
Asia/Bangkok:199 Asia/Barnaul:1221 Asia/Beirut:2154 Asia/Bishkek:983 Asia/Brunei:203 Asia/Chita:1221
Asia/Colombo:372 Asia/Damascus:1887 Asia/Dhaka:337 Asia/Dili:271 Asia/Dubai:165 Asia/Dushanbe:591
Asia/Famagusta:2028 Asia/Gaza:3844 Asia/Hebron:3872 Asia/Ho_Chi_Minh:351 Asia/Hong_Kong:1233 Asia/Hovd:891
Asia/Irkutsk:1243 Asia/Jakarta:383 Asia/Jayapura:221 Asia/Jerusalem:2388 Asia/Kabul:208 Asia/Kamchatka:1166
Asia/Karachi:379 Asia/Kathmandu:212 Asia/Khandyga:1271 Asia/Kolkata:285 Asia/Krasnoyarsk:1207
Asia/Kuala_Lumpur:415 Asia/Kuching:483 Asia/Kuwait:165 Asia/Macau:1227 Asia/Magadan:1222 Asia/Makassar:254
Asia/Manila:422 Asia/Muscat:165 Asia/Nicosia:2002 Asia/Novokuznetsk:1165 Asia/Novosibirsk:1221
Asia/Omsk:1207 Asia/Oral:1005 Asia/Phnom_Penh:295 Asia/Pontianak:353 Asia/Pyongyang:237 Asia/Qatar:199
Asia/Qostanay:1039 Asia/Qyzylorda:1025 Asia/Riyadh:165 Asia/Sakhalin:1202 Asia/Samarkand:577 Asia/Seoul:617
Asia/Shanghai:561 Asia/Singapore:415 Asia/Srednekolymsk:1208 Asia/Taipei:761 Asia/Tashkent:591
Asia/Tbilisi:1035 Asia/Tehran:1262 Asia/Thimphu:203 Asia/Tokyo:309 Asia/Tomsk:1221 Asia/Ulaanbaatar:891
Asia/Urumqi:165 Asia/Ust-Nera:1252 Asia/Vientiane:323 Asia/Vladivostok:1208 Asia/Yakutsk:1207
Asia/Yangon:268 Asia/Yekaterinburg:1243 Asia/Yerevan:1151 CET:2094 CST6CDT:2310 EET:1908 EST:114
EST5EDT:2310 Factory:116 HST:115 MET:2094 MST:114 MST7MDT:2310 PST8PDT:2310 WET:1905 iso3166.tab:4791
leap-seconds.list:5065 leapseconds:3253 tzdata.zi:114350 zone.tab:18822 zone1970.tab:17597`
