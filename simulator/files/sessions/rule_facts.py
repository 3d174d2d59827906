"""An update rule as plain facts, which JSON holds; links and files share them."""

from typing import Any

from ...core.training.rules.rule_table import RULES
from ...core.training.update_rule import UpdateRule, update_rule
from ..untrusted.json_fields import Fields, checked_number


def rule_facts(rule: UpdateRule) -> dict[str, Any]:
    """Its name, and those of its settings that are not the defaults, which never change."""
    return {"name": rule.name, **rule.changed}


def rule_of(content: Any, place: str) -> UpdateRule | None:
    """The rule of these facts; None, which stands for plain descent, is no rule.

    Raises InputError for a name, a setting or a value that is none.
    """
    if content is None:
        return None
    given = Fields(content, place)
    row = RULES[given.choice("name", RULES)]
    settings = {name: _setting(given, name, setting.default) for name, setting in row.settings.items()}
    given.end()
    return update_rule(row.name, **settings)


def _setting(given: Fields, name: str, default: float | bool | None) -> float | bool | None:
    if isinstance(default, bool):
        return given.flag(name, default)
    value = given.take(name, default)
    return None if value is None else checked_number(value, f"{given.place}, {name}")
