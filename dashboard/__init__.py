"""What people see: the village command, the web server and its pages."""
