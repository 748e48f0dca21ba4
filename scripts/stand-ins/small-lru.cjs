// Stands for lru.min in the bundle, which makes room for all that a cache may ever hold at once: as mysql2 asks for
// 15 000 entries where a run has twenty, that takes as long as to connect. A Map knows the order of its keys too. What it
// would tell of entries that go is for prepared statements, of which there are none here, and nobody changes a size.
exports.createLRU = ({ max }) => {
  const entries = new Map();
  const set = (key, value) => {
    entries.delete(key);
    entries.set(key, value);
    if (entries.size > max) entries.delete(entries.keys().next().value);
  };
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete: (key) => entries.delete(key),
    clear: () => entries.clear(),
  };
};
