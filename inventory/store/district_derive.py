"""What follows from all deliveries: one row per device, who claims it, and who found it."""

from collections.abc import Iterable, Iterator
from typing import Any

from inventory.rules.district import SIGHTED, Standing, standing
from inventory.store import district_notes
from inventory.store.district_file import Target

_SEEN = ", ".join(f"'{one.value}'" for one in sorted(SIGHTED))
_CURRENT = "FROM listing l JOIN source s ON s.number = l.source WHERE s.current = 1 AND l.ours = 1"
_RANK = (
    f"CASE WHEN l.result IN ({_SEEN}) THEN 0 WHEN l.result = 'ACCOUNTED' THEN 1"
    " WHEN l.result = '' THEN 2 ELSE 3 END"
)
"""Who saw a device knows it best, then who can account for it; then who didn't look for it."""


def is_derived(target: Target) -> bool:
    """Whether what follows is of all deliveries that are there."""
    found = target.rows("SELECT value FROM state WHERE key = 'derived'")
    return bool(found) and found[0][0] == _newest(target)


def derive(target: Target) -> None:
    """Make it anew, inside the transaction of the caller."""
    for table in ("device", "claimed_again", "device_match", "label_conflict"):
        target.write(f"DELETE FROM {table}")
    target.write("DELETE FROM state WHERE key = 'derived'")
    _join_tags_to_serials(target)
    _put_devices(target)
    _put_matches(target)
    _put_label_conflicts(target)
    district_notes.follow(target)
    target.write("INSERT INTO state VALUES ('derived', ?)", _newest(target))


def _newest(target: Target) -> str:
    return str(target.rows("SELECT coalesce(max(number), 0) FROM source")[0][0])


def _join_tags_to_serials(target: Target) -> None:
    """Where one school knows only a tag, and others know its serial, and all of them the same one.

    A tag with several serials joins none of them: nobody can tell which.
    """
    found = target.rows(
        "SELECT a.source, a.device_id, min(a.tag_key), min(a.device_key), min(b.serial_key),"
        " max(b.serial_key)"
        " FROM (SELECT l.source, l.device_id, l.tag_key, l.device_key FROM listing l JOIN source s"
        " ON s.number = l.source WHERE s.current = 1 AND l.serial_key = '' AND l.tag_key <> '') a"
        f" LEFT JOIN (SELECT l.tag_key, l.serial_key {_CURRENT} AND l.serial_key <> ''"
        " AND l.tag_key <> '') b ON b.tag_key = a.tag_key GROUP BY a.source, a.device_id"
    )
    changes = [
        (key, source, device)
        for source, device, tag, has, least, most in found
        for key in [f"serial:{least}" if least and least == most else f"tag:{tag}"]
        if key != has
    ]
    target.write_many("UPDATE listing SET device_key = ? WHERE source = ? AND device_id = ?",
                      changes)  # fmt: skip


_CLAIMED_AGAIN = "(SELECT device_key FROM claimed_again)"


def _put_devices(target: Target) -> None:
    """One row for each device, which leads to the listing of the school that knows it best.

    Nearly all are on one list only; only the others have to be ranked.
    """
    target.write(
        "INSERT INTO claimed_again"
        f" SELECT l.device_key {_CURRENT} GROUP BY l.device_key HAVING count(*) > 1"
    )
    target.write(
        "INSERT INTO device SELECT l.device_key, l.tag, l.serial, 1, 1, l.source, l.device_id"
        f" {_CURRENT} AND l.device_key NOT IN {_CLAIMED_AGAIN} ORDER BY l.device_key"
    )
    target.write(
        "INSERT INTO device SELECT device_key, tag, serial, claims, 1, source, device_id FROM ("
        "SELECT l.device_key, l.source, l.device_id,"
        " CASE WHEN l.tag <> '' THEN l.tag ELSE max(l.tag) OVER whole END AS tag,"
        " CASE WHEN l.serial <> '' THEN l.serial ELSE max(l.serial) OVER whole END AS serial,"
        " count(*) OVER whole AS claims, row_number() OVER (PARTITION BY l.device_key"
        f" ORDER BY {_RANK}, CASE WHEN s.kind = 'journal' THEN 0 ELSE 1 END,"
        " l.seen_at DESC, s.site_key, l.device_id) AS place_in_line"
        f" {_CURRENT} AND l.device_key IN {_CLAIMED_AGAIN}"
        " WINDOW whole AS (PARTITION BY l.device_key)) AS ranked WHERE place_in_line = 1"
    )
    counted = target.rows(
        "SELECT l.device_key, count(DISTINCT s.site_key)"
        f" {_CURRENT} AND l.device_key IN {_CLAIMED_AGAIN} GROUP BY l.device_key"
    )
    target.write_many(
        "UPDATE device SET schools = ? WHERE device_key = ?",
        ((schools, key) for key, schools in counted if schools > 1),
    )


