#!/usr/bin/env python3
"""Records what the real kernel answers to file calls, each in a fresh tree: errno names, or "ok".

Needs root. Run: python3 test/kernel/record.py > test/kernel/fixtures/errno.json
"""
import errno, json, os, shutil, stat, sys, tempfile

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

OPS = {
    "open": lambda flags, path: os.close(os.open(path, FLAGS[flags], 0o644)),
    "mkdir": os.mkdir, "rmdir": os.rmdir, "unlink": os.unlink, "stat": os.stat, "lstat": os.lstat,
    "readlink": os.readlink, "readdir": os.listdir, "chdir": os.chdir, "rename": os.rename,
    "link": lambda a, b: os.link(a, b, follow_symlinks=False), "symlink": os.symlink,
    "truncate": lambda path: os.truncate(path, 1), "mkfifo": os.mkfifo,
    "chmod": lambda path: os.chmod(path, 0o600), "chown": lambda uid, gid, path: os.chown(path, int(uid), int(gid)),
    "utimes": lambda path: os.utime(path, (1, 1)),
    "mknod": lambda path: os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3)),
}

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

def attempt(uid, op, args):
    at = tempfile.mkdtemp()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            tree(at)
            if uid:
                os.setgroups([uid]); os.setgid(uid); os.setuid(uid)
            try:
                OPS[op](*args)
                answer = "ok"
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
