"""Who changed which configuration, when, from what to what, and why (docs/guides/configuration-history.md).

The database itself writes a row for every row of configuration that is inserted, changed or deleted
(`recorded`), so that page, API, admin, command and plain SQL are caught alike. Who did it and why is known up
here (`responsible`) and told to the database with the first words of every such change (`telling`).
"""
