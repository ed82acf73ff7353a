#!/usr/bin/env python3
"""Records what the real kernel answers to file calls, each in a fresh tree: errno names, "ok", or mode and owner afterwards.

Needs root. Run: python3 test/kernel/record.py > test/kernel/fixtures/errno.json
"""
import ctypes, errno, json, os, shutil, stat, subprocess, sys, tempfile

LONG = "n" * 256
PATHS = ["f", "f/", "d", "d/", "e", "e/", "l", "l/", "ld", "ld/", "dang", "dang/", "loop", "nope", "nope/",
         "f/x", "nope/x", "d/f", ".", "..", "d/.", "d/..", "/", "", "ld/f", "dang/x", "loop/x", LONG]
FLAGS = {"r": os.O_RDONLY, "w": os.O_WRONLY, "wc": os.O_WRONLY | os.O_CREAT, "rc": os.O_RDONLY | os.O_CREAT,
         "wcx": os.O_WRONLY | os.O_CREAT | os.O_EXCL, "wt": os.O_WRONLY | os.O_TRUNC,
         "rd": os.O_RDONLY | os.O_DIRECTORY, "rn": os.O_RDONLY | os.O_NOFOLLOW, "wca": os.O_WRONLY | os.O_CREAT | os.O_APPEND}
PAIRS = [("f", "g"), ("f", "d"), ("d", "f"), ("f", "l"), ("l", "g"), ("d", "g"), ("d", "e"), ("e", "d"), ("d", "d/x"),
         ("d", "d"), ("f", "f"), ("f", "g/"), ("d", "g/"), ("f", "nope/g"), ("nope", "g"), ("f", "f/x"), ("d", "e/"),
         ("ld", "g"), ("ld/", "g"), ("dang", "g"), ("f", "dang"), ("f", "."), ("d/.", "g"), ("d/..", "g"), (".", "g"),
         ("f", ".."), ("f", "/"), ("f/", "g"), ("f", LONG), ("loop", "g"), ("f", "loop/x"), ("f", ""), ("", "g"), ("f", "h"), ("h", "f"), ("e", "f"), ("f", "e")]
LONG_PATH = "d/" * 2047 + "f"
MOUNT_PATHS = ["m", "m/", "m/f", "m/x", "m/d", "m/l", "ro", "ro/f", "ro/x", "ro/d", "ro/l", "bf", "bf/", "m/..", "ro/.."]
MOUNT_PAIRS = [("m", "g"), ("f", "m"), ("f", "m/g"), ("m/f", "g"), ("m/f", "m/g"), ("ro/f", "g"), ("f", "ro/g"), ("ro/f", "ro/g"),
               ("bf", "g"), ("f", "bf"), ("m", "ro"), ("m/f", "ro/f"), ("d", "m/d"), ("d", "m"), ("ro", "ro/x"), ("m/f", "bf")]
ID_PATHS = ["suid", "sgid", "sgidx", "both", "sgdir", "mysuid", "mysgid", "mydir", "otherdir"]
LINKS = ["f", "mine/f", "open/f", "secret", "rofile", "mysuid", "suid", "fifo", "l", "mine/l", "wonly", "pub", "pubsuid"]
USER_PATHS = ["f", "d", "d/x", "priv", "priv/f", "priv/x", "open/x", "open/f", "sticky/rootfile", "sticky/mine", "sticky/x",
              "rofile", "secret", "mine/f", "mine/x", "wonly"]

def tree(at):
    os.chmod(at, 0o755)
    os.chdir(at)
    os.umask(0o022)
    open("f", "w").write("abc")
    os.link("f", "h")
    for d in ["d", "e", "priv", "open", "sticky", "mine"]:
        os.mkdir(d)
    for name in ["d/f", "priv/f", "open/f", "sticky/rootfile", "sticky/mine", "rofile", "secret", "mine/f", "wonly"]:
        open(name, "w").write("x")
    for name, target in [("l", "f"), ("ld", "d"), ("dang", "gone"), ("loop", "loop")]:
        os.symlink(target, name)
    os.chmod("priv", 0o700); os.chmod("open", 0o777); os.chmod("sticky", 0o1777)
    os.chmod("rofile", 0o444); os.chmod("secret", 0o600); os.chmod("wonly", 0o222)
    for name in ["sticky/mine", "mine", "mine/f"]:
        os.chown(name, 1000, 1000)
    for name, mode, owner in [("suid", 0o4755, 0), ("sgid", 0o2744, 0), ("sgidx", 0o2755, 0), ("both", 0o6777, 0), ("pub", 0o666, 0),
                              ("pubsuid", 0o4777, 0), ("mysuid", 0o4755, 1000), ("mysgid", 0o2775, 1000)]:
        open(name, "w").write("x")
        os.chown(name, owner, 1000 if name == "mysgid" else owner)
        os.chmod(name, mode)
    for name, mode, uid, gid in [("sgdir", 0o2777, 0, 33), ("mydir", 0o2755, 1000, 33), ("otherdir", 0o2775, 33, 1000)]:
        os.mkdir(name)
        os.chown(name, uid, gid)
        os.chmod(name, mode)
    os.mkfifo("fifo", 0o666)
    os.chmod("fifo", 0o666)
    os.symlink("f", "mine/l")

