"""The shell pieces behind make: what they say on a machine that lacks something, and what they leave behind."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

OPS = settings.BASE_DIR / "ops"


def bash(script, *arguments, **environment):
    return subprocess.run(
        ["/bin/bash", OPS / script, *arguments],
        env=environment or None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def bare_machine(tmp_path):
    """A PATH with nothing on it; give it programs with add(name, shell)."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def add(name, shell):
        (folder / name).write_text(f"#!/bin/bash\n{shell}\n")
        (folder / name).chmod(0o755)

    add.path = str(folder)
    return add


def test_it_names_the_python_it_needs(bare_machine):
    answer = bash("find-python.sh", PATH=bare_machine.path)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer" in answer.stderr
    assert "apt-get install python3 python3-venv" in answer.stderr


def test_it_passes_over_an_old_python_and_a_name_that_leads_nowhere(bare_machine):
    bare_machine("python3", "exit 1")  # too old, or a version manager saying "not installed"
    bare_machine("python3.13", "exit 127")
    bare_machine("python3.12", "exit 0")
    answer = bash("find-python.sh", PATH=bare_machine.path)
    assert answer.stdout.strip() == f"{bare_machine.path}/python3.12"


def test_it_says_what_debian_leaves_out(bare_machine):
    bare_machine("python3", 'case "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.11 ;; esac')
    answer = bash("find-python.sh", PATH=bare_machine.path)
    assert answer.returncode == 1
    assert "sudo apt-get install python3.11-venv" in answer.stderr


def test_the_throw_away_server_passes_on_the_end_of_the_command_and_disappears():
    show = 'case "$DATABASE_URL" in postgres://*host=/tmp/*) echo "$DATABASE_URL"; exit 7 ;; esac'
    answer = bash("with-postgres.sh", "bash", "-c", show)
    assert answer.returncode == 7, answer.stderr
    folder = answer.stdout.rpartition("host=")[2].strip()
    assert folder.startswith("/tmp/cinar-postgres.")
    assert not Path(folder).exists()


def test_it_says_when_nothing_can_be_installed(bare_machine):
    bare_machine("id", "echo 1000")
    bare_machine("sudo", "exit 1")
    bare_machine("apt-get", "exit 1")
    answer = bash("apt-install.sh", "chromium", PATH=bare_machine.path)
    assert answer.returncode == 1
    assert "sudo apt-get install chromium" in answer.stderr


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_without_a_browser_only_ci_fails(bare_machine, ci, code):
    for name in ("id", "sudo", "apt-get"):
        bare_machine(name, "exit 1")
    os.symlink("/usr/bin/dirname", f"{bare_machine.path}/dirname")
    os.symlink("/bin/bash", f"{bare_machine.path}/bash")
    answer = bash("ensure-chromium.sh", PATH=bare_machine.path, CI=ci)
    assert answer.returncode == code
    assert answer.stdout == ""
    assert "the browser tests cannot run on this machine" in answer.stderr
