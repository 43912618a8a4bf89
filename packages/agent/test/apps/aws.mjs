// The client as ES modules get it; the rest of the app is the same.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

globalThis.imported = { SendMessageCommand, SQSClient };
await import('./aws.cjs');
