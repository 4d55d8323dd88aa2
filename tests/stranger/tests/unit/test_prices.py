import pytest
from shop.prices import with_tax


@pytest.mark.parametrize(("price", "total"), [(10, 12), (5, 6), (0, 0)])
def test_tax(price, total):
    assert with_tax(price) == total
