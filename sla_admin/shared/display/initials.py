"""Two letters for a person, where a name has no room."""


def initials(name: str) -> str:
    """First letters of the first and the last word: Ines Carvalho is IC, Ines is I, nobody is –."""
    parts = name.split()
    if not parts:
        return "–"
    letters = parts[0][0] + (parts[-1][0] if len(parts) > 1 else "")
    return letters.upper()
