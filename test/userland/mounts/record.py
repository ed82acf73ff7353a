#!/usr/bin/env python3
"""Records what the original programs say: mount, umount, findmnt, df, chroot, unshare and their kin on a real kernel.

Needs root on Debian 12 with busybox. Run: python3 test/userland/mounts/record.py > test/userland/mounts/recorded.json
"""
import json, os, subprocess

here = os.path.dirname(os.path.abspath(__file__))
PRELUDE = "mount -t tmpfs media /media; mkdir -p /media/w/a /media/w/b /media/w/c; cd /media/w; echo hi > a/f; "
rows = []
for line in open(os.path.join(here, "cases.txt")):
    script = line.rstrip("\n")
    if not script or script.startswith("#"):
        continue
    done = subprocess.run(["unshare", "-m", "bash", "-c", PRELUDE + script], capture_output=True, timeout=20,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "HOME": "/root"}, stdin=subprocess.DEVNULL)
    rows.append({"script": script, "stdout": done.stdout.decode(), "stderr": done.stderr.decode(), "exit": done.returncode})
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
