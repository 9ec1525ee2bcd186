"""Who looks at a page, and what every page knows about them: roles, zone, theme, words, the instant of the
request."""
