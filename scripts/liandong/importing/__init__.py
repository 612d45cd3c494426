"""Takes an edited workbook in: what changed, the trial in a copy of the project, all tables replaced or none."""
