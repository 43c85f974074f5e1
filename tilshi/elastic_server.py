"""A real Elasticsearch on this machine's loopback, for trying and for tests: got by Maven, run as an ordinary user.

Maven Central carries the vendor's own stripped distribution (server, HTTP, Lucene, security and clustering without most
modules), which is all that tilshi asks of a server. It is no way to run production: use the official packages there.
"""

from __future__ import annotations

import base64
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path

from index.errors import TilshiError

VERSION = "8.19.9"
USER = "tilshi"  # who logs in, where a password is asked for
_ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{version}:zip"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_JAVA_HOMES = ("/usr/lib/jvm", "/opt", "/usr/java")
_HEAP = "512m"
_READY_SECONDS = 120
_STOP_SECONDS = 20


def start(
    version: str = VERSION, port: int = 9200, nodes: int = 1, password: str | None = None, *, directory: Path
) -> str:
    """Start `nodes` servers on `port` and the ports after it, and return the URL of the first once all of them answer.

    Everything lies below `directory`: the distribution, and per node its settings, data, log and process id. With a
    password, every request needs it (user USER). Raises TilshiError with one sentence on what is missing.
    """
    java = _java(version)
    directory = directory.absolute()
    directory.mkdir(parents=True, exist_ok=True)
    if running := [path for path in sorted(directory.glob("node*/pid")) if _process(path)]:
        raise TilshiError(f"{running[0].parent}: a server runs from here already; stop it first")
    home = _distribution(version, directory)
    folders = [directory / f"node{number}" for number in range(1, nodes + 1)]
    for number, folder in enumerate(folders):
        _configure(home, folder, _settings(folder, port, number, nodes, password))
    who = _ordinary_user(directory)
    commands = [_Command(home, folder, java, who) for folder in folders]
    if password is not None:
        for command in commands:
            command.add_user(password)
    for command in commands:
        command.launch()
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, nodes, password, commands)
    except TilshiError:
        stop(directory)
        raise
    return url


def stop(directory: Path) -> int:
    """Stop the servers started in `directory` and return how many there were."""
    pids = [pid for path in directory.absolute().glob("node*/pid") if (pid := _process(path))]
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    for pid in pids:
        while _alive(pid) and time.monotonic() < deadline:
            time.sleep(0.1)
        if _alive(pid):
            os.kill(pid, signal.SIGKILL)
    return len(pids)


# --- what it needs ----------------------------------------------------------------------------------------------------


def _java(version: str) -> Path:
    """Return the oldest JDK that runs this version: 17 for 8.x, 21 from 9.x on."""
    wanted = 17 if int(version.split(".")[0]) < 9 else 21
    homes = [Path(home) for name in ("ES_JAVA_HOME", "JAVA_HOME") if (home := os.environ.get(name))]
    if on_path := shutil.which("java"):
        homes.append(Path(on_path).resolve().parent.parent)
    homes += [home for folder in _JAVA_HOMES for home in sorted(Path(folder).glob("*")) if home.is_dir()]
    found = sorted({(release, str(home)) for home in homes if (release := _java_release(home)) >= wanted})
    if not found:
        raise TilshiError(
            f"Elasticsearch {version} needs a JDK {wanted} or newer and none was found: "
            f"install one (Debian: apt install openjdk-{wanted}-jdk-headless) or set ES_JAVA_HOME"
        )
    return Path(found[0][1])


def _java_release(home: Path) -> int:
    try:
        text = (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', text)
    return int(found[1]) if found and (home / "bin" / "java").exists() else 0


def _distribution(version: str, directory: Path) -> Path:
    """Return the unpacked distribution, getting it first where it is not there yet."""
    home = directory / f"elasticsearch-{version}"
    if home.exists():
        return home
    archive = directory / f"elasticsearch-{version}.zip"
    if not archive.exists():
        _download(version, directory)
    unpacked = directory / f"unpacking-{version}"
    shutil.rmtree(unpacked, ignore_errors=True)
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            path = Path(content.extract(member, unpacked))
            if mode := member.external_attr >> 16 & 0o777:
                path.chmod(mode | 0o444)
    (only,) = unpacked.iterdir()
    only.rename(home)
    shutil.rmtree(unpacked)
    archive.unlink()
    return home


def _download(version: str, directory: Path) -> None:
    artifact = _ARTIFACT.format(version=version)
    maven = shutil.which("mvn")
    if not maven:
        raise TilshiError(
            "Elasticsearch is fetched by Maven and mvn is not on the PATH: install it (Debian: apt install maven)"
        )
    command = [maven, "-q", "-B", _COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={directory}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=directory, check=False)
    if done.returncode:
        reason = next((line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line), "no reason given")
        raise TilshiError(f"mvn could not get {artifact}: {reason.strip()}")


def _ordinary_user(directory: Path) -> pwd.struct_passwd | None:
    """Return whom to become: the server refuses to run as root. None when we are not root."""
    if os.geteuid():
        return None
    names = [user.pw_name for user in pwd.getpwall()]
    name = next((name for name in ("elasticsearch", "elastic", "nobody") if name in names), None)
    if name is None:
        raise TilshiError("Elasticsearch refuses to run as root and there is no user elasticsearch or nobody to become")
    who = pwd.getpwnam(name)
    for path in (directory, *directory.rglob("*")):
        os.chown(path, who.pw_uid, who.pw_gid, follow_symlinks=False)
    reached = subprocess.run(["test", "-w", str(directory)], user=name, group=who.pw_gid, extra_groups=[], check=False)
    if reached.returncode:
        raise TilshiError(f"{directory}: user {name}, who has to run Elasticsearch, cannot write here; choose another")
    return who


# --- one node ---------------------------------------------------------------------------------------------------------


def _settings(folder: Path, port: int, number: int, nodes: int, password: str | None) -> Mapping[str, object]:
    transports = [f"127.0.0.1:{port + 100 + other}" for other in range(nodes)]
    names = [f"node{other + 1}" for other in range(nodes)]
    cluster: dict[str, object] = (
        {"discovery.type": "single-node"}
        if nodes == 1
        else {"discovery.seed_hosts": transports, "cluster.initial_master_nodes": names}
    )
    return {
        "cluster.name": f"tilshi-{port}",
        "node.name": names[number],
        "network.host": "127.0.0.1",
        "http.port": port + number,
        "transport.port": port + 100 + number,
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        # A developer's nearly full disk would make every index read-only.
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "xpack.security.enabled": password is not None,
        "xpack.security.http.ssl.enabled": False,
        "xpack.security.transport.ssl.enabled": False,
        **cluster,
    }


def _configure(home: Path, folder: Path, settings: Mapping[str, object]) -> None:
    shutil.copytree(home / "config", folder / "config", dirs_exist_ok=True)
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "pid").unlink(missing_ok=True)
    # JSON values are YAML values.
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in settings.items())
    (folder / "config" / "elasticsearch.yml").write_text(lines, encoding="utf-8")


