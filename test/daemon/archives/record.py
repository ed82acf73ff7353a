#!/usr/bin/env python3
"""Loads the archives that record-archives.ts wrote into a real docker, one after another, and records what it answers.

usage: record.py DIRECTORY ANSWERS.json [NAME...]   (root, on the docker host itself; it must have no images)
"""
import json, os, re, subprocess, sys

folder, target, *only = sys.argv[1:]
names = json.load(open(f'{folder}/names.json'))
known = json.load(open(target)) if os.path.exists(target) else {}


def run(*argv):
    return subprocess.run(argv, capture_output=True, timeout=60)


def text(data):
    return re.sub(r'docker-import-\d+', 'docker-import-N', data.decode(errors='replace'))


def images():
    out = run('docker', 'images', '-a', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}').stdout
    return sorted(line for line in out.decode().split('\n') if line)


def clean():
    for _ in range(3):
        ids = run('docker', 'images', '-aq', '--no-trunc').stdout.decode().split()
        if not ids:
            return
        run('docker', 'rmi', '-f', *dict.fromkeys(ids))
    raise SystemExit('images are left')


def tree(upper):
    """One line a path: type, mode, owner, links, size, target; xattrs below. Sizes and links of directories vary."""
    rows = []
    listing = run('find', upper, '-printf', r'%P\t%y\t%m\t%U:%G\t%n\t%s\t%l\n').stdout.decode(errors='replace')
    for row in filter(None, listing.split('\n')):
        cells = row.split('\t')
        if cells[1] == 'd':
            cells[4] = cells[5] = ''
        rows.append('\t'.join(cells))
    attributes = run('getfattr', '-Rdhm', '-', '--absolute-names', upper).stdout.decode(errors='replace')
    return sorted(rows) + [line for line in attributes.replace(upper, '').split('\n') if line]


clean()
answers = {}
for i, name in enumerate(names):
    if only and name not in only or (not only and name in known):
        if name in known:
            answers[name] = known[name]
        continue
    loaded = run('docker', 'load', '-i', f'{folder}/{i}.tar')
    found = images()
    answer = {'stdout': text(loaded.stdout), 'stderr': text(loaded.stderr), 'exit': loaded.returncode, 'images': found}
    if len(found) == 1:
        ask = ['docker', 'inspect', '-f', '{{.GraphDriver.Data.UpperDir}} {{.Size}}', found[0].split()[0]]
        upper, size = run(*ask).stdout.decode().strip().rsplit(' ', 1)
        answer['size'] = int(size)
        if upper.startswith('/') and name.startswith('layer '):
            answer['tree'] = tree(upper)
    answers[name] = answer
    if found:
        clean()
json.dump(answers, open(target, 'w'), indent=1, ensure_ascii=False)
open(target, 'a').write('\n')
