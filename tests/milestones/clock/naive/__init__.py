"""A second clock, written from the domain rules alone, that the fold is compared with.

It walks through time a quarter of an hour at a time and counts what it sees; it knows no W, no segments, no
next due moment. Slow on purpose, and it shares no code with the product: only the values an event, a process
and a budget are written in.
"""
