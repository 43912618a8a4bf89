import { type TProperties, type TSchema, Type } from '@sinclair/typebox';
import { ApiErrorSchema } from './schema/bins.ts';

/** Parameters of a path below `/api/bins/:bin`. */
export function binParams<Properties extends TProperties>(more?: Properties): TSchema {
  return Type.Object({
    bin: Type.String({ description: 'View token of the bin, or "local" on the machine of the server' }),
    ...more,
  });
}

/** The answer of a route and the refusals it may give. */
export function answers(schema: TSchema, status: number, refusals: number[]): Record<number, TSchema> {
  const all: Record<number, TSchema> = { [status]: schema };
  for (const refusal of refusals) all[refusal] = ApiErrorSchema;
  return all;
}
