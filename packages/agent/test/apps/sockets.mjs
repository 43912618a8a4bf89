// The modules as ES modules get them; the rest of the app is the same.
import * as http2 from 'node:http2';
import * as ws from 'ws';

globalThis.imported = { http2, ws };
await import('./sockets.cjs');
