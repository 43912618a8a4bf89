"""What the tests of such an app have anyway: tables and a week with ten breaks."""

import ads
import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        ads.make_tables()


@pytest.fixture
def db(db):
    ads.make_week(breaks=10)
