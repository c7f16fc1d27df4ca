"""Who somebody is: accounts and sessions, cards and PINs, consent, one-time codes, other providers, and pauses."""
