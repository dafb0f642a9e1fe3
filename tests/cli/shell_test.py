#!/usr/bin/env python3
"""Completes command lines in real shells, and formats the manual page: shell_test.py PROGRAM.

Each shell runs on a pseudo-terminal with the script that PROGRAM prints. A function in place of the
program prints its arguments, so the test sees what a user would have run.
"""

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
LIMIT = 60  # seconds

# The keys that a user types, and the arguments that the shell then runs.
TYPED = [
    ("--log.le\twa\t", ["--log.level", "warn"]),
    ("--log.level=wa\t", ["--log.level=warn"]),
    ("check --output js\t", ["check", "--output", "json"]),
    ("check -o js\t", ["check", "-o", "json"]),
    ("validate -o gi\t", ["validate", "-o", "github"]),
    ("val\tclu\t", ["validate", "clusters/"]),
    ("--warning 80 che\t", ["--warning", "80", "check"]),
    ("comp\tfi\t", ["completion", "fish"]),
    ("help val\t", ["help", "validate"]),
    ("ser\t--kubec\tsite-\t", ["serve", "--kubeconfig", "site-a b.yaml"]),
    ("--kubeconfig=site-\t", ["--kubeconfig=site-a b.yaml"]),
    ("check --plan clu\t", ["check", "--plan", "clusters/"]),
    ("validate --layout clu\t", ["validate", "--layout", "clusters/"]),
    # A value that is optional belongs to the option only after "=".
    ("validate --flux=clu\t", ["validate", "--flux=clusters/"]),
    ("validate --flux clu\t", ["validate", "--flux", "clusters/"]),
    ("--plan=clu\t check --out\tjs\t", ["--plan=clusters/", "check", "--output", "json"]),
    ("--metrics.address-info=add\t", ["--metrics.address-info=addresses"]),
    # Any text: no file, and no option.
    ("serve --context site-\t", ["serve", "--context", "site-"]),
    ("serve --log.level site-\t", ["serve", "--log.level", "site-"]),
    # Options of another command.
    ("check --web\t", ["check", "--web"]),
]

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "bind 'set bell-style none'; . ./script.bash\n"
             "metallb-pool-exporter() { printf '<%s>' \"$@\"; echo '<end>'; }\n"),
    "zsh": (["zsh", "-f", "-i"], "unsetopt beep auto_remove_slash; autoload -U compinit; compinit -u -D; . ./script.zsh\n"
            "metallb-pool-exporter() { printf '<%s>' \"$@\"; echo '<end>'; }\n"),
    "fish": (["fish", "--no-config", "-i"], "source script.fish\n"
             "function metallb-pool-exporter; printf '<%s>' $argv; echo '<end>'; end\n"),
}


class Terminal:
    """A shell on a pseudo-terminal."""

    def __init__(self, arguments, folder):
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            environment = {"PATH": os.environ["PATH"], "HOME": folder, "TERM": "dumb", "PS1": "$ ",
                           "LC_ALL": "C.UTF-8"}
            os.execvpe(arguments[0], arguments, environment)
        self.text = ""

    def type(self, keys):
        os.write(self.descriptor, keys.encode())

    def wait_for(self, pattern):
        """Returns the match, and forgets the text up to its end."""
        deadline = time.monotonic() + LIMIT
        while not (match := re.search(pattern, self.text)):
            if not select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
                raise TimeoutError(f"no {pattern!r} in {self.text!r}")
            self.text += os.read(self.descriptor, 65536).decode(errors="replace")
        self.text = self.text[match.end():]
        return match

    def close(self):
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=LIMIT).stdout


def commands():
    text = run(PROGRAM, "help").split("Commands:\n")[1].split("\nOptions")[0]
    return re.findall(r"^  (\w+)", text, re.MULTILINE)


def flags(command):
    text = run(PROGRAM, "help", command).split("\nOptions")[1].split("\nExit status")[0]
    return sorted(re.findall(r"^  (?:-\w, |  )(--[\w.-]+)", text, re.MULTILINE) +
                  re.findall(r"^  (--[\w.-]+)", text, re.MULTILINE))


