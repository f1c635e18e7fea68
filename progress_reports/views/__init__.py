"""The pages of progress reports: writing, publishing, reading."""
