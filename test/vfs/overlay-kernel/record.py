#!/usr/bin/env python3
"""Does scenarios on the kernel's overlayfs: a JSON object a line on stdin, what the kernel answered a line on stdout.

A scenario is {"layers": [[entry…]…], "upper": [entry…], "ops": [op…]}, layers base first; see scenario.ts for entries and
operations. The answer is {"before", "results", "after", "upper", "work"}: the merged tree before and after, what each
operation gave (a value, null, or the name of an errno), the upperdir and what lies in the workdir. Mounted as Docker
does: index, redirect_dir, metacopy and xino off. Needs root. The directories are made below $TMPDIR.
"""
import ctypes, errno, json, os, shutil, stat, sys, tempfile

libc = ctypes.CDLL(None, use_errno=True)
OLD = 1_000_000_000
MERGED, LAYERS, UPPER, WORK = "m", "l%d", "u", "w"


def call(function, *args):
    if function(*args) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def mount(source, target, kind, flags, options):
    call(libc.mount, *[s.encode() if isinstance(s, str) else s for s in (source, target, kind)], flags, options and options.encode())


def build(top, entries):
    """Makes what a layer holds. A directory's time is set last, when nothing more is put into it."""
    os.mkdir(top, 0o755)
    for entry in entries:
        path = os.path.join(top, entry["p"]) if entry["p"] else top
        kind, mode = entry["t"], entry.get("m", 0o644)
        if kind == "d":
            if entry["p"]:
                os.mkdir(path)
        elif kind == "f":
            with open(path, "w") as file:
                file.write(entry.get("c", ""))
        elif kind == "l":
            os.symlink(entry["to"], path)
        elif kind == "h":
            os.link(os.path.join(top, entry["to"]), path, follow_symlinks=False)
            continue
        elif kind == "p":
            os.mkfifo(path)
        else:
            os.mknod(path, {"c": stat.S_IFCHR, "b": stat.S_IFBLK}[kind], os.makedev(*entry["r"]))
        os.chown(path, entry.get("u", 0), entry.get("g", 0), follow_symlinks=False)
        if kind != "l":
            os.chmod(path, mode)
        for name, value in entry.get("x", {}).items():
            os.setxattr(path, name, value.encode(), follow_symlinks=False)
    for entry in reversed(entries):
        os.utime(os.path.join(top, entry["p"]) if entry["p"] else top, (OLD, OLD), follow_symlinks=False)
    if not any(entry["p"] == "" for entry in entries):
        os.utime(top, (OLD, OLD))


KINDS = {stat.S_IFDIR: "d", stat.S_IFREG: "f", stat.S_IFLNK: "l", stat.S_IFIFO: "p", stat.S_IFCHR: "c", stat.S_IFBLK: "b"}


class Numbers:
    """Inode numbers in the order in which they are met."""

    def __init__(self):
        self.known = {}

    def of(self, ino):
        return self.known.setdefault(ino, len(self.known))


def age(st):
    return 0 if st.st_mtime_ns == OLD * 10**9 else st.st_mtime_ns // 10**9 if st.st_mtime_ns < OLD * 10**9 else 1


def attributes(path, st):
    names = sorted(os.listxattr(path, follow_symlinks=False))
    values = {}
    for name in names:
        if name in ("trusted.overlay.origin", "trusted.overlay.uuid"):
            values[name] = "*"
            continue
        try:
            values[name] = os.getxattr(path, name, follow_symlinks=False).decode()
        except OSError as error:
            values[name] = errno.errorcode[error.errno]
    return values


def describe(path, numbers):
    st = os.lstat(path)
    kind = KINDS[stat.S_IFMT(st.st_mode)]
    out = [kind, stat.S_IMODE(st.st_mode), st.st_uid, st.st_gid, st.st_nlink, numbers.of(st.st_ino), age(st)]
    if kind == "f":
        with open(path, errors="replace") as file:
            out.append(file.read())
    elif kind == "l":
        out.append(os.readlink(path))
    elif kind in "cb":
        out.append("%d:%d" % (os.major(st.st_rdev), os.minor(st.st_rdev)))
    else:
        out.append("")
    xattrs = attributes(path, st)
    return out + [xattrs] if xattrs else out


def dump(top, numbers):
    """Path → what is there; null for a name that is listed and cannot be found."""
    tree = {}

    def visit(path):
        at = os.path.join(top, path) if path else top
        try:
            tree[path] = describe(at, numbers)
        except OSError as error:
            tree[path] = errno.errorcode[error.errno]
            return
        if tree[path][0] == "d":
            for name in sorted(os.listdir(at)):
                visit(path + "/" + name if path else name)

    visit("")
    return tree


