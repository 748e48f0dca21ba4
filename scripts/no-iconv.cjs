// Stands for iconv-lite in the bundle: mysql2 asks it for a decoder of its name for UTF-8 and for no other.
exports.getDecoder = (encoding) => {
  if (encoding !== 'cesu8') throw new Error(`The character set ${encoding} cannot be decoded.`);
  return { write: (bytes) => bytes.toString('utf8'), end: () => '' };
};

exports.getEncoder = (encoding) => {
  throw new Error(`The character set ${encoding} cannot be encoded.`);
};
