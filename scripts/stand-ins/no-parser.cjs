// Stands for what compiles a function for each kind of row, in the bundle: rows are parsed without (`disableEval`), and
// prepared statements, which have parsers of their own, are not used.
'use strict';
module.exports = () => {
  throw new Error('the bundle has no parsers that are compiled');
};
