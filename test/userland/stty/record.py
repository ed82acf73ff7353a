#!/usr/bin/env python3
"""Records what stty says in a pseudo-terminal of 24 rows and 80 columns: python3 test/userland/stty/record.py

Writes recorded.json: scripts of dash, each on a new terminal, and all that it showed; and busybox.json: the same of
busybox 1.35 (Debian's busybox-static).
"""
import json, os, pty

SCRIPTS = """
stty
stty -a
stty -g
stty size; stty speed; stty speed size
stty foo
stty -foo
stty rows
stty erase ^H rows
stty rows x
stty cols 08
stty cols 0x50; stty size
stty cols 2b; stty size
stty cols -5
stty cols 5x
stty cols 99999999999
stty cols 65536; stty size
stty rows 5 columns 30; stty -a; stty size
stty rows 40; stty size; stty -a | head -1
stty -ixon; stty; stty -a | grep -o -- '-*ixon'; stty sane; stty -a | grep -o -- '-*ixon'
stty iutf8; stty; stty sane; stty
stty -echo; stty; stty echo
stty raw; stty; stty -a; stty sane; stty
stty -raw; stty
stty cooked; stty
stty -cooked; stty
stty cbreak; stty; stty -cbreak; stty
stty dec intr x; stty; stty dec; stty
stty lcase; stty -lcase; stty
stty litout; stty
stty nl; stty; stty -nl; stty
stty ek kill ^X; stty; stty ek; stty
stty crt; stty -crt
stty tab3 -tabs; stty; stty tabs; stty
stty -decctlq; stty; stty decctlq; stty
stty -evenp; stty
stty evenp; stty
stty oddp
stty cs7; stty
stty cs7 -echo; stty
stty parenb
stty -cread
stty -pass8; stty
stty pass8; stty
stty -litout; stty
stty hupcl cstopb clocal crtscts cmspar parodd; stty; stty -a
stty hup; stty -a | grep -o -- '-*hupcl'
stty erase ^H; stty; stty -g; stty erase 8; stty
stty erase ^-; stty; stty erase undef; stty
stty erase; stty intr ''; stty
stty intr ^c quit x susp ^? eol ^J; stty; stty -a
stty erase ab
stty erase M-a
stty erase 300
stty erase 0x
stty erase 200; stty; stty erase 255; stty erase 129; stty
stty swtch ^Y eol2 ^A start ^B stop ^E rprnt ^F werase ^G lnext ^K discard ^L; stty
stty flush ^L
stty min 300
stty min -1
stty time 5 -icanon; stty; stty min 0; stty
stty line x
stty line 0; stty
stty 9600; stty; stty speed; stty -g
stty 12345
stty 134.5; stty exta; stty; stty extb; stty
stty 115200; stty -g; stty
stty ispeed 9600; stty speed
stty ospeed 9600; stty speed
stty 0; stty speed
stty ispeed x; stty speed
stty -tostop noflsh flusho; stty
stty tostop xcase -iexten -isig -icanon; stty
stty -echoe -echok echonl -echoctl -echoke; stty; stty sane; stty
stty -crterase -ctlecho -crtkill; stty; stty crterase ctlecho crtkill; stty
stty tandem; stty; stty -tandem; stty
stty ignbrk inpck parmrk ignpar istrip inlcr igncr iuclc ixoff ixany; stty
stty imaxbel brkint; stty
stty olcuc ocrnl onocr onlret ofill ofdel; stty
stty ofill nl1 cr3 tab2 bs1 vt1 ff1; stty; stty -a; stty -g
stty cr1 tab1; stty cr2; stty
stty -cr1
stty -size
stty -sane
stty -rows 5
stty -a -g
stty -ag
stty -a echo
stty -g echo
stty --all | head -1; stty --sav
stty -F
stty -F /nope
stty -F /nope foo
stty -F /dev/null
stty -F /dev/null -a
stty --file=/dev/tty size; stty -F/dev/tty size; stty --file /dev/tty speed
stty -F /dev/tty -F /dev/tty
stty -F /dev/tty -echo; stty
stty -Z
stty --zz
stty drain -drain; stty
stty 1:2
saved=$(stty -g); stty raw -echo cols 40; stty "$saved"; stty; stty size
stty 500:5:bf:8a3b:3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0; stty
stty 500:5:bf:8a3b:3:1c:7f
stty < /dev/null
stty -a < /dev/null
stty size < /dev/null
stty -a | cat
stty cols 40; stty -a
stty cols 20; stty -a; stty
stty cols 1; stty
stty -icanon foo; stty
stty -opost; echo a; echo b; stty opost; echo c
stty ocrnl; printf 'a\\rb\\n'; stty -ocrnl
stty onocr; printf '\\ra\\rb\\n'; stty -onocr
stty tab3; printf 'a\\tb\\tabcdefgh\\tc\\n'
stty olcuc; echo hello 'wörld'; stty -olcuc; echo hello
stty -onlcr; printf 'a\\tb\\n\\tc\\n'; stty onlcr tab3; printf 'a\\tb\\n\\tc\\n'
""".strip().split("\n")

BUSYBOX = """
stty
stty -a
stty -g
stty size; stty speed; stty speed size
stty foo
stty -foo
stty -sane
stty rows
stty erase
stty rows x
stty cs7
stty erase ab
stty erase 300
stty min 300
stty min -1
stty -F /nope
stty -F /dev/null
stty -F
stty -F /dev/tty size
stty -a -g
stty -a echo
stty --all
stty -z
stty cols 40; stty -a
stty cols 30; stty
stty cols 08; stty size
stty cols 0x50
stty cols 2b; stty size
stty cols 99999999999
stty raw; stty; stty sane; stty
stty cooked; stty
stty flush ^L; stty
stty discard ^L
stty ispeed 9600; stty speed
stty 12345
stty 9600; stty
stty erase undef; stty
stty drain
stty iutf8; stty; stty sane; stty
stty < /dev/null
stty -a < /dev/null
stty evenp
stty 1:2
stty dec; stty crt; stty -crt
stty line 0
stty -ixon -echo; stty
""".strip().split("\n")


def record(script):
    pid, master = pty.fork()
    if pid == 0:
        os.execve("/bin/dash", ["dash", "-c", script], {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TERM": "xterm-256color"})
    shown = b""
    while True:
        try:
            shown += os.read(master, 65536)
        except OSError:
            break
    os.waitpid(pid, 0)
    os.close(master)
    return {"script": script, "shown": shown.decode("latin-1")}


def sized(script, prelude=""):
    return {"script": script, "shown": record(f"{prelude}stty rows 24 cols 80; {script}")["shown"]}


def write(name, records):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), name), "w") as f:
        json.dump(records, f, ensure_ascii=False, indent=1)
        f.write("\n")


if __name__ == "__main__":
    write("recorded.json", [sized(each) for each in SCRIPTS])
    write("busybox.json", [sized(each, 'stty() { busybox stty "$@"; }; ') for each in BUSYBOX])
