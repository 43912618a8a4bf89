// The library as ES modules get it; the rest of the app is the same.
import * as grpc from '@grpc/grpc-js';

globalThis.imported = grpc;
await import('./grpc.cjs');
