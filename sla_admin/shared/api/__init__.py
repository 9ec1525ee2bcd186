"""Conventions of the REST API: how callers are known, how errors look, how lists are paged, how writes
repeat.

The resources themselves live with their domain, in `<app>/api/`; `sla_admin/api/` puts them under `/api/v1/`.
"""
