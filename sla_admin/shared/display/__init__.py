"""How values look on pages: numbers, times, status words, ring geometry, the timeline's layout.

Plain functions of plain values, without Django: the same input gives the same text in a page, a print and a
test.
"""
