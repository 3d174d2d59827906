"""Hand-outs of a walk as Markdown, LaTeX and PDF."""
