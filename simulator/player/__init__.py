"""The player: one browser component that holds all steps of a walk and shows them without the server."""
