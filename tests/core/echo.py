"""Writes its arguments and what it reads, for `test_own_process`."""

import sys

if __name__ == "__main__":
    sys.stdout.write("".join(sys.argv[1:]) + sys.stdin.read())
