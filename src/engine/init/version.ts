/** Version of systemd, as Debian 12 packs it. */
export const VERSION = '252.39-1~deb12u2'
