// Stands for node:tls in what the bundle has of mysql2: as much of it as is used there, loaded when it is.
const tls = () => require('node:tls');
exports.createSecureContext = (options) => tls().createSecureContext(options);
exports.connect = (options, listener) => tls().connect(options, listener);
exports.checkServerIdentity = (name, certificate) => tls().checkServerIdentity(name, certificate);
Object.defineProperty(exports, 'TLSSocket', { get: () => tls().TLSSocket });
