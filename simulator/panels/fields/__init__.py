"""Menus and fields that check what they are given: of numbers, activations, conditions, rules and files."""
