"""An import contract: rooms speak to one another only through the front door."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output

ROOM_DEPTH = 3  # tongban.<floor>.<room>


class FrontDoorContract(Contract):  # type: ignore[misc]
    """From outside a room, only its public modules may be imported; tests are passed over."""

    public_modules = fields.SetField(subfield=fields.StringField())
    open_rooms = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:  # noqa: ARG002 - the interface of import-linter
        offences = [
            (importer, imported)
            for importer in sorted(graph.modules)
            if ".tests" not in importer
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if self._crosses_rooms(importer, imported) and not self._is_public(imported)
        ]
        return ContractCheck(kept=not offences, metadata={"offences": offences})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["offences"]:
            output.print_error(f"{importer} reaches past the front door of {imported}", bold=False)

    def _crosses_rooms(self, importer: str, imported: str) -> bool:
        target = imported.split(".")
        is_room = len(target) > ROOM_DEPTH and target[0] == "tongban" and target[1] not in {"config", "doors"}
        return is_room and importer.split(".")[:ROOM_DEPTH] != target[:ROOM_DEPTH]

    def _is_public(self, imported: str) -> bool:
        parts = imported.split(".")[: ROOM_DEPTH + 1]
        return parts[-1] in self.public_modules or ".".join(parts[:ROOM_DEPTH]) in self.open_rooms
