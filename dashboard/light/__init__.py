"""Pages that need no JavaScript, and notices for print."""
