"""Reading a request body field by field, noting every fault under its path as Discord does.

Codes of single faults (BASE_TYPE_MAX_LENGTH and the like) are those that Discord puts into the
`errors` tree of a 50035; see the reference on error messages.
"""

from typing import Any

from local_discord.http.errors import Problems
from local_discord.http.json_values import JsonObject, is_list, is_object


class Form:
    """One JSON object of a request, with its path from the body's root."""

    def __init__(
        self, body: JsonObject, problems: Problems, path: tuple[str | int, ...] = ()
    ) -> None:
        self.body = body
        self.problems = problems
        self.path = path

    def has(self, name: str) -> bool:
        """Tell whether the field was sent, null included."""
        return name in self.body

    def refuse(self, name: str, code: str, message: str) -> None:
        """Note a fault of one field."""
        self.problems.add((*self.path, name), code, message)

    def text(
        self, name: str, *, most: int | None = None, least: int = 0, required: bool = False
    ) -> str | None:
        """Read a string of `least` to `most` characters."""
        value = self._value(name, required=required)
        if value is None:
            return None
        if not isinstance(value, str):
            self.refuse(name, "STRING_TYPE_CONVERT", "Could not convert to string.")
            return None
        if len(value) < least or (most is not None and len(value) > most):
            self._refuse_length(name, least, most)
        return value

    def whole(
        self,
        name: str,
        *,
        least: int | None = None,
        most: int | None = None,
        required: bool = False,
    ) -> int | None:
        """Read an integer between `least` and `most`."""
        value = self._value(name, required=required)
        if value is None:
            return None
        if isinstance(value, str) and value.lstrip("-").isdigit():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        if least is not None and value < least:
            self.refuse(
                name,
                "NUMBER_TYPE_MIN",
                f"int value should be greater than or equal to {least}.",
            )
        if most is not None and value > most:
            self.refuse(
                name, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}."
            )
        return value

    def one_of(self, name: str, allowed: tuple[int, ...], *, required: bool = False) -> int | None:
        """Read an integer out of a list."""
        value = self.whole(name, required=required)
        if value is not None and value not in allowed:
            listed = ", ".join(map(str, allowed))
            self.refuse(name, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
            return None
        return value

    def switch(self, name: str, *, default: bool = False) -> bool:
        """Read a boolean."""
        value = self.body.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return default
        return value

    def snowflake(self, name: str, *, required: bool = False) -> int | None:
        """Read an id."""
        value = self._value(name, required=required)
        if value is None:
            return None
        if isinstance(value, int) or (isinstance(value, str) and value.isdigit()):
            return int(value)
        self.refuse(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return None

    def child(self, name: str, *, required: bool = False) -> "Form | None":
        """Read an object."""
        value = self._value(name, required=required)
        if value is None:
            return None
        if not is_object(value):
            self.refuse(
                name,
                "DICT_TYPE_CONVERT",
                "Only dictionaries may be used in a DictType",
            )
            return None
        return Form(value, self.problems, (*self.path, name))

    def each(
        self, name: str, *, most: int | None = None, least: int = 0, required: bool = False
    ) -> "list[Form]":
        """Read a list of objects."""
        forms: list[Form] = []
        for index, value in enumerate(self.values(name, most=most, least=least, required=required)):
            path = (*self.path, name, index)
            if is_object(value):
                forms.append(Form(value, self.problems, path))
            else:
                self.problems.add(
                    path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"
                )
        return forms

    def values(
        self, name: str, *, most: int | None = None, least: int = 0, required: bool = False
    ) -> list[Any]:
        """Read a list of anything, `least` to `most` long."""
        value = self._value(name, required=required)
        if value is None:
            return []
        if not is_list(value):
            self.refuse(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if len(value) < least or (most is not None and len(value) > most):
            self._refuse_length(name, least, most)
        return value

    def ids(self, name: str, *, most: int | None = None) -> list[int]:
        """Read a list of ids; what is no id is left out."""
        return [int(one) for one in self.values(name, most=most) if str(one).isdigit()]

    def _value(self, name: str, *, required: bool) -> Any:
        value = self.body.get(name)
        if value is None and required:
            self.refuse(name, "BASE_TYPE_REQUIRED", "This field is required")
        return value

    def _refuse_length(self, name: str, least: int, most: int | None) -> None:
        if least and most is not None:
            self.refuse(
                name, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
            )
        elif most is not None:
            self.refuse(name, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        else:
            self.refuse(name, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
