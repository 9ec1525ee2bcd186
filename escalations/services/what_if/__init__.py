"""What a version would have made of real cases: read, folded again, compared, and kept.

`docs/guides/what-if.md` says what is counted.
"""
