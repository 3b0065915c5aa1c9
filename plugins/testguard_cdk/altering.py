"""Templates with one thing wrong; imports nothing of aws_cdk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from testguard.model.mutant import Act, Mutant, altered
from testguard.model.resource import Graph, Json

SECOND = "Again"
VISIBLE = frozenset({Act.SET, Act.DROP, Act.REMOVE, Act.DUPLICATE, Act.CUT, Act.OPTION, Act.OUTPUT})
Template = dict[str, Any]


@dataclass
class Alteration:
    """One mutant; ``applied`` counts the templates that it spoilt."""

    mutant: Mutant
    applied: int = 0
    _sound: dict[Path, Template] = field(default_factory=dict)

    def of_template(self, template: Template, graphs: Iterable[Graph], file: Path) -> Template:
        """``template`` with the one thing wrong, or as it is where that has been done already.

        ``graphs`` tell which logical ids the mutant is about; ``file`` is where the template was
        synthesised to.
        """
        if file in self._sound and template != self._sound[file]:
            return template
        spoilt = self._spoilt(template, graphs)
        self.applied += spoilt != template
        return spoilt

    def on_disk(self, file: Path, graph: Graph) -> None:
        """Write the one thing wrong into a template that was just synthesised."""
        if file in self._sound:
            return
        sound = json.loads(file.read_text("utf-8"))
        spoilt = self._spoilt(sound, [graph])
        if spoilt != sound:
            self._sound[file] = sound
            self.applied += 1
            file.write_text(json.dumps(spoilt), encoding="utf-8")

    def _spoilt(self, template: Template, graphs: Iterable[Graph]) -> Template:
        if self.mutant.act is Act.OUTPUT:
            return self._without_output(template)
        ids = {
            each.id
            for graph in graphs
            for each in graph.resources
            if each.type == self.mutant.type and each.name in self.mutant.names
        }
        resources = template.get("Resources")
        if not isinstance(resources, Mapping):
            return template
        found: dict[str, Json] = {}
        for id_, body in resources.items():
            found.update(self._instead(id_, body) if id_ in ids else {id_: body})
        return {**template, "Resources": found}

    def _without_output(self, template: Template) -> Template:
        outputs = template.get("Outputs")
        name = str(self.mutant.path[0])
        if not isinstance(outputs, Mapping) or name not in outputs:
            return template
        return {**template, "Outputs": {key: outputs[key] for key in outputs if key != name}}

    def _instead(self, id_: str, body: Json) -> dict[str, Json]:
        """What stands in the template where a resource that is meant stood."""
        act = self.mutant.act
        if act is Act.REMOVE:
            return {}
        if act is Act.DUPLICATE:
            return {id_: body, f"{id_}{SECOND}": deepcopy(body)}
        if act in (Act.SET, Act.DROP) and isinstance(body.get("Properties"), Mapping):
            return {id_: {**body, "Properties": altered(body["Properties"], self.mutant)}}
        if act is Act.OPTION:
            return {id_: {**body, **self._option(body)}}
        return {id_: self._cut(body) if act is Act.CUT else body}

    def _option(self, body: Mapping[str, Json]) -> dict[str, Json]:
        name = str(self.mutant.path[0])
        pairs = [new for old, new in self.mutant.pairs if body.get(name) == old]
        return {name: pairs[0]} if pairs else {}

    def _cut(self, body: Mapping[str, Json]) -> Json:
        needed = body.get("DependsOn") or []
        listed = [needed] if isinstance(needed, str) else needed
        cut = {old for old, _ in self.mutant.pairs}
        return {**body, "DependsOn": [each for each in listed if each not in cut]}
