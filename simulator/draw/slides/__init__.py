"""One step as a picture: SVG and PNG."""
