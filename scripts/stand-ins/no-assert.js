// Stands for node:assert in what the bundle has of yargs: as much of it as is used there. At each start yargs catches one
// such error, and Node's own tells of the difference in colours.
export function strictEqual(actual, expected) {
  if (!Object.is(actual, expected)) throw new TypeError(`not the same: ${actual}, ${expected}`);
}
export function notStrictEqual(actual, expected) {
  if (Object.is(actual, expected)) throw new TypeError(`the same: ${actual}`);
}
