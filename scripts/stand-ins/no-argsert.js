// Stands for yargs' look at the arguments of its own functions in the bundle.
export function argsert() {}
