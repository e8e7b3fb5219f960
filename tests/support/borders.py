"""A border that import-linter has no contract for: some modules are their own folder's alone.

import-linter's contract "protected" names who may import a module; here it is whoever stands
beside it, in every folder, so that a new room is guarded without being named.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import grimp
from importlinter import Contract, ContractCheck, fields, output


class OwnFolderContract(Contract):
    """A module of one of these names is imported from inside its own folder alone.

    Options:
        names: the last parts of the modules' names, as shell patterns (`*_store`).
        within: the package in which they are looked for.
    """

    names: Any = fields.ListField(subfield=fields.StringField())
    within: Any = fields.StringField()

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        trespasses = sorted(
            (importer, module)
            for module in graph.find_descendants(self.within)
            if any(fnmatchcase(module.rpartition(".")[2], name) for name in self.names)
            for importer in graph.find_modules_that_directly_import(module)
            if not importer.startswith(module.rpartition(".")[0] + ".")
        )
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, module in check.metadata["trespasses"]:
            output.print_error(f"{importer} imports {module}, which is its own folder's alone")
