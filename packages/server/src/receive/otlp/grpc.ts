import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServiceDefinition,
  type StatusObject,
  setLogVerbosity,
} from '@grpc/grpc-js';
import { KeyError, OverloadedError, TracebinError } from '../../errors.ts';
import type { BinScope, Ingest } from '../ingest.ts';
import { LIMITS } from '../limits.ts';
import { encodeExportResponse } from './export-response.ts';
import { OtlpReceiver, type OtlpReceiverOptions } from './otlp-receiver.ts';
import { messageOf, rpcCodeOf } from './rpc-status.ts';
import { SIGNALS, type Signal } from './signal.ts';
import { encodeStatus } from './status-message.ts';

export interface OtlpGrpcOptions extends OtlpReceiverOptions {
  /**
   * The bin that a call may write to.
   * @param metadata of the call, with lower-case names as `x-tracebin-key` or `authorization`
   * @param peer address of the other end, `127.0.0.1:53212`
   * @throws KeyError, OverloadedError (rate)
   */
  resolveKey(metadata: Metadata, peer: string): BinScope;
  ingest: Ingest;
  /** Told of every call that was not taken, for the bin's list of refusals. */
  onRefusal?(signal: Signal, error: Error, peer: string): void;
  /** Largest message, also after decompression; default 64 MiB. */
  maxMessageBytes?: number;
}

export interface OtlpGrpcServer {
  /** Returns the port that is listened on; 0 asks for any. @throws when the port is taken */
  start(host: string, port: number): Promise<number>;
  /** Takes no new calls and resolves when those that run are answered. */
  drain(): Promise<void>;
  /** Ends at once. */
  stop(): void;
}

const SERVICES: Readonly<Record<Signal, string>> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

/** Calls whose message is on its way, and may become 64 MiB each when decompressed. */
const MAX_RECEIVING = 32;

const asIs = (bytes: Buffer): Buffer => bytes;

/**
 * OTLP over gRPC: the messages reach the decoder as raw bytes. The key is checked before a message is read or
 * decompressed, so that strangers cannot make the server work.
 */
export function createOtlpGrpcServer(options: OtlpGrpcOptions): OtlpGrpcServer {
  const receiver = new OtlpReceiver(options);
  const maxMessageBytes = options.maxMessageBytes ?? LIMITS.maxBodyBytes;
  const scopes = new WeakMap<Metadata, BinScope>();
  // Failures reach us as errors; grpc-js would write them to stderr as well.
  setLogVerbosity(logVerbosity.NONE);
  let server: Server | undefined;
  const services: [Signal, handleUnaryCall<Buffer, Buffer>][] = [];
  for (const signal of SIGNALS) {
    const exportCall: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
      const answer = async () => {
        const scope = scopes.get(call.metadata);
        if (scope === undefined) throw new KeyError('key-missing', 'the call was not let in');
        const outcome = await receiver.receive(signal, 'protobuf', call.request, scope, options.ingest);
        return encodeExportResponse(outcome, signal, 'protobuf');
      };
      answer().then(
        (response) => callback(null, response),
        (error: Error) => {
          if (!(error instanceof TracebinError)) receiver.observer.defect?.(error);
          options.onRefusal?.(signal, error, call.getPeer());
          callback(statusOf(error));
        },
      );
    };
    services.push([signal, exportCall]);
  }
  return {
    async start(host, port) {
      // A grpc-js server whose port was taken never tries again: each start has its own.
      const starting = new Server({
        'grpc.max_receive_message_length': maxMessageBytes,
        interceptors: [keyCheck(options, scopes)],
      });
      for (const [signal, exportCall] of services) {
        starting.addService(definitionOf(signal), { export: exportCall });
      }
      const bound = await listen(starting, host, port);
      server = starting;
      return bound;
    },
    drain: () => (server === undefined ? Promise.resolve() : drain(server)),
    stop: () => server?.forceShutdown(),
  };
}

function definitionOf(signal: Signal): ServiceDefinition {
  return {
    export: {
      path: `/${SERVICES[signal]}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

function keyCheck(options: OtlpGrpcOptions, scopes: WeakMap<Metadata, BinScope>): ServerInterceptor {
  let receiving = 0;
  return (method, call) => {
    const signal = SIGNALS.find((one) => method.path.startsWith(`/${SERVICES[one]}/`));
    let isReceiving = false;
    const received = () => {
      if (isReceiving) receiving--;
      isReceiving = false;
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, letIn) => {
            try {
              scopes.set(metadata, options.resolveKey(metadata, call.getPeer()));
              if (receiving >= MAX_RECEIVING) {
                throw new OverloadedError('overloaded', 'too many calls are being received');
              }
            } catch (error) {
              if (signal !== undefined) options.onRefusal?.(signal, error as Error, call.getPeer());
              call.sendStatus(statusOf(error));
              return;
            }
            receiving++;
            isReceiving = true;
            letIn(metadata);
          },
          onReceiveMessage: (message, next) => {
            received();
            next(message);
          },
          onCancel: received,
        }),
      sendStatus: (status, next) => {
        received();
        next(status);
      },
    });
  };
}

/** The status of a failed call; `grpc-status-details-bin` has the same as google.rpc.Status, with RetryInfo. */
function statusOf(error: unknown): StatusObject & { name: string; message: string } {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', encodeStatus(error, 'protobuf'));
  const details = messageOf(error);
  return { code: rpcCodeOf(error), details, metadata, name: 'ServiceError', message: details };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function drain(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.tryShutdown((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
}
