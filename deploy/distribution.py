"""OpenSearch as it is published for Java: fetched once with Maven, checked, laid out."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import DeployError
from deploy.programs import maven

ROOT = Path(__file__).parent.parent.absolute()
VERSION = "2.19.3"
_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1"
_FETCH_SECONDS = 900
_MOST_SHOWN = 300

# What a module folder must say of itself.
_ANALYSIS_DESCRIPTOR = f"""\
description=Adds "built in" analyzers to OpenSearch.
version={VERSION}
name=analysis-common
classname=org.opensearch.analysis.common.CommonAnalysisPlugin
java.version=11
opensearch.version={VERSION}
extended.plugins=
has.native.controller=false
"""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of the Java registry, and the SHA-256 that it must have."""

    group: str
    name: str
    kind: str
    sha256: str

    @property
    def coordinates(self) -> str:
        """As Maven is told which."""
        return f"{self.group}:{self.name}:{VERSION}:{self.kind}"

    @property
    def file_name(self) -> str:
        """As Maven names the file."""
        return f"{self.name}-{VERSION}.{self.kind}"


# The server with its transport module, without a JDK, plugins and other modules.
SERVER = Artifact(
    "org.opensearch.distribution.integ-test-zip",
    "opensearch",
    "zip",
    "760530e522de0a9f06380d4a4a43dfd83c31fa8911f41745513ce715ed5dfd03",
)
ANALYSIS = Artifact(
    "org.opensearch.plugin",
    "analysis-common",
    "jar",
    "2e94b65f3c142644cb2581298b587a9b2449bf68c0c74d5f0bd49e8457228022",
)


def default_folder() -> Path:
    """Where OpenSearch and its nodes are kept: in the checkout, ignored by git, or where told."""
    told = os.environ.get("REVIEWFINDER_OPENSEARCH_FOLDER")
    return Path(told).absolute() if told else ROOT / ".opensearch"


def home_in(folder: Path) -> Path:
    """Where in a folder the distribution is, once it was fetched."""
    return folder / f"opensearch-{VERSION}"


def fetch(folder: Path) -> Path:
    """The distribution laid out in a folder; fetched, 52 MB, if it is not there.

    It is there whole or not at all. DeployError if it cannot be had.
    """
    home = home_in(folder)
    if home.is_dir():
        return home
    program = maven()
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetching-") as name:
        part = Path(name)
        for artifact in (SERVER, ANALYSIS):
            fetch_artifact(program, artifact, part)
            check_artifact(artifact, part / artifact.file_name)
        lay_out(part).rename(home)
    return home


def fetch_artifact(program: str, artifact: Artifact, folder: Path) -> None:
    """Have Maven put a file into a folder; DeployError with what it says if it does not."""
    command = [program, "-q", "-B", f"{_PLUGIN}:copy", f"-Dartifact={artifact.coordinates}"]
    try:
        done = subprocess.run(
            [*command, f"-DoutputDirectory={folder}"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        reason = f"Maven took longer than {_FETCH_SECONDS} s"
        raise DeployError(f"cannot fetch {artifact.coordinates}: {reason}") from error
    except OSError as error:
        raise DeployError(f"{program} cannot be run: {error.strerror}") from error
    if done.returncode != 0 or not (folder / artifact.file_name).is_file():
        raise DeployError(f"cannot fetch {artifact.coordinates}: {_reason(done.stdout)}")


def _reason(said: str) -> str:
    """The first error of what Maven printed, without what stands before and amid the cause."""
    errors = [line.removeprefix("[ERROR]").strip() for line in said.splitlines() if "ERROR" in line]
    if not errors:
        return "Maven does not say why"
    _, found, cause = errors[0].partition(" -> [Help")[0].partition("Could not transfer")
    if not found:
        return _shortened(errors[0])
    return f"the registry cannot be reached: Could not transfer{_shortened(cause)}"


def _shortened(text: str) -> str:
    half = _MOST_SHOWN // 2
    return text if len(text) <= _MOST_SHOWN else f"{text[:half]} ... {text[-half:]}"


def check_artifact(artifact: Artifact, path: Path) -> None:
    """DeployError if a file is not the one that is pinned."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != artifact.sha256:
        what = f"{artifact.coordinates} is not what is pinned"
        raise DeployError(f"{what}: SHA-256 {found}, not {artifact.sha256}; nothing was kept of it")


def lay_out(folder: Path) -> Path:
    """Put what was fetched into a folder together as a distribution; its path."""
    with zipfile.ZipFile(folder / SERVER.file_name) as packed:
        packed.extractall(folder)
    home = home_in(folder)
    module = home / "modules" / "analysis-common"
    module.mkdir(parents=True)
    (home / "plugins").mkdir(exist_ok=True)
    (folder / ANALYSIS.file_name).rename(module / ANALYSIS.file_name)
    (module / "plugin-descriptor.properties").write_text(_ANALYSIS_DESCRIPTOR, "utf-8")
    # The nodes may run as another user, whatever the umask here.
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return home
