import pytest

pytest.register_assert_rewrite("tests.inventory.merging.properties")
