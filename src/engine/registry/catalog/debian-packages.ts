/** Packages of Debian 12 (bookworm, slim), one a line: name, version, architecture, priority, section, whether essential. */
export const PACKAGES = `adduser 3.134 all important admin
apt 2.6.1 amd64 required admin
base-files 12.4+deb12u11 amd64 required admin essential
base-passwd 3.6.1 amd64 required admin essential
bash 5.2.15-2+b8 amd64 required shells essential
bsdutils 1:2.38.1-5+deb12u3 amd64 required utils essential
coreutils 9.1-1 amd64 required utils essential
dash 0.5.12-2 amd64 required shells essential
debconf 1.5.82 all required admin
debian-archive-keyring 2023.3+deb12u2 all important misc
debianutils 5.7-0.5~deb12u1 amd64 required utils essential
diffutils 1:3.8-4 amd64 required utils essential
dpkg 1.21.22 amd64 required admin essential
e2fsprogs 1.47.0-2 amd64 required admin
findutils 4.9.0-4 amd64 required utils essential
gcc-12-base 12.2.0-14+deb12u1 amd64 optional libs
gpgv 2.2.40-1.1+deb12u2 amd64 important utils
grep 3.8-5 amd64 required utils essential
gzip 1.12-1 amd64 required utils essential
hostname 3.23+nmu1 amd64 required admin essential
init-system-helpers 1.65.2 all required admin essential
libacl1 2.3.1-3 amd64 optional libs
libapt-pkg6.0 2.6.1 amd64 optional libs
libattr1 1:2.5.1-4 amd64 optional libs
libaudit-common 1:3.0.9-1 all optional libs
libaudit1 1:3.0.9-1 amd64 optional libs
libblkid1 2.38.1-5+deb12u3 amd64 optional libs
libbz2-1.0 1.0.8-5+b1 amd64 optional libs
libc-bin 2.36-9+deb12u14 amd64 required libs essential
libc6 2.36-9+deb12u14 amd64 optional libs
libcap-ng0 0.8.3-1+b3 amd64 optional libs
libcap2 1:2.66-4+deb12u2+b2 amd64 optional libs
libcom-err2 1.47.0-2 amd64 optional libs
libcrypt1 1:4.4.33-2 amd64 optional libs
libdb5.3 5.3.28+dfsg2-1 amd64 optional libs
libdebconfclient0 0.270 amd64 optional libs
libext2fs2 1.47.0-2 amd64 optional libs
libffi8 3.4.4-1 amd64 optional libs
libgcc-s1 12.2.0-14+deb12u1 amd64 optional libs
libgcrypt20 1.10.1-3 amd64 optional libs
libgmp10 2:6.2.1+dfsg1-1.1 amd64 optional libs
libgnutls30 3.7.9-2+deb12u6 amd64 optional libs
libgpg-error0 1.46-1 amd64 optional libs
libhogweed6 3.8.1-2 amd64 optional libs
libidn2-0 2.3.3-1+b1 amd64 optional libs
liblz4-1 1.9.4-1 amd64 optional libs
liblzma5 5.4.1-1 amd64 optional libs
libmd0 1.0.4-2 amd64 optional libs
libmount1 2.38.1-5+deb12u3 amd64 optional libs
libnettle8 3.8.1-2 amd64 optional libs
libp11-kit0 0.24.1-2 amd64 optional libs
libpam-modules 1.5.2-6+deb12u1 amd64 required admin
libpam-modules-bin 1.5.2-6+deb12u1 amd64 required admin
libpam-runtime 1.5.2-6+deb12u1 all required admin
libpam0g 1.5.2-6+deb12u1 amd64 optional libs
libpcre2-8-0 10.42-1 amd64 optional libs
libseccomp2 2.5.4-1+deb12u1 amd64 optional libs
libselinux1 3.4-1+b6 amd64 optional libs
libsemanage-common 3.4-1 all optional libs
libsemanage2 3.4-1+b5 amd64 optional libs
libsepol2 3.4-2.1 amd64 optional libs
libsmartcols1 2.38.1-5+deb12u3 amd64 optional libs
libss2 1.47.0-2 amd64 optional libs
libstdc++6 12.2.0-14+deb12u1 amd64 optional libs
libsystemd0 252.39-1~deb12u2 amd64 optional libs
libtasn1-6 4.19.0-2+deb12u1 amd64 optional libs
libtinfo6 6.4-4 amd64 optional libs
libudev1 252.39-1~deb12u2 amd64 optional libs
libunistring2 1.0-2 amd64 optional libs
libuuid1 2.38.1-5+deb12u3 amd64 optional libs
libxxhash0 0.8.1-1 amd64 optional libs
libzstd1 1.5.4+dfsg2-5 amd64 optional libs
login 1:4.13+dfsg1-1+deb12u1 amd64 required admin essential
logsave 1.47.0-2 amd64 optional admin
mawk 1.3.4.20200120-3.1 amd64 required interpreters
mount 2.38.1-5+deb12u3 amd64 required admin
ncurses-base 6.4-4 all required misc essential
ncurses-bin 6.4-4 amd64 required utils essential
passwd 1:4.13+dfsg1-1+deb12u1 amd64 required admin
perl-base 5.36.0-7+deb12u4 amd64 required perl essential
sed 4.9-1 amd64 required utils essential
sysvinit-utils 3.06-4 amd64 required admin essential
tar 1.34+dfsg-1.2+deb12u1 amd64 required utils essential
tzdata 2025b-0+deb12u2 all required localization
usr-is-merged 37~deb12u1 all optional oldlibs
util-linux 2.38.1-5+deb12u3 amd64 required utils essential
util-linux-extra 2.38.1-5+deb12u3 amd64 standard utils
zlib1g 1:1.2.13.dfsg-1 amd64 optional libs`
