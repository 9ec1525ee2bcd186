"""Pages of reports: one file a report; every figure is a link to the clocks or cases behind it."""
