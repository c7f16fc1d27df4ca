"""The routes that take what people send from pages without JavaScript."""
