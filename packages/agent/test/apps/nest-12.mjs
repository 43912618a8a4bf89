// NestJS 12, which is ES modules; the routes are those of the other frameworks.
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';

globalThis.imported = { ...common, ...core };
await import('./frameworks.cjs');
