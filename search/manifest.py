"""The manifest of a generation: what is known of it as text that tells whether it was changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from search.engine import GenerationInfo
from search.errors import IndexDamagedError


def manifest_of(info: GenerationInfo) -> str:
    """A generation's manifest, as JSON with a digest of itself."""
    content = {**asdict(info), "files": {k: list(v) for k, v in info.files.items()}}
    content["digest"] = _digest(content)
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def read_manifest(text: str, where: str) -> GenerationInfo:
    """What a manifest says; IndexDamagedError if it is not as it was written."""
    try:
        content = json.loads(text)
        if content.pop("digest") != _digest(content):
            raise IndexDamagedError(where, "its digest does not hold")
        files = {name: (sha, size) for name, (sha, size) in content.pop("files").items()}
        return GenerationInfo(**content, files=files)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamagedError(where, f"it cannot be read ({error})") from error


def _digest(content: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
