#!/usr/bin/env python3
"""Records what Linux's terminal shows and hands out for typed bytes: python3 test/kernel/record-terminal.py

Writes fixtures/terminal.json: settings of stty(1), typed, shown, and the lines that a reader gets.
"""
import json, os, pty, select, subprocess, time

TYPED = [
    "a\tb\x7f\x7f\x7f\n", "abc\t\x7fx\n", "a\x01\tb\x15x\n", "中文\x7f\n", "中文a\x7f\x7f\n", "中 文\x17\n", "a中\x15b\n",
    "e\u0301\x7f\n", "😀\x7fx\n", "a\u200db\x7f\x7f\n", "ab\x16\x16c\n", "ab\x16\x12\n", "ab\x16\x04c\n", "ab\x12c\n",
    "one two\x17\x17x\n", "a,b c\x17\n", "a\x16\x17b\n", "a\x16\x15b\x7f\n", "abc\x15\x15d\n", "\x17\x15\x7fa\n", "a\x16\rb\n",
    "abc\x0bd\n", "a\x19b\n", "日本語\x17x\n", "a.b/c\x17\n", "x\x1fy\x7f\x7f\n", "\t\x7fa\n", "ab\x12\x7fc\n", "é中\x12\n",
    "a\x16\tb\x7f\x7f\n", "ab\x04c\n", "a\x0fb\n",
]

# With settings of their own.
MORE = [
    ("-iutf8", "é\x7f\n"), ("-iutf8", "中a\x17b\n"), ("-echo", "ab\x7f\x15c\n"), ("-echo echonl", "ab\n"),
    ("-echoctl", "a\x01b\x7f\x7f\x7f\n"), ("-echoe", "ab\x7fc\n"), ("-echoe", "ab\x15c\n"), ("-echok", "ab\x15c\n"),
    ("-echoke", "ab\x15c\n"), ("-echoke -echok", "ab\x15c\n"), ("-iexten", "a b\x17\x16\x12c\n"),
    ("erase ^H", "ab\x08c\x7fd\n"), ("erase undef", "ab\x7fc\n"), ("kill ^X werase ^B", "ab cd\x02e\x15\x18f\n"),
    ("eof x", "ab\x04xc\n"), ("eol ;", "ab;c\n"), ("eol2 ;", "ab;c\n"), ("eol2 ; -iexten", "ab;c\n"), ("lnext ^A rprnt ^B", "a\x01\x7f\x02b\n"),
    ("-icrnl", "a\rb\n"), ("igncr", "a\rb\n"), ("inlcr", "a\nb\r"), ("istrip", "é\n"), ("iuclc", "AbC\n"), ("iuclc -iexten", "AbC\n"),
    ("-onlcr", "a\nb\n"), ("-opost", "a\nb\tc\x7f\x7f\n"), ("olcuc", "ab\n"), ("tab3", "a\tb\x7f\x7f\n"), ("onlret -onlcr", "ab\n\tc\n"),
    ("-icanon", "a\x7fb"), ("-icanon", "a\n\x04\x15"), ("-icanon -echo", "ab\n"), ("raw", "a\r\n\x03"), ("cbreak", "a\rb\x13\x11c"),
    ("-ixon", "a\x13b\x11\n"), ("start ^A stop ^B", "a\x02b\x13\x01c\n"), ("ixany", "a\x13b\n"), ("ixany", "a\x13\x11b\n"),
    ("-isig", "a\x03\x1a\x1cb\n"), ("cooked iutf8", "a\n"), ("-echo -icanon min 3", "ab"), ("-echo -icanon min 3", "abcd"), ("-echo -icanon min 0", ""),
    ("-icanon -echo eof ^A", "\x04\x01"), ("-echoctl", "a\tb\x01\t\x7f\n"), ("-echo", "a\x16\x03\n"), ("-echoctl", "a\x16\x03\n"),
]


def record(typed, settings=""):
    master, slave = pty.openpty()
    subprocess.run(["stty", "iutf8", *settings.split()], stdin=slave, check=True)
    os.write(master, typed.encode())
    time.sleep(0.02)
    shown = b""
    while select.select([master], [], [], 0.05)[0]:
        shown += os.read(master, 65536)
    reads = []
    while select.select([slave], [], [], 0.05)[0]:
        reads.append(os.read(slave, 4096).decode("latin-1"))
    os.close(master)
    os.close(slave)
    return {"settings": settings, "typed": typed, "shown": shown.decode("latin-1"), "reads": reads}


here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "fixtures", "terminal.json"), "w") as f:
    json.dump([record(each) for each in TYPED] + [record(typed, settings) for settings, typed in MORE], f, ensure_ascii=False, indent=1)
    f.write("\n")
