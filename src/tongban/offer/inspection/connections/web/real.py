"""
The real web, asked politely and safely.

An address comes from a guide, so it is not trusted: only http and https on their own ports, only public addresses. The name is
resolved once and the request goes to just that address, so that a name that changes its mind cannot lead into our network.
"""

import ipaddress
import socket
import ssl
from urllib.parse import urljoin, urlsplit

import httpx

from tongban.offer.inspection.connections.web import Answer, Kind

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5.0, 10.0
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
GONE = {404, 410}
NO_HEAD = {400, 403, 404, 405, 501}  # servers that do not like HEAD say one of these; GET tells the truth
SERVER_FAULT = 500
AGENT = "Tongban-link-check (checks that the links of service guides open)"


class UnsafeAddress(ValueError):
    """The address is not a public web address."""


class RealWeb:
    """Asks over the network. Proxies of the environment are not used: the address asked for is the one that was checked."""

    def ask(self, url: str) -> Answer:
        """Ask for an address, following where it leads as long as that is public."""
        try:
            for _ in range(MOST_REDIRECTS + 1):
                response = self._answer(url)
                if not response.has_redirect_location:
                    return _judged(response.status_code)
                url = urljoin(url, response.headers["location"])
            return Answer(Kind.FAILS, "redirects in a circle")
        except UnsafeAddress as refusal:
            return Answer(Kind.REFUSED, str(refusal))
        except socket.gaierror:
            return Answer(Kind.UNREACHED, "no such host")
        except (ssl.SSLError, httpx.ConnectError) as fault:
            is_tls = (
                isinstance(fault, ssl.SSLError) or "certificate" in str(fault).lower() or "ssl" in str(fault).lower()
            )
            return Answer(Kind.FAILS, "TLS") if is_tls else Answer(Kind.UNREACHED, "no connection")
        except httpx.TimeoutException:
            return Answer(Kind.UNREACHED, "no answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError, ValueError) as fault:
            return Answer(Kind.FAILS, type(fault).__name__)

    def check_config(self) -> list[str]:
        return []

    def _answer(self, url: str) -> httpx.Response:
        head = self._request("HEAD", url)
        return self._request("GET", url) if head.status_code in NO_HEAD else head

    def _request(self, method: str, url: str) -> httpx.Response:
        parts = urlsplit(url)
        host, address = checked_host(url)
        at = f"[{address}]" if ":" in address else address
        target = parts._replace(netloc=at, fragment="").geturl()
        timeout = httpx.Timeout(SECONDS_TO_ANSWER, connect=SECONDS_TO_CONNECT)
        with (
            httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout) as client,
            client.stream(
                method, target, headers={"Host": host, "User-Agent": AGENT}, extensions={"sni_hostname": host}
            ) as response,
        ):
            return response  # the body is not read: it may be anything and any length


def checked_host(url: str) -> tuple[str, str]:
    """Return the host of an address and the public IP address it stands for; raise UnsafeAddress."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise UnsafeAddress("not a web address")
    if parts.username or parts.password:
        raise UnsafeAddress("holds a name or a password")
    if parts.port not in (None, PORTS[parts.scheme]):
        raise UnsafeAddress("not a web port")
    host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    found = {info[4][0] for info in socket.getaddrinfo(host, PORTS[parts.scheme], type=socket.SOCK_STREAM)}
    for each in found:
        address = ipaddress.ip_address(str(each).partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not mapped.is_global or mapped.is_multicast:
            raise UnsafeAddress("not a public address")
    return host, str(sorted(found, key=lambda each: ":" in str(each))[0])


def _judged(status: int) -> Answer:
    if status in GONE:
        return Answer(Kind.GONE, str(status))
    return Answer(Kind.FAILS if status >= SERVER_FAULT else Kind.OPENS, str(status))
