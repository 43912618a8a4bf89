/**
 * Checks of requests, each compiled when the first request comes that needs it: the schemas of all routes were a sixth of
 * the processor time of a start, and most servers are never asked at most of their routes.
 */
import { createRequire } from 'node:module';
import type { FastifyServerOptions } from 'fastify';

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>;
type ValidatorFactory = NonNullable<Compilers['buildValidator']>;
type Validator = ((data: unknown) => unknown) & { errors?: unknown };
type Factory = (schemas: unknown, options: unknown) => (route: unknown) => Validator;

const require = createRequire(import.meta.url);
let factory: Factory | undefined;

/** For Fastify's `compilersFactory.buildValidator`: its own compiler, later. */
export const validatorsAtFirstUse = ((schemas, options) => (route) => {
  let compiled: Validator | undefined;
  const validator: Validator = (data) => {
    factory ??= (require('@fastify/ajv-compiler') as () => Factory)();
    compiled ??= factory(schemas, options)(route);
    const isValid = compiled(data);
    // Fastify reads there what is wrong.
    validator.errors = compiled.errors;
    return isValid;
  };
  return validator;
}) satisfies Factory as unknown as ValidatorFactory;
