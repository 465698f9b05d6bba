import pytest

from tongban.config.commands.refusal import Refusal
from tongban.config.commands.serve import refuse_well_known_secrets


@pytest.mark.parametrize("known", ["SECRET_KEY", "TONGBAN_DATA_KEY"])
def test_other_machines_are_not_answered_with_secrets_that_everybody_knows(settings, known):
    settings.SECRET_KEY, settings.TONGBAN_DATA_KEY = "one of our own", "another of our own"
    refuse_well_known_secrets("0.0.0.0")
    setattr(settings, known, settings.INSECURE_SECRET)
    refuse_well_known_secrets("127.0.0.1")
    with pytest.raises(Refusal, match="TONGBAN_SECRET_KEY and TONGBAN_DATA_KEY"):
        refuse_well_known_secrets("0.0.0.0")
