"""What Streamlit shows of the player: each component of the page, and how their code is served."""
