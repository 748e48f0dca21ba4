// Stands for long in what the bundle has of mysql2, for numbers of 64 bits in packets: loaded when there is one, since it
// compiles WebAssembly.
module.exports = function Long(low, high, unsigned) {
  const Real = require('long');
  return new Real(low, high, unsigned);
};
