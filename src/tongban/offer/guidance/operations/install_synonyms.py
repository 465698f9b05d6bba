"""Install how people speak from the file that says it."""

from pathlib import Path

import yaml
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.guidance.models import Vocabulary


class UnableToInstallSynonyms(DomainError):
    """The file is no list of fillers and synonyms: mend what is named and install it again."""

    code = "synonyms.faulty"
    sentence = _("同义词文件 {file} 有误：{fault}。改正后重新导入。")
    status = 422


@transaction.atomic
def install_synonyms(path: Path) -> int:
    """Replace fillers and synonyms by those of a YAML file and return how many rows there are; search follows in seconds."""
    try:
        content = read_yaml(path)
        fillers = [str(word) for word in content["fillers"]]
        synonyms = [
            {side: [str(word) for word in row[side]] for side in ("say", "mean")} for row in content["synonyms"]
        ]
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise UnableToInstallSynonyms(file=path.name, fault=f"{type(fault).__name__}: {fault}") from fault
    Vocabulary.objects.update_or_create(
        id=1,
        defaults={"fillers": fillers, "synonyms": synonyms, "revision": F("revision") + 1},
        create_defaults={"fillers": fillers, "synonyms": synonyms},
    )
    return len(synonyms)
