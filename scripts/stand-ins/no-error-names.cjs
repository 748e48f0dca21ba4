// Stands for mysql2's names of the errors of servers in the bundle. Nothing reads them, and to make them takes as long as to
// connect.
module.exports = {};
