"""The picture: values in, figures out, no screen."""
