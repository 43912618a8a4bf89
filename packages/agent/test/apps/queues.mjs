// The libraries as ES modules get them; the rest of the app is the same.
import amqp from 'amqplib';
import amqpCallbacks from 'amqplib/callback_api';
import BeeQueue from 'bee-queue';
import BullQueue from 'bull';
import { FlowProducer, Queue, Worker } from 'bullmq';

globalThis.imported = { amqp, amqpCallbacks, BeeQueue, BullQueue, FlowProducer, Queue, Worker };
await import('./queues.cjs');
