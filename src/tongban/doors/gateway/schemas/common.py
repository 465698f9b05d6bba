"""What all schemas stand on."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints


class Taken(BaseModel):
    """What a client sends; an unknown field is a mistake of the client's and is told."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """What a client gets; filled from the attributes of what a room hands out."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, thing: Any) -> Self:
        return cls.model_validate(thing)


Word = Annotated[str, StringConstraints(max_length=120)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Reasons = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Note = Annotated[str, StringConstraints(max_length=4000)]
