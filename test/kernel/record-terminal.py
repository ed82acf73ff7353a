#!/usr/bin/env python3
"""Records what Linux's terminal shows and hands out for typed bytes: python3 test/kernel/record-terminal.py

Writes fixtures/terminal.json: typed, shown, and the lines that a reader gets (cooked, IUTF8).
"""
import json, os, pty, select, termios, time

TYPED = [
    "a\tb\x7f\x7f\x7f\n", "abc\t\x7fx\n", "a\x01\tb\x15x\n", "中文\x7f\n", "中文a\x7f\x7f\n", "中 文\x17\n", "a中\x15b\n",
    "e\u0301\x7f\n", "😀\x7fx\n", "a\u200db\x7f\x7f\n", "ab\x16\x16c\n", "ab\x16\x12\n", "ab\x16\x04c\n", "ab\x12c\n",
    "one two\x17\x17x\n", "a,b c\x17\n", "a\x16\x17b\n", "a\x16\x15b\x7f\n", "abc\x15\x15d\n", "\x17\x15\x7fa\n", "a\x16\rb\n",
    "abc\x0bd\n", "a\x19b\n", "日本語\x17x\n", "a.b/c\x17\n", "x\x1fy\x7f\x7f\n", "\t\x7fa\n", "ab\x12\x7fc\n", "é中\x12\n",
    "a\x16\tb\x7f\x7f\n", "ab\x04c\n", "a\x0fb\n",
]


def record(typed):
    master, slave = pty.openpty()
    modes = termios.tcgetattr(slave)
    modes[0] |= 0o40000  # IUTF8
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    os.write(master, typed.encode())
    time.sleep(0.02)
    shown = b""
    while select.select([master], [], [], 0.05)[0]:
        shown += os.read(master, 65536)
    reads = []
    while select.select([slave], [], [], 0.05)[0]:
        reads.append(os.read(slave, 4096).decode())
    os.close(master)
    os.close(slave)
    return {"typed": typed, "shown": shown.decode(errors="replace"), "reads": reads}


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "fixtures", "terminal.json"), "w") as f:
    json.dump([record(each) for each in TYPED], f, ensure_ascii=False, indent=1)
    f.write("\n")
