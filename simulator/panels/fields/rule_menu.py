"""The menu of update rules and the fields of the chosen one's settings, all from its row."""

from collections.abc import Callable

import streamlit as st

from ...core.inputs import InputError
from ...core.training.rules.rule_row import RuleSetting
from ...core.training.rules.rule_table import RULES
from ...core.training.update_rule import UpdateRule, first_rule, update_rule
from .. import page_state as state
from . import checked_menus
from .number_field import number_field

PLAIN = "plain descent"

Choose = Callable[[UpdateRule | None], None]


def rule_menu(
    name: str, rule: UpdateRule | None, choose: Choose, *, of: str = "", help: str | None = None
) -> None:
    """Show a rule, None for plain descent; `choose` is called with another one where something is changed.

    Whoever calls owns the rule. `name` tells the widgets of one menu from those of another, as `of` does in
    their labels (" of run B"). A rule that `choose` or its row refuses is not taken, and why is said here.
    """
    place = f"{name} update rule"
    key = state.bound(place, rule.name if rule else PLAIN)

    def changed(make: Callable[[], UpdateRule | None]) -> None:
        if state.refusal(place):
            state.refuse("")
        try:
            choose(make())
        except InputError as reason:
            state.refuse(str(reason), "Not changed", place)

    def chosen() -> None:
        picked = str(state.read(key))
        changed(lambda: None if picked == PLAIN else first_rule(picked))

    checked_menus.selectbox(
        f"Update rule{of}",
        [PLAIN, *RULES],
        format_func=lambda picked: "Plain descent" if picked == PLAIN else RULES[picked].title,
        key=key,
        on_change=state.while_bound(key, chosen),
        help=help,
    )
    if rule is not None:
        with st.expander(f"Settings of {rule.row.title}{of}"):
            for setting in rule.row.settings.values():
                _field(name, rule, setting, changed, of)
            if rule.row.note:
                st.text(rule.row.note)
    state.say_refusal(place)


def _field(
    name: str,
    rule: UpdateRule,
    setting: RuleSetting,
    changed: Callable[[Callable[[], UpdateRule | None]], None],
    of: str,
) -> None:
    """The field of one setting: a switch, or a number, where 0 stands for none if there may be none."""
    may_be_none = setting.default is None
    label = f"{setting.label}{' (0 = not)' if may_be_none else ''}{of}"
    value = rule.settings[setting.name]
    key = state.bound(f"{name} {rule.name} {setting.name}", value if value is not None else 0.0)

    def put(typed: float | bool) -> None:
        given = None if may_be_none and typed == 0 else typed

        def made() -> UpdateRule:
            return update_rule(rule.name, **{**rule.settings, setting.name: setting.read(given, label)})

        changed(made)

    if isinstance(setting.default, bool):
        st.toggle(label, key=key, on_change=state.while_bound(key, lambda: put(bool(state.read(key)))))
        return

    def typed(number: float) -> None:
        if state.is_bound(key):
            put(number)

    number_field(label, key=key, name=f"{name} {setting.name}", on_change=typed)
