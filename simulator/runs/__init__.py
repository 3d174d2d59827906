"""A training run beside the page, without Streamlit."""
