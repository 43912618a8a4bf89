import { type Static, Type } from '@sinclair/typebox';
import type { HealthAnswer } from '@tracebin/model';
import { same } from './same-type.ts';

export const HealthAnswerSchema = Type.Object({
  status: Type.Union([
    Type.Literal('ok'),
    Type.Literal('starting'),
    Type.Literal('store-unavailable'),
    Type.Literal('draining'),
  ]),
  version: Type.String(),
  store: Type.Object({
    engine: Type.Union([Type.Literal('embedded'), Type.Literal('cluster')]),
    version: Type.String({ description: 'Version of the engine' }),
    schema: Type.Integer({ description: 'Number of the newest migration' }),
  }),
  uptimeMs: Type.Number(),
  backlogBytes: Type.Number({ description: 'Bytes that wait for their commit' }),
  backlogBoundBytes: Type.Number({ description: 'Above this senders are told to come back later' }),
  derive: Type.Union([
    Type.Object({
      lagMs: Type.Number({ description: 'How far the derived pages are behind what has been received' }),
      waitingTraces: Type.Integer({ description: 'Traces that wait to be quiet or to be worked up' }),
      ingestFirst: Type.Boolean({
        description: 'They wait because senders send more than is stored at once',
      }),
    }),
    Type.Null(),
  ]),
});

same<HealthAnswer, Static<typeof HealthAnswerSchema>>(true);
