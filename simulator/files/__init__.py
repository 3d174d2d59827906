"""What is read and written: one file per format."""

from ..core.door import door

PLACES = {
    "dataset_from": "tables.columns",
    "dataset_text": "tables.csv_writer",
    "handout": "handouts.handout",
    "is_recording": "recordings.reader",
    "notebook": "scripts.notebook",
    "numeric_columns": "tables.columns",
    "numpy_script": "scripts.numpy_script",
    "read_link": "sessions.links.link",
    "read_model": "networks.load_save",
    "read_recording": "recordings.reader",
    "read_session": "sessions.archive.session_file",
    "read_table": "tables.csv_reader",
    "read_theirs": "networks.pasted_numbers",
    "read_train_link": "sessions.links.training_link",
    "sheets": "practice.course",
    "torch_script": "scripts.torch_script",
    "typst_text": "handouts.pdf",
}
__all__ = list(PLACES)
__getattr__, __dir__ = door(__name__, PLACES)
