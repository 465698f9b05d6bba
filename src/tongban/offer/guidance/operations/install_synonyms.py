"""Install how people speak from the file that says it."""

from pathlib import Path

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.data_files import read_yaml
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.guidance.models import Synonym, Vocabulary


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
        rows = [
            Synonym(
                say=[str(word) for word in row["say"]],
                mean=[str(word) for word in row["mean"]],
                same=row.get("same", False) is True,
            )
            for row in content["synonyms"]
        ]
    except (AttributeError, KeyError, TypeError, ValueError, yaml.YAMLError) as fault:
        raise UnableToInstallSynonyms(file=path.name, fault=f"{type(fault).__name__}: {fault}") from fault
    Synonym.objects.all().delete()
    Synonym.objects.bulk_create(rows)
    Vocabulary.advance()
    Vocabulary.objects.filter(id=1).update(fillers=fillers)
    return len(rows)
