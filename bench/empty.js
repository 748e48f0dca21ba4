// A program with nothing to do.
void 0;