def _put_matches(target: Target) -> None:
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in _matches(target):  # the same find may have come in a bundle and in a packet
        rows.setdefault((row[8] or row[:2], row[10], row[12]), row)
    marks = ",".join("?" * 20)
    target.write_many(f"INSERT INTO device_match VALUES ({marks})", rows.values())


def _matches(target: Target) -> Iterator[tuple[Any, ...]]:
    yield from _on_two_lists(target)
    yield from _found_elsewhere(target)


_CODES = "(SELECT code FROM find_code)"
_FOUND = (
    "SELECT c.source, c.number, f.site, d.find, d.raw, d.at, d.place, d.person, d.event_id,"
    " CASE WHEN c.code = l.tag_key THEN 'tag' WHEN c.code = l.serial_key THEN 'serial'"
    " ELSE 'old tag' END, s.site, l.device_key, l.device_id, l.tag, l.serial, l.model, l.result,"
    " l.person, l.explanation, l.expected FROM listing l JOIN source s ON s.number = l.source"
    " CROSS JOIN find_code c JOIN source f ON f.number = c.source"
    " JOIN find d ON d.source = c.source AND d.number = c.number"
    f" WHERE (l.tag_key IN {_CODES} OR l.serial_key IN {_CODES} OR l.id_key IN {_CODES})"
    " AND c.code IN (l.tag_key, l.serial_key, l.id_key) AND s.current = 1 AND l.ours = 1"
    " AND f.current = 1 AND f.site_key <> s.site_key ORDER BY 1, 2, 10 DESC"
)


def _found_elsewhere(target: Target) -> Iterator[tuple[Any, ...]]:
    """What one school found and another one has on its list, and by which label it was known."""
    found: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for row in target.rows(_FOUND):
        key = (row[0], row[1], row[10], row[12])
        by = [*found[key][9].split(" and "), row[9]] if key in found else [row[9]]
        said = standing(row[16], expected=bool(row[19])).value
        found[key] = (*row[:9], " and ".join(dict.fromkeys(by)), *row[10:19], said)
    yield from found.values()


def _on_two_lists(target: Target) -> Iterator[tuple[Any, ...]]:
    """What one school misses and another one has seen, where both have it on their lists."""
    claims: dict[str, list[tuple[Any, ...]]] = {}
    for row in target.rows(
        "SELECT l.device_key, l.source, s.site, l.device_id, l.tag, l.serial, l.model, l.result,"
        " l.person, l.explanation, l.observed_at, l.observed_place, l.observed_with, l.event_id,"
        f" l.expected {_CURRENT} AND l.device_key IN"
        " (SELECT device_key FROM device WHERE schools > 1)"
        " ORDER BY l.device_key, s.site_key, l.device_id"
    ):
        claims.setdefault(row[0], []).append(row)
    seen = frozenset(one.value for one in SIGHTED)
    number = 0
    for rows in claims.values():
        for there in (row for row in rows if row[7] in seen):
            for here in (row for row in rows if row[2] != there[2] and row[14]):
                number -= 1
                yield (
                    there[1], number, there[2], "ON_ITS_LIST", there[3], there[10], there[11],
                    there[12], there[13], "own list", here[2], here[0], here[3], here[4], here[5],
                    here[6], here[7], here[8], here[9], standing(here[7], expected=True).value,
                )  # fmt: skip


def _put_label_conflicts(target: Target) -> None:
    for kind, one, other in (
        ("one tag, several serials", "tag_key", "serial_key"),
        ("one serial, several tags", "serial_key", "tag_key"),
    ):
        codes = target.rows(
            f"SELECT l.{one} {_CURRENT} AND l.{one} <> '' AND l.{other} <> ''"
            f" GROUP BY l.{one} HAVING min(l.{other}) <> max(l.{other})"
        )
        target.write_many(
            "INSERT INTO label_conflict VALUES (?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
            _conflicts(target, kind, one, [row[0] for row in codes]),
        )


_SOME = 500


def _conflicts(
    target: Target, kind: str, column: str, codes: list[str]
) -> Iterable[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(codes), _SOME):
        some = codes[start : start + _SOME]
        marks = ",".join("?" * len(some))
        found += target.rows(
            f"SELECT l.{column}, s.site, l.device_id, l.tag, l.serial, l.result"
            f" {_CURRENT} AND l.{column} IN ({marks})",
            *some,
        )
    return [(kind, *row) for row in found]


__all__ = ["Standing", "derive", "is_derived"]
