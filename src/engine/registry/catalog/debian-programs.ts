/**
 * What Debian 12 (bookworm, slim) holds, as compact lists: `name:bytes` a file, `name>target` a symbolic link,
 * `name=other` one more name of the file `other`.
 */

/** /usr/bin */
export const BIN = `[:68496 addpart:31040 apt:18752 apt-cache:88456 apt-cdrom:22920 apt-config:26944 apt-get:51592 apt-key:27972
apt-mark:59784 arch:43888 b2sum:60400 base32:48016 base64:48016 basename:43856 basenc:56208 bash:1265648
bashbug:6865 captoinfo>tic cat:44016 chage:80376 chattr:14584 chcon:68720 chfn:62672 chgrp:68656 chmod:64496
choom:55616 chown:72752 chrt:67904 chsh:52880 cksum:142384 clear:14584 clear_console:14488 cmp:52176
comm:48048 cp:151152 csplit:122032 cut:48112 dash:125640 date:121904 dd:89240 deb-systemd-helper:24358
deb-systemd-invoke:6241 debconf:2859 debconf-apt-progress:11541 debconf-communicate:608 debconf-copydb:1719
debconf-escape:647 debconf-set-selections:2995 debconf-show:1827 delpart:31040 df:102200 diff:155216
diff3:68752 dir:151344 dircolors:52144 dirname:39760 dmesg:88656 dnsdomainname>hostname domainname>hostname
dpkg:318096 dpkg-deb:170512 dpkg-divert:158264 dpkg-maintscript-helper:21206 dpkg-query:162384
dpkg-realpath:4186 dpkg-split:129520 dpkg-statoverride:63824 dpkg-trigger:88560 du:175440 echo:43856
egrep:41 env:48536 expand:43952 expiry:31184 expr:117808 factor:85200 faillog:23072 fallocate:35136
false:35664 fgrep:41 fincore:35184 find:224848 findmnt:85600 flock:35216 fmt:48016 fold:43920 getconf:27136
getent:36320 getopt:35136 gpasswd:88496 gpgv:474112 grep:203152 groups:43920 gunzip:2346 gzexe:6447
gzip:98136 hardlink:51600 head:48080 hostid:39760 hostname:22680 i386>setarch iconv:64648 id:48144
infocmp:63808 infotocap>tic install:159544 ionice:35136 ipcmk:35200 ipcrm:35136 ipcs:76096 ischroot:14664
join:56304 last:51520 lastb>last lastlog:32512 ld.so>/lib64/ld-linux-x86-64.so.2 ldd:5407 link:39760
linux32>setarch linux64>setarch ln:72824 locale:47272 localedef:298912 logger:56216 login:53024
logname:39760 ls:151344 lsattr:14584 lsblk:207168 lscpu:129344 lsfd:123192 lsipc:100672 lsirq:35312
lslocks:72400 lslogins:96576 lsmem:67904 lsns:84288 mawk:158376 mcookie:35200 md5sum:52176
md5sum.textutils>md5sum mesg:18744 mkdir:97552 mkfifo:68784 mknod:72912 mktemp:43952 more:59712 mount:59704
mountpoint:18744 mv:142968 namei:35136 newgrp:48896 nice:43888 nisdomainname>hostname nl:113776 nohup:43920
nproc:43920 nsenter:35368 numfmt:68624 od:80912 partx:121152 passwd:68248 paste:43920 pathchk:43888
perl:3808560 perl5.36.0=perl pidof>/sbin/killall5 pinky:48176 pldd:23232 pr:81008 printenv:35664
printf:64432 prlimit:39760 ptx:138480 pwd:43952 rbash>bash readlink:52112 realpath:52144 rename.ul:22840
renice:14648 reset>tset resizepart:72000 rev:14648 rgrep:30 rm:72752 rmdir:56240 run-parts:27560
runcon:43984 savelog:10487 script:71992 scriptlive:55608 scriptreplay:47416 sdiff:56400 sed:126424 seq:60336
setarch:27216 setpriv:80192 setsid:14648 setterm:47424 sg>newgrp sh>dash sha1sum:56272 sha224sum:60368
sha256sum:60368 sha384sum:64464 sha512sum:64464 shred:64656 shuf:60400 sleep:43888 sort:118456 split:60984
stat:97488 stdbuf:60336 stty:85008 su:72000 sum:52184 sync:39824 tabs:18672 tac:113712 tail:76944 tar:531984
taskset:63808 tee:43984 tempfile:14520 test:60304 tic:92512 timeout:48632 toe:22768 touch:109616 tput:26896
tr:56208 true:35664 truncate:43920 tset:30968 tsort:56208 tty:35696 tzselect:15352 uclampset:63808
umount:35128 uname:43888 uncompress=gunzip unexpand:43952 uniq:48080 unlink:39760 unshare:84520
update-alternatives:59712 users:39824 utmpdump:31032 vdir:151344 wall:39224 wc:52280 wdctl:72024
whereis:31504 which.debianutils:946 who:60432 whoami:39792 x86_64>setarch xargs:72136 yes:39760
ypdomainname>hostname zcat:1984 zcmp:1678 zdiff:6460 zdump:23064 zegrep:29 zfgrep:29 zforce:2081 zgrep:8103
zless:2206 zmore:1842 znew:4577`

