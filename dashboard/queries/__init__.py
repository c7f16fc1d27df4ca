"""The questions, a room per subject: they take the viewer and return what is masked already."""
