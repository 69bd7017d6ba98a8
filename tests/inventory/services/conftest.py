"""A table of each kind, on the small school in memory; audits that are signed and can be sent."""

from collections.abc import Iterator

import pytest

from inventory.model import Mode
from inventory.services import upkeep
from inventory.services.desk import Desk
from inventory.services.office import Office
from tests.builders import FixedClock
from tests.inventory.counting import Round, furnish
from tests.inventory.services.at_the_table import Morning
from tests.inventory.services.papering import PRICES
from tests.inventory.services.sent import Sent, copied, sample_school, small_school
from tests.inventory.services.swapping import ADA, ADAS, BEN, BENS, Class


@pytest.fixture
def out(office: Office, clock: FixedClock) -> Morning:
    """A table where devices are handed out."""
    return Morning(office, clock)


@pytest.fixture
def back(office: Office, clock: FixedClock) -> Morning:
    """A table where devices are taken back."""
    return Morning(office, clock, Mode.BACK)


@pytest.fixture
def table(office: Office, clock: FixedClock) -> Morning:
    """The small school with devices in places, at a scanner that audits."""
    return furnish(Morning(office, clock, Mode.AUDIT))


@pytest.fixture
def walk(table: Morning) -> Iterator[Round]:
    """An audit of the whole school, just opened; in the end the file is sound."""
    walk = Round(table)
    yield walk
    assert upkeep.check(table.office).findings == ()
    assert upkeep.rebuild(table.office)


@pytest.fixture(scope="session")
def small_template() -> Iterator[Sent]:
    """The small school's audit, made once."""
    signed = small_school()
    yield signed
    signed.office.close()


@pytest.fixture(scope="session")
def sample_template() -> Iterator[Sent]:
    """The sample school's audit, made once."""
    signed = sample_school()
    yield signed
    signed.office.close()


@pytest.fixture
def signed(small_template: Sent) -> Iterator[Sent]:
    """A signed audit of the small school; in the end the file is sound."""
    signed = copied(small_template)
    yield signed
    assert upkeep.check(signed.office).findings == ()
    assert upkeep.rebuild(signed.office)
    signed.office.close()


@pytest.fixture
def northside(sample_template: Sent) -> Iterator[Sent]:
    """A signed audit of the sample school."""
    signed = copied(sample_template)
    yield signed
    signed.office.close()


@pytest.fixture(params=["small school", "sample school"])
def either(
    request: pytest.FixtureRequest, small_template: Sent, sample_template: Sent
) -> Iterator[Sent]:
    """A signed audit of each of the two."""
    signed = copied(small_template if request.param == "small school" else sample_template)
    yield signed
    signed.office.close()


@pytest.fixture
def room() -> Class:
    """Six students with their own Chromebooks by the record."""
    return Class()


@pytest.fixture
def pair(room: Class) -> Class:
    """Ada showed Ben's, and Ben showed Ada's."""
    room.shows(ADA, BENS)
    room.shows(BEN, ADAS)
    return room


@pytest.fixture
def desk(office: Office, clock: FixedClock) -> Desk:
    """A table that takes back, in a school that has prices."""
    for key, value in PRICES.items():
        office.change_setting(key, value)
    return Desk(office, Mode.BACK)
