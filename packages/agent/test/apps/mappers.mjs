// Prisma as ES modules get it; the rest of the app is the same.
import { PrismaPg } from '@prisma/adapter-pg';
import * as runtime from '@prisma/client/runtime/client';

globalThis.imported = { PrismaPg, runtime };
await import('./mappers.cjs');
