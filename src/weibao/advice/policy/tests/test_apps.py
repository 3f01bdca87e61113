"""The profile of an installation is looked at when it starts."""

import pytest
from django.test import override_settings

from weibao.advice.policy.apps import active_profile_is_sound


def test_an_installation_with_a_sound_profile_passes_its_check() -> None:
    assert active_profile_is_sound(None) == []


@pytest.mark.parametrize("name", ["atlantis", ""])
def test_an_installation_with_an_unknown_profile_is_told_so(name: str) -> None:
    with override_settings(WEIBAO_PROFILE=name):
        errors = active_profile_is_sound(None)

    assert [error.id for error in errors] == ["policy.E001"]
    assert "jilin-12345" in errors[0].msg
