"""A badly set up record is noticed before anything is written."""

import pytest

from weibao.foundation.audit.apps import check_key


def test_the_settings_of_the_tests_are_sound():
    assert check_key() == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("WEIBAO_AUDIT_KEY", b"short", "audit.E001"), ("WEIBAO_AUDIT_ALGORITHM", "md5", "audit.E002")],
)
def test_a_short_key_or_unknown_algorithm_is_reported(settings, name: str, value: object, code: str):
    setattr(settings, name, value)

    assert [found.id for found in check_key(app_configs=None)] == [code]
