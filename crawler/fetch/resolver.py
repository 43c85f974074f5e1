"""Names become addresses, and only public ones: the address checked here is the one that is connected to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from scrapy.crawler import CrawlerProcess
from twisted.internet.address import IPv4Address
from twisted.internet.address import IPv6Address as IPv6Endpoint
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]

Network = IPv4Network | IPv6Network
# Global by Python's own count, and still ways to a private host: NAT64 and 6to4 carry a private IPv4 address inside.
_TUNNELS = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16"), ip_network("2001::/32"))
_refusals: OrderedDict[str, str] = OrderedDict()


class AddressGuard:
    """Decides which addresses may be visited. `hosts` maps names (or *.suffix) to addresses, like /etc/hosts."""

    def __init__(self, hosts: Mapping[str, str], allowed: Sequence[str]) -> None:
        self._hosts = {name.lower().rstrip("."): address for name, address in hosts.items()}
        self._allowed = tuple(ip_network(network, strict=False) for network in allowed)

    def mapped(self, host: str) -> str | None:
        """Return the address the settings give for this name; it may be private, since a person wrote it there."""
        name = host.lower().rstrip(".")
        if name in self._hosts:
            return self._hosts[name]
        suffixes = (f"*.{name.split('.', n)[n]}" for n in range(1, name.count(".") + 1))
        return next((self._hosts[suffix] for suffix in suffixes if suffix in self._hosts), None)

    def allows(self, address: str) -> bool:
        """Tell whether `address` (a literal, zone index and all) is public, or in a network the settings allow."""
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        if any(parsed in network for network in self._allowed if network.version == parsed.version):
            return True
        tunnel = any(parsed in network for network in _TUNNELS if network.version == parsed.version)
        return parsed.is_global and not parsed.is_multicast and not tunnel


def refusal(host: str) -> str | None:
    """Return why the last resolution of `host` was refused, one sentence, or None when it was not."""
    return _refusals.get(host.lower())


@implementer(IHostnameResolver)
class PublicResolver:
    """Twisted's own resolver behind an AddressGuard; literals pass through it as well as names."""

    def __init__(self, reactor: Any, guard: AddressGuard) -> None:
        self._reactor = reactor
        self._system: Any = reactor.nameResolver
        self._guard = guard

    @classmethod
    def from_crawler(cls, crawler: CrawlerProcess, reactor: ReactorBase) -> PublicResolver:
        settings = crawler.settings
        return cls(reactor, AddressGuard(settings.getdict("TILSHI_HOSTS"), settings.getlist("TILSHI_ALLOW_ADDRESSES")))

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        mapped = self._guard.mapped(hostName)
        receiver = resolutionReceiver if mapped else _PublicOnly(resolutionReceiver, hostName, self._guard)
        return self._system.resolveHostName(receiver, mapped or hostName, portNumber, addressTypes, transportSemantics)


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Hands on the addresses that may be visited and remembers when none was left."""

    def __init__(self, receiver: Any, host: str, guard: AddressGuard) -> None:
        self._receiver = receiver
        self._host = host.lower()
        self._guard = guard
        self._passed = 0
        self._refused: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        literal = address.host if isinstance(address, IPv4Address | IPv6Endpoint) else ""
        if self._guard.allows(literal):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._refused.append(literal)

    def resolutionComplete(self) -> None:
        _refusals.pop(self._host, None)
        if self._refused and not self._passed:
            _refusals[self._host] = f"{self._host} leads to {self._refused[0]}, which is not a public address"
            while len(_refusals) > 1000:
                _refusals.popitem(last=False)
        self._receiver.resolutionComplete()
