"""What the tests of such an app have anyway: an engine, a client, tables and a week with ten breaks."""

import ads
import pytest


@pytest.fixture
def engine():
    ads.make_tables()
    ads.make_week(breaks=10)
    return ads.engine


@pytest.fixture
def client():
    return ads.app.test_client()
