"""How often each client may ask: a token bucket for each, in bounded memory."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from ipaddress import AddressValueError, IPv6Address
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# So many seconds' worth may be asked at once.
BURST_SECONDS = 4
# Clients that are known at once; the one that asked longest ago is forgotten for a new one.
MOST_CLIENTS = 10_000
# One household or firm has a network of IPv6, and of it any address that it likes.
_NETWORK_BYTES = 8


class TokenBuckets:
    """Buckets of ``rate`` tokens a second and client; safe to call from many threads."""

    def __init__(self, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self.rate = rate
        self._most = rate * BURST_SECONDS
        self._clock = clock
        self._guard = threading.Lock()
        # Tokens left, and when that was so.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, tokens: int = 1) -> float:
        """Seconds until as many tokens are there; 0 if they were, and are taken."""
        client = network_of(address)
        with self._guard:
            now = self._clock()
            left, then = self._left.pop(client, (self._most, now))
            left = min(self._most, left + (now - then) * self.rate)
            missing = min(tokens, self._most) - left
            self._left[client] = (left if missing > 0 else left - tokens, now)
            if len(self._left) > MOST_CLIENTS:
                self._left.popitem(last=False)
        return max(0.0, missing / self.rate)


def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, or the first half of an IPv6 one."""
    try:
        packed = IPv6Address(address.partition("%")[0])
    except AddressValueError:
        return address
    if packed.ipv4_mapped:
        return str(packed.ipv4_mapped)
    return packed.packed[:_NETWORK_BYTES].hex()


def whole_seconds(seconds: float) -> int:
    """As ``Retry-After`` has them, at least 1."""
    return max(1, math.ceil(seconds))
