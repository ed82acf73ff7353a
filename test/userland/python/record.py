#!/usr/bin/env python3
"""Runs every snippet of snippets.txt by the real Python 3.11 and writes what it answers to recorded.json."""
import json, os, subprocess, sys
here = os.path.dirname(os.path.abspath(__file__))
answers = []
for source in open(os.path.join(here, 'snippets.txt'), encoding='utf-8').read().split('====\n'):
    open('/tmp/prog.py', 'w', encoding='utf-8').write(source)
    done = subprocess.run([sys.executable, 'prog.py'], cwd='/tmp', stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env={'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8', 'TZ': 'UTC', 'HOME': '/tmp'})
    answers.append({'source': source, 'stdout': done.stdout, 'stderr': done.stderr, 'exit': done.returncode})
json.dump(answers, open(os.path.join(here, 'recorded.json'), 'w', encoding='utf-8'), ensure_ascii=False, indent=1)