FLAGS = {"r": os.O_RDONLY, "w": os.O_WRONLY, "+": os.O_RDWR, "a": os.O_APPEND | os.O_WRONLY, "t": os.O_TRUNC, "c": os.O_CREAT,
         "x": os.O_EXCL, "d": os.O_DIRECTORY, "n": os.O_NOFOLLOW}


def is_special(path):
    try:
        return stat.S_IFMT(os.stat(path).st_mode) not in (stat.S_IFREG, stat.S_IFDIR)
    except OSError:
        return False


def act(op, slots, numbers):
    name, args = op[0], op[1:]
    if name == "open":
        path, letters, mode, slot = args
        if is_special(path):
            return "special"
        flags = 0
        for letter in letters:
            flags |= FLAGS[letter]
        fd = os.open(path, flags, mode)
        if slot in slots:
            os.close(slots[slot])
        slots[slot] = fd
        return None
    if name in ("read", "write", "ftruncate", "fstat", "close"):
        if args[0] not in slots:
            return None
        fd = slots[args[0]]
        if name == "read":
            return os.pread(fd, 100, 0).decode(errors="replace")
        if name == "write":
            os.write(fd, args[1].encode())
            return None
        if name == "ftruncate":
            return os.ftruncate(fd, args[1])
        if name == "fstat":
            st = os.fstat(fd)
            return [st.st_mode, st.st_nlink, st.st_uid, st.st_gid, numbers.of(st.st_ino)]
        del slots[args[0]]
        return os.close(fd)
    if name == "stat" or name == "lstat":
        st = os.stat(args[0]) if name == "stat" else os.lstat(args[0])
        return [st.st_mode, st.st_nlink, st.st_uid, st.st_gid, numbers.of(st.st_ino), age(st)]
    if name == "readdir":
        return sorted(os.listdir(args[0]))
    if name == "listxattr":
        return sorted(os.listxattr(args[0]))
    if name == "getxattr":
        return os.getxattr(args[0], args[1]).decode()
    if name == "setxattr":
        return os.setxattr(args[0], args[1], args[2].encode())
    if name == "mknod":
        return os.mknod(args[0], args[1] | 0o640, os.makedev(args[2], args[3]))
    if name == "utimes":
        return os.utime(args[0], (args[1], args[1]))
    if name == "chown":
        return os.chown(args[0], args[1], args[2])
    if name == "lchown":
        return os.chown(args[0], args[1], args[2], follow_symlinks=False)
    if name == "link":
        return os.link(args[0], args[1], follow_symlinks=False)
    return getattr(os, name)(*args)


def hold(top, held):
    """Keeps what lies in the upperdir from being freed: its number would be given away again."""
    for place, directories, files in os.walk(top):
        for name in directories + files:
            path = os.path.join(place, name)
            ino = os.lstat(path).st_ino
            if ino not in held:
                held[ino] = os.open(path, os.O_PATH | os.O_NOFOLLOW)


def attempt(op, slots, numbers):
    try:
        return act(op, slots, numbers)
    except OSError as error:
        return errno.errorcode[error.errno]


def play(scenario):
    home = tempfile.mkdtemp(prefix="overlay")
    os.chdir(home)
    slots, held = {}, {}
    try:
        layers = scenario["layers"]
        for i, entries in enumerate(layers):
            build(LAYERS % i, entries)
        build(UPPER, scenario["upper"])
        os.mkdir(WORK)
        os.mkdir(MERGED)
        lower = ":".join(LAYERS % i for i in reversed(range(len(layers))))
        options = f"lowerdir={lower},upperdir={UPPER},workdir={WORK},index=off,redirect_dir=off,metacopy=off,xino=off"
        mount("overlay", MERGED, "overlay", 0, options)
        os.chdir(MERGED)
        try:
            numbers = Numbers()
            before = dump(".", numbers)
            results = []
            for op in scenario["ops"]:
                hold(os.path.join(home, UPPER), held)
                results.append(attempt(op, slots, numbers))
            after = dump(".", numbers)
            os.chdir(home)
            upper = dump(UPPER, Numbers())
            work = [describe(os.path.join(WORK, "work", name), Numbers())[:5] for name in sorted(os.listdir(WORK + "/work"))]
        finally:
            for fd in [*slots.values(), *held.values()]:
                os.close(fd)
            os.chdir(home)
            call(libc.umount2, MERGED.encode(), 0)
        return {"before": before, "results": results, "after": after, "upper": upper, "work": work}
    finally:
        os.chdir("/")
        shutil.rmtree(home)


def main():
    call(libc.unshare, 0x00020000)
    mount("none", "/", None, (1 << 18) | (1 << 14), None)
    os.umask(0o022)
    for line in sys.stdin:
        print(json.dumps(play(json.loads(line)), separators=(",", ":")), flush=True)


if __name__ == "__main__":
    main()
