import type { ModuleSource } from './index.ts'

/** `subprocess`: commands that are run to their end. */
export const SUBPROCESS: ModuleSource = {
  kind: 'source',
  file: '/usr/lib/python3.11/subprocess.py',
  text: `
import os
import _subprocess

PIPE = -1
STDOUT = -2
DEVNULL = -3

class SubprocessError(Exception):
    pass

class CalledProcessError(SubprocessError):
    def __init__(self, returncode, cmd, output=None, stderr=None):
        self.returncode = returncode
        self.cmd = cmd
        self.output = output
        self.stdout = output
        self.stderr = stderr
    def __str__(self):
        if self.returncode < 0:
            return "Command '%s' died with %s." % (self.cmd, _subprocess.signal_name(-self.returncode))
        return "Command '%s' returned non-zero exit status %d." % (self.cmd, self.returncode)

class CompletedProcess:
    def __init__(self, args, returncode, stdout=None, stderr=None):
        self.args = args
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr
    def __repr__(self):
        parts = ['args=%r' % (self.args,), 'returncode=%r' % (self.returncode,)]
        if self.stdout is not None:
            parts.append('stdout=%r' % (self.stdout,))
        if self.stderr is not None:
            parts.append('stderr=%r' % (self.stderr,))
        return 'CompletedProcess(%s)' % ', '.join(parts)
    def check_returncode(self):
        if self.returncode:
            raise CalledProcessError(self.returncode, self.args, self.stdout, self.stderr)

def run(args, input=None, capture_output=False, check=False, stdin=None, stdout=None, stderr=None,
        shell=False, cwd=None, env=None, text=None, encoding=None, universal_newlines=None):
    if capture_output:
        if stdout is not None or stderr is not None:
            raise ValueError('stdout and stderr arguments may not be used with capture_output.')
        stdout = PIPE
        stderr = PIPE
    if input is not None and stdin is not None:
        raise ValueError('stdin and input arguments may not both be used.')
    as_text = text or encoding or universal_newlines
    if isinstance(args, str):
        command = [args]
    else:
        command = [arg for arg in args]
    if shell:
        command = ['/bin/sh', '-c'] + command
    if input is not None:
        stdin = PIPE
        if as_text:
            input = input.encode()
    code, out, err = _subprocess.run(command, input, _fd(stdin), _fd(stdout), _fd(stderr), cwd, env)
    if as_text:
        if out is not None:
            out = out.decode()
        if err is not None:
            err = err.decode()
    done = CompletedProcess(args, code, out, err)
    if check:
        done.check_returncode()
    return done

def _fd(value):
    if value is None or isinstance(value, int):
        return value
    value.flush()
    return value.fileno()

def check_output(args, **more):
    return run(args, stdout=PIPE, check=True, **more).stdout

def call(args, **more):
    return run(args, **more).returncode

def check_call(args, **more):
    code = call(args, **more)
    if code:
        raise CalledProcessError(code, args)
    return 0

def getstatusoutput(cmd):
    done = run(cmd, shell=True, stdout=PIPE, stderr=STDOUT, text=True)
    output = done.stdout
    if output[-1:] == '\\n':
        output = output[:-1]
    return (done.returncode, output)

def getoutput(cmd):
    return getstatusoutput(cmd)[1]

def Popen(args, **more):
    _subprocess.unsupported('subprocess.Popen')
`,
}
