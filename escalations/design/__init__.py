"""The design of an installation as a document that people sign: pure values, their canonical bytes, and what
differs between two of them.
"""
