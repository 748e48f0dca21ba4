// Stands for iconv-lite in the bundle. All data is UTF-8 (src/database/mysql.ts), which mysql2 decodes by itself. In a
// server's own character set come only the names and values of session variables that a SET changed: ASCII.
exports.getDecoder = (encoding) => {
  const own = encoding === 'cesu8' ? 'utf8' : 'latin1';
  return { write: (bytes) => bytes.toString(own), end: () => '' };
};

exports.getEncoder = (encoding) => {
  throw new Error(`The character set ${encoding} cannot be encoded.`);
};