class _Command:
    """How to run the programs of the distribution for one node."""

    def __init__(self, home: Path, folder: Path, java: Path, who: pwd.struct_passwd | None) -> None:
        self._home = home
        self._folder = folder
        self._who = who
        self._environment = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(folder),
            "ES_JAVA_HOME": str(java),
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{_HEAP} -Xmx{_HEAP}",
        }
        self._launcher: subprocess.Popen[bytes] | None = None

    def add_user(self, password: str) -> None:
        users = self._folder / "config" / "users"
        if users.exists() and any(line.startswith(f"{USER}:") for line in users.read_text().splitlines()):
            verb = ["passwd", USER, "-p", password]
        else:
            verb = ["useradd", USER, "-p", password, "-r", "superuser"]
        done = self._popen("elasticsearch-users", *verb).wait()
        if done:
            raise TilshiError(f"{self._folder}: the user could not be made; see {self._log}")

    def launch(self) -> None:
        """Begin to start; the launcher ends once the server runs by itself."""
        self._launcher = self._popen("elasticsearch", "--daemonize", "--pidfile", str(self._folder / "pid"))

    def failure(self) -> str | None:
        """Return why the launcher gave up, None while it works and after it succeeded."""
        if self._launcher is None or not self._launcher.poll():
            return None
        lines = [line for line in self._log.read_text(errors="replace").splitlines() if line.strip()]
        reason = next((line for line in lines if "ERROR" in line or "fatal" in line), lines[-1] if lines else "")
        return f"{self._folder}: Elasticsearch did not start ({reason.strip()[:200]}); see {self._log}"

    def give_up(self) -> None:
        if self._launcher and self._launcher.poll() is None:
            os.killpg(self._launcher.pid, signal.SIGKILL)
        if self._launcher:
            self._launcher.wait()

    @property
    def is_launched(self) -> bool:
        return self._launcher is not None and self._launcher.poll() == 0

    @property
    def _log(self) -> Path:
        return self._folder / "logs" / "start.log"

    def _popen(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [str(self._home / "bin" / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,
                user=self._who.pw_uid if self._who else None,
                group=self._who.pw_gid if self._who else None,
                extra_groups=[] if self._who else None,
            )


def _wait(url: str, nodes: int, password: str | None, commands: list[_Command]) -> None:
    request = urllib.request.Request(f"{url}/_cluster/health?wait_for_nodes={nodes}&timeout=1s")
    if password is not None:
        token = base64.b64encode(f"{USER}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
    # No proxy stands between us and our own loopback, whatever the environment says.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if failed := next((reason for command in commands if (reason := command.failure())), None):
            break
        try:
            with opener.open(request, timeout=5) as answer:
                if not json.load(answer)["timed_out"] and all(command.is_launched for command in commands):
                    return
        except (OSError, ValueError, urllib.error.URLError):
            pass
        time.sleep(0.3)
    else:
        failed = f"{url}: Elasticsearch did not answer within {_READY_SECONDS} s"
    for command in commands:
        command.give_up()
    raise TilshiError(failed or "")


# --- processes --------------------------------------------------------------------------------------------------------


def _process(path: Path) -> int | None:
    """Return the id in a node's pid file when that process is really the node: ids are used again after a reboot."""
    try:
        pid = int(path.read_text())
        # Wide: where a terminal library has set COLUMNS, ps would cut the line before the path.
        command = subprocess.run(
            ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
    except (OSError, ValueError):
        return None
    return pid if str(path.parent) in command.stdout else None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A server whose starter is gone waits in vain to be reaped where nobody does (containers without an init).
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")
