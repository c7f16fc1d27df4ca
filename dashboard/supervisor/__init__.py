"""Pages for those who look after villages: townships, counties, supervisors."""
