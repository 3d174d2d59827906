"""Links: a screen, a page of training, a part of a lesson in one address."""