def bash_offers(folder, *words):
    script = (". ./script.bash; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
              "_metallb_pool_exporter 2> /dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"")
    return sorted(subprocess.run(["bash", "-uc", script, "bash", "metallb-pool-exporter", *words],
                                 cwd=folder, capture_output=True, text=True,
                                 timeout=LIMIT).stdout.split())


def fish_offers(folder, line):
    text = subprocess.run(["fish", "--no-config", "-c", "source script.fish; complete -C $argv[1]",
                           "metallb-pool-exporter " + line], cwd=folder, capture_output=True,
                          text=True, check=True, timeout=LIMIT).stdout
    # An option with an optional value is offered as --name and as --name=.
    return sorted({line.split("\t")[0].removesuffix("=") for line in text.splitlines()})


class CompletionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = cls.holder.name
        for shell in SHELLS:
            with open(f"{cls.folder}/script.{shell}", "w", encoding="utf-8") as file:
                file.write(run(PROGRAM, "completion", shell))
        with open(f"{cls.folder}/site-a b.yaml", "w", encoding="utf-8"):
            pass
        os.mkdir(f"{cls.folder}/clusters")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def complete(self, shell, cases):
        arguments, preparation = SHELLS[shell]
        terminal = Terminal(arguments, self.folder)
        self.addCleanup(terminal.close)
        # One command line, so that no key arrives before the shell can complete.
        terminal.type(preparation + "echo rea''dy\n")
        terminal.wait_for("ready")
        for keys, expected in cases:
            with self.subTest(shell=shell, keys=keys):
                terminal.type("metallb-pool-exporter " + keys + "\n")
                match = terminal.wait_for("((?:<[^<>]*>)+)<end>")
                # zsh completes an option as "--name=".
                self.assertEqual(" ".join(re.findall("<([^<>]*)>", match[1])).replace("=", " "),
                                 " ".join(expected).replace("=", " "))

    def test_bash_completes_what_a_user_types(self):
        self.complete("bash", TYPED + [("validate site=clu\t", ["validate", "site=clusters/"])])

    def test_zsh_completes_what_a_user_types(self):
        self.complete("zsh", TYPED)

    def test_fish_completes_what_a_user_types(self):
        self.complete("fish", TYPED)

    def test_offers_every_command_and_option_of_the_help(self):
        names = commands()
        self.assertEqual(bash_offers(self.folder, ""), sorted(names))
        self.assertEqual(fish_offers(self.folder, ""), sorted(names))
        for command in names:
            if command in ("help", "version"):
                continue
            with self.subTest(command=command):
                self.assertTrue(flags(command))
                self.assertEqual(bash_offers(self.folder, command, "--"), flags(command))
                self.assertEqual(fish_offers(self.folder, command + " --"), flags(command))
        self.assertEqual(bash_offers(self.folder, "--"), flags("serve"))
        self.assertEqual(fish_offers(self.folder, "--"), flags("serve"))

    def test_manual_page_has_no_warnings_and_every_option(self):
        page = run(PROGRAM, "man")
        path = f"{self.folder}/page.1"
        with open(path, "w", encoding="ascii") as file:
            file.write(page)
        formatted = subprocess.run(["groff", "-man", "-ww", "-Tascii", "-P-cbou", path], check=True,
                                   capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual(formatted.stderr, "")
        listed = formatted.stdout.split("\nOPTIONS")[1].split("\nEXIT STATUS")[0]
        options = re.findall(r"^       (?:-\w, )?(--[\w.-]+)", listed, re.MULTILINE)
        names = [name for name in commands() if name not in ("help", "version")]
        self.assertEqual(set(options), {flag for name in names for flag in flags(name)})
        for name in commands():
            self.assertRegex(formatted.stdout, rf"(?m)^       {name}\b")


if __name__ == "__main__":
    unittest.main()
