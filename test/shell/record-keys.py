#!/usr/bin/env python3
"""Records what the real bash makes of keys: python3 test/shell/record-keys.py [JOBS]

Each sequence of fixtures/key-cases.json goes to a fresh bash in a pseudo-terminal; a key bound with `bind -x` then
writes the line and the cursor down (in characters). The result is fixtures/keys.json.
"""
import concurrent.futures, json, os, pty, re, select, shutil, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, "fixtures")
NAMED = {
    "CR": "\r", "Esc": "\x1b", "BS": "\x7f", "Tab": "\t", "Del": "\x1b[3~", "Ins": "\x1b[2~", "Home": "\x1b[H",
    "End": "\x1b[F", "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "C-Left": "\x1b[1;5D",
    "C-Right": "\x1b[1;5C", "PgUp": "\x1b[5~", "PgDn": "\x1b[6~", "F5": "\x1b[15~", "F6": "\x1b[17~", "Space": " ",
}


def key(name):
    if name in NAMED:
        return NAMED[name]
    if name.startswith("Paste:"):
        return f"\x1b[200~{name[6:]}\x1b[201~"
    if name.startswith("M-"):
        return "\x1b" + key(name[2:])
    if name.startswith("C-"):
        return chr(ord(name[2].upper()) & 31)
    return name


def bytes_of(keys):
    return re.sub(r"<(Paste:[^>]*|[A-Z][^<>]*|M-[<>]|C-[<>])>", lambda m: key(m.group(1)), keys)


# What is one press of a key: typed ahead, keys do not mean quite the same (Readline reads ahead to insert at once).
UNIT = r"\x1b\[200~.*?\x1b\[201~|\x1b?\x1b[\[O][0-9;]*[A-Za-z~]|\x1b[^\x1b]|."
VI_UNIT = r"\x1b[\[O][A-Z]|."
DUMP = "\x18\x1d"
# Debian 12's /etc/inputrc, as far as it binds keys.
SYSTEM = open(os.path.join(FIXTURES, "inputrc")).read()
FILES = ["alpha.txt", "alpine.md", "beta dir/inner", "docs/readme.md", "docs/manual.md", ".hidden", "中文.txt", "unique", "it's"]
PROGRAMS = ["strata-one", "strata-two", "xyzzy"]


def read_until(fd, done, seconds):
    seen, end = b"", time.time() + seconds
    while time.time() < end and not done(seen):
        ready, _, _ = select.select([fd], [], [], 0.02)
        if ready:
            try:
                part = os.read(fd, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
    return seen


def record(group, spec, keys):
    home = tempfile.mkdtemp(prefix="keys-")
    try:
        out = os.path.join(home, ".out")
        for name in FILES:
            os.makedirs(os.path.dirname(os.path.join(home, name)), exist_ok=True)
            open(os.path.join(home, name), "w").close()
        os.mkdir(os.path.join(home, ".bin"))
        for name in PROGRAMS:
            path = os.path.join(home, ".bin", name)
            open(path, "w").write("#!/bin/sh\n")
            os.chmod(path, 0o755)
        with open(os.path.join(home, ".zhist"), "w") as f:
            f.writelines(line + "\n" for line in spec["history"])
        vi = group == "vi"
        with open(os.path.join(home, ".zirc"), "w") as f:
            f.write(SYSTEM + "set keyseq-timeout 150\n" + spec.get("inputrc", ""))
        binds = "\n".join(
            f"bind -m {each} -x '\"\\C-x\\C-]\": dump'" for each in (["vi-insert", "vi-command"] if vi else ["emacs"])
        )
        with open(os.path.join(home, ".rc"), "w") as f:
            f.write(
                f"PS1='$ '\nset -o {'vi' if vi else 'emacs'}\nSTRATA_HOME=1 STRATA_DIR=docs\n"
                f"dump() {{ printf '%s\\0%s\\0' \"$READLINE_LINE\" \"$READLINE_POINT\" >{out}; }}\n"
                f"{binds}\nHISTFILE={home}/.zhist\nstty -ixon 2>/dev/null\n"
            )
        env = {"PATH": f"{home}/.bin", "HOME": home, "TERM": "xterm", "LC_ALL": "C.UTF-8", "INPUTRC": f"{home}/.zirc"}
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(home)
            os.execve("/bin/bash", ["bash", "--rcfile", f"{home}/.rc", "-i"], env)
        try:
            import termios
            modes = termios.tcgetattr(fd)
            modes[0] &= ~termios.IXON
            termios.tcsetattr(fd, termios.TCSANOW, modes)
            read_until(fd, lambda seen: seen.endswith(b"$ "), 20)
            for part in re.findall(VI_UNIT if vi else UNIT, bytes_of(keys), re.S):
                os.write(fd, part.encode())
                read_until(fd, lambda seen: False, 0.4 if part == "\r" else 0.25 if part in "\x1b\x03" else 0.03)
            read_until(fd, lambda seen: False, 0.2)
            os.write(fd, DUMP.encode())
            read_until(fd, lambda seen: os.path.exists(out) and open(out, "rb").read().count(b"\0") == 2, 5)
            if not os.path.exists(out):
                return {"keys": keys, "bytes": bytes_of(keys), "line": None, "point": None}
            line, point, _ = open(out, "rb").read().decode(errors="replace").split("\0")
            return {"keys": keys, "bytes": bytes_of(keys), "line": line.replace(home, "/work"), "point": int(point) - (len(home) - 5 if home in line else 0)}
        finally:
            os.kill(pid, 9)
            os.close(fd)
            os.waitpid(pid, 0)
    finally:
        shutil.rmtree(home)


def patient(group, spec, keys):
    for _ in range(3):
        found = record(group, spec, keys)
        if found["line"] is not None:
            break
    return found


def main():
    cases = json.load(open(os.path.join(FIXTURES, "key-cases.json")))
    with concurrent.futures.ThreadPoolExecutor(int(sys.argv[1]) if len(sys.argv) > 1 else 6) as pool:
        groups = {
            group: {**{k: spec[k] for k in spec if k != "keys"}, "cases": pool.map(lambda keys, g=group, s=spec: patient(g, s, keys), spec["keys"])}
            for group, spec in cases.items()
        }
        for spec in groups.values():
            spec["cases"] = list(spec["cases"])
    for group, spec in groups.items():
        print(group, len(spec["cases"]), "lost:", [each["keys"] for each in spec["cases"] if each["line"] is None][:12])
    with open(os.path.join(FIXTURES, "keys.json"), "w") as f:
        json.dump(groups, f, ensure_ascii=False, indent=1)
        f.write("\n")


main()