/** /usr/sbin */
export const SBIN = `add-shell:1053 addgroup>adduser adduser:48382 agetty:69112 badblocks:35072 blkdiscard:35136 blkid:125280
blkzone:80192 blockdev:80192 chcpu:47416 chgpasswd:67880 chmem:67904 chpasswd:63856 chroot:48112 cpgr>cppw
cppw:61880 ctrlaltdel:39224 debugfs:239440 delgroup>deluser deluser:16727 dpkg-fsys-usrunmess:17401
dpkg-preconfigure:3925 dpkg-reconfigure:4485 dumpe2fs:31040 e2freefrag:14648 e2fsck:356624 e2image:55760
e2label>tune2fs e2mmpstatus>dumpe2fs e2scrub:7294 e2scrub_all:5394 e2undo:22840 e4crypt:26936 e4defrag:30960
faillock:14584 filefrag:18696 findfs:14648 fsck:55664 fsck.cramfs:43384 fsck.ext2>e2fsck fsck.ext3>e2fsck
fsck.ext4>e2fsck fsck.minix:125272 fsfreeze:14648 fstab-decode:14576 fstrim:76096 getty>agetty
groupadd:101416 groupdel:88936 groupmems:67920 groupmod:101384 grpck:67888 grpconv:59536 grpunconv:59536
hwclock:88512 iconvconfig:31584 installkernel:2659 invoke-rc.d:16517 isosize:31040 killall5:26944
ldattach:35136 ldconfig:982880 logsave:14424 losetup:117168 mke2fs:141904 mkfs:14648 mkfs.bfs:35136
mkfs.cramfs:43256 mkfs.ext2>mke2fs mkfs.ext3>mke2fs mkfs.ext4>mke2fs mkfs.minix:112968
mkhomedir_helper:22800 mklost+found:14576 mkswap:117056 newusers:105392 nologin:14568 pam-auth-update:21288
pam_getenv:2890 pam_namespace_helper:467 pam_timestamp_check:14584 pivot_root:14648 pwck:59656 pwconv:55432
pwhistory_helper:18680 pwunconv:55472 readprofile:35168 remove-shell:1111 resize2fs:63800 rmt-tar:60432
rtcwake:47424 runuser:72000 service:9099 shadowconfig:2273 start-stop-daemon:44464 sulogin:55616
swaplabel:18744 swapoff:22840 swapon:51512 switch_root:18744 tarcat:936 tune2fs:117264 unix_chkpwd:39160
unix_update:39160 update-passwd:39416 update-rc.d:17742 update-shells:3984 useradd:159536 userdel:113608
usermod:147056 vigr>vipw vipw:74384 wipefs:47424 zic:60136 zramctl:117168`
