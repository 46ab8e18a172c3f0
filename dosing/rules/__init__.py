"""The rules that turn the inputs into days, times, doses and findings; each knows only what it needs."""
