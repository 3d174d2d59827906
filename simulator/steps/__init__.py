"""The walk through the mathematics as data: one Step after another, each with its formula."""
