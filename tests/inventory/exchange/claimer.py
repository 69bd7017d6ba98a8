"""One table in a process of its own: claims devices one after the other and tells what came of it.

``python -m tests.inventory.exchange.claimer URL TABLE DEVICE…``; a line of JSON for each.
"""

import json
import sys
from dataclasses import asdict

from inventory.exchange.postgres_claims import Claims
from tests.builders import SITE


def main(url: str, table: str, *devices: str) -> None:
    """Claim each device for a hand-out that only this table has."""
    claims = Claims(url, timeout_ms=20_000)
    print(json.dumps({"ready": claims.warm_up()}), flush=True)
    sys.stdin.readline()
    for device in devices:
        event = f"{table} {device}"
        result = claims.claim(SITE, device, event, f"station of {table}", table, "2001")
        print(json.dumps({"device": device, "event": event, **asdict(result)}), flush=True)
    claims.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
