// A program with nothing to do.
