"""The REST API as one: its addresses under `/api/v1/`, its description and its explorer."""
