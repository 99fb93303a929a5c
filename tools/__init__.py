"""Commands of the project's own house: what makes files of the documentation."""
