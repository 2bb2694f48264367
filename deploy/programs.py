"""The Java and the Maven of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.errors import DeployError

OLDEST_JAVA = 17
# OpenSearch 2 asks for Java's security manager, which is gone from 24.
NEWEST_JAVA = 23
_INSTALL_JAVA = f"install a JDK of {OLDEST_JAVA} to {NEWEST_JAVA} (Debian: default-jdk-headless)"


def java() -> str:
    """The path of a Java that OpenSearch runs on: that of ``JAVA_HOME``, else of ``PATH``.

    DeployError if there is none, or it is too old or too new.
    """
    home = os.environ.get("JAVA_HOME")
    path = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if path is None:
        where = f"JAVA_HOME ({home})" if home else "PATH"
        raise DeployError(f"there is no java in {where}; {_INSTALL_JAVA}")
    version = java_version(path)
    if not OLDEST_JAVA <= version <= NEWEST_JAVA:
        raise DeployError(f"{path} is Java {version or '?'}; {_INSTALL_JAVA}, or set JAVA_HOME")
    return path


def java_version(path: str) -> int:
    """The feature number of a Java (8, 17, 21), 0 if it does not say one."""
    try:
        said = subprocess.run([path, "-version"], capture_output=True, text=True, check=False)
    except OSError as error:
        raise DeployError(f"{path} cannot be run: {error.strerror}") from error
    found = re.search(r'version "(?:1\.)?(\d+)', said.stderr)
    return int(found[1]) if found else 0


def maven() -> str:
    """The path of Maven; DeployError if there is none."""
    path = shutil.which("mvn")
    if path is None:
        raise DeployError("there is no mvn in PATH; install Maven (Debian: maven)")
    return path
