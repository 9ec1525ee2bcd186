"""A configuration as the tables of its document."""

from escalations.design.configuration import Configuration
from escalations.design.table import Table
from escalations.services.design.hours_tables import hours_tables
from escalations.services.design.matrix_table import matrix_table
from escalations.services.design.names import Names
from escalations.services.design.promise_tables import promise_tables


def configuration_tables(configuration: Configuration) -> tuple[Table, ...]:
    """Everything a signature covers, in words, in the order of the document."""
    names = Names(configuration)
    return (*promise_tables(names), matrix_table(names), *hours_tables(names), AGE_OVER)


AGE_OVER = Table(
    "age-over",
    "Age-over choices",
    ("Rule", "Counted since", "Age", "Hours", "Target", "Action"),
    keys=3,
    absent="No escalation rules are set up.",
    note="Escalation rules are the internal safety net: what happens to a case that nobody touches, counted "
    "since it was created or last touched, on hours of the rule's own.",
)


def scope_words(configuration: Configuration) -> str:
    """`Everything in force`, or the process and version it is about."""
    if configuration.version is None:
        return "Everything in force"
    version = configuration.versions[0]
    return f"{version.process.name}, version {version.number}"
