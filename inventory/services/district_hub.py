"""What a hub has of its schools' events, as deliveries."""

import hashlib
from collections.abc import Iterator

from inventory.files.district_bundle import bundle_delivery
from inventory.files.district_reading import Read, Refused
from inventory.rules.district import SourceKind
from inventory.store import district_taking
from inventory.store.district_file import Target


def deliveries(target: Target, url: str) -> Iterator[Read]:
    """The hub's events that the district lacks, page by page; what was changed there is refused."""
    from inventory.exchange.postgres import Hub  # needs an extra

    hub = Hub(url, connect_timeout=10)
    try:
        have = district_taking.marks(target)
        for bundle in hub.pull(have):
            content = f"{hub.name}\n{bundle.manifest.sha256}"
            identity = hashlib.sha256(content.encode()).hexdigest()
            yield bundle_delivery(bundle, SourceKind.HUB, identity, hub.name)
        yield from (Refused(hub.name, str(error)) for error in hub.refused)
    finally:
        hub.close()
