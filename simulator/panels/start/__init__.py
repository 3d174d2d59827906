"""How the program is started: the command, and the script that Streamlit runs for it."""
