"""The product from files to answers: build, opening, whole answers in process, page and API under load."""
