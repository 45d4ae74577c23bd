"""JSON Schema 2020-12 over one large document, by path; validators are made once each.

jsonschema has no complete types of its own, so it is reached here only, behind one method.
"""

import importlib
from typing import Any, Final

from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_URI: Final = "urn:discord:openapi"
_MOST_CHARS: Final = 300

_jsonschema: Any = importlib.import_module("jsonschema")


class Schemas:
    """The schemas inside a document that refers to itself."""

    def __init__(self, document: dict[str, Any]) -> None:
        resource: Resource[Any] = Resource.from_contents(
            document, default_specification=DRAFT202012
        )
        self._registry: Registry[Any] = Registry[Any]().with_resource(_URI, resource)
        self._validators: dict[tuple[str, ...], Any] = {}

    def faults(self, path: tuple[str, ...], value: Any) -> list[str]:
        """Return what is wrong with a value by the schema at `path`, a sentence each."""
        found: list[str] = []
        for error in self._validator(path).iter_errors(value):
            telling: Any = _jsonschema.exceptions.best_match([error]) or error
            where = "/".join(map(str, telling.absolute_path)) or "body"
            found.append(f"{where}: {telling.message[:_MOST_CHARS]}")
        return found

    def _validator(self, path: tuple[str, ...]) -> Any:
        if path not in self._validators:
            schema = {"$ref": f"{_URI}#/{'/'.join(map(_escaped, path))}"}
            made: Any = _jsonschema.Draft202012Validator(schema, registry=self._registry)
            self._validators[path] = made
        return self._validators[path]


def _escaped(step: str) -> str:
    """Write a key as a step of a JSON pointer inside a URI."""
    pointer = step.replace("~", "~0").replace("/", "~1")
    return pointer.replace("{", "%7B").replace("}", "%7D")