def mounts(at):
    """What cases named m-… find besides: a tmpfs, one that is read-only, a file that is bound over another."""
    os.mkdir("m"); os.mkdir("ro"); open("bf", "w").write("under")
    run = lambda *argv: subprocess.run(["mount", *argv], check=True)
    for name in ["m", "ro"]:
        run("-t", "tmpfs", "t", f"{at}/{name}")
        open(f"{name}/f", "w").write("x"); os.mkdir(f"{name}/d"); os.symlink("f", f"{name}/l")
    run("-o", "remount,ro", f"{at}/ro")
    run("--bind", f"{at}/f", f"{at}/bf")

OPS = {
    "open": lambda flags, path: os.close(os.open(path, FLAGS[flags], 0o644)),
    "mkdir": os.mkdir, "rmdir": os.rmdir, "unlink": os.unlink, "stat": os.stat, "lstat": os.lstat,
    "readlink": os.readlink, "readdir": os.listdir, "chdir": os.chdir, "rename": os.rename,
    "link": lambda a, b: os.link(a, b, follow_symlinks=False), "symlink": os.symlink,
    "truncate": lambda path: os.truncate(path, 1), "mkfifo": os.mkfifo,
    "chmod": lambda path: os.chmod(path, 0o600), "chown": lambda uid, gid, path: os.chown(path, int(uid), int(gid)),
    "utimes": lambda path: os.utime(path, (1, 1)),
    "chmod-to": lambda mode, path: os.chmod(path, int(mode, 8)),
    "mkdir-mode": lambda path: (os.mkdir(path, 0o777), show(path)),
    "create-mode": lambda path: (os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o6777)), show(path)),
    "chmod-mode": lambda mode, path: (os.chmod(path, int(mode, 8)), show(path)),
    "chown-mode": lambda uid, gid, path: (os.chown(path, int(uid), int(gid)), show(path)),
    "write-mode": lambda path: (append(path), show(path)),
    "truncate-mode": lambda path: (os.truncate(path, 0), show(path)),
    "mknod": lambda path: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3)),
}

class Shown(Exception):
    """What a case answers with instead of "ok"."""

def show(path):
    status = os.lstat(path)
    raise Shown(f"{stat.S_IMODE(status.st_mode):o} {status.st_uid}:{status.st_gid}")

def append(path):
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(file, b"x")

def cases():
    for path in PATHS:
        for op in ["mkdir", "rmdir", "unlink", "stat", "lstat", "readlink", "readdir", "chdir", "truncate", "mkfifo", "chmod"]:
            yield 0, op, [path]
        for flags in FLAGS:
            yield 0, "open", [flags, path]
        yield 0, "symlink", ["target", path]
    yield 0, "symlink", ["", "g"]
    for a, b in PAIRS:
        yield 0, "rename", [a, b]
        yield 0, "link", [a, b]
    for path in USER_PATHS:
        for op in ["mkdir", "rmdir", "unlink", "stat", "readdir", "chdir", "truncate", "chmod", "utimes", "mkfifo", "mknod"]:
            yield 1000, op, [path]
        for flags in FLAGS:
            yield 1000, "open", [flags, path]
        for owner in [["1000", "-1"], ["-1", "1000"], ["-1", "0"], ["0", "0"], ["-1", "-1"]]:
            yield 1000, "chown", [*owner, path]
        yield 1000, "rename", [path, "open/new"]
        yield 1000, "rename", ["mine/f", path]
    for uid in [0, 1000]:
        for path in ID_PATHS:
            for mode in ["0755", "2755", "4755", "6755", "1777"]:
                yield uid, "chmod-mode", [mode, path]
            for owner in [["1000", "-1"], ["-1", "1000"], ["-1", "33"], ["-1", "-1"], ["33", "33"]]:
                yield uid, "chown-mode", [*owner, path]
            for op in ["write-mode", "truncate-mode"]:
                yield uid, op, [path]
        for path in ["sgdir/x", "mydir/x", "otherdir/x", "sticky/x", "open/x"]:
            yield uid, "mkdir-mode", [path]
            yield uid, "create-mode", [path]
        for path in LINKS:
            yield uid, "link", [path, "open/new"]
            yield uid, "open", ["wcx", path]
    for path in [LONG_PATH, "d/" * 2048 + "f", "d/" + LONG]:
        for op in ["stat", "mkdir", "unlink", "readlink"]:
            yield 0, op, [path]
        yield 0, "open", ["wc", path]
    for path in MOUNT_PATHS:
        for op in ["mkdir", "rmdir", "unlink", "stat", "readlink", "truncate", "mkfifo", "chmod", "utimes"]:
            yield 0, "m-" + op, [path]
        for flags in FLAGS:
            yield 0, "m-open", [flags, path]
        yield 0, "m-symlink", ["target", path]
        yield 1000, "m-open", ["w", path]
        yield 1000, "m-mkdir", [path]
    for a, b in MOUNT_PAIRS:
        yield 0, "m-rename", [a, b]
        yield 0, "m-link", [a, b]

def attempt(uid, op, args):
    at = tempfile.mkdtemp()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if op.startswith("m-"):
                ctypes.CDLL(None).unshare(0x20000)
                tree(at)
                mounts(at)
            else:
                tree(at)
            if uid:
                os.setgroups([uid]); os.setgid(uid); os.setuid(uid)
            try:
                OPS[op.removeprefix("m-")](*args)
                answer = "ok"
            except Shown as shown:
                answer = str(shown)
            except OSError as error:
                answer = errno.errorcode[error.errno]
            os.write(write, answer.encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(write)
    answer = os.read(read, 100).decode()
    os.close(read)
    shutil.rmtree(at)
    return answer

rows = [[uid, op, args, attempt(uid, op, args)] for uid, op, args in cases()]
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
