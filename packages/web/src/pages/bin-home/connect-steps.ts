/** What the reader's own bin puts into the commands. */
export interface ConnectFacts {
  /** `http://127.0.0.1:4318` */
  address: string;
  /** Undefined where senders need no key (`local` on loopback). */
  key: string | undefined;
  /** A trace id nobody has used, 32 hex digits, and a span id, 16: for the span sent by hand. */
  traceId: string;
  spanId: string;
}

/** A piece of a command; `own` marks what was filled in for this bin. */
export type CodePiece = string | { own: string };

export interface ConnectStep {
  text: string;
  code: CodePiece[];
}

export interface ConnectWay {
  name: ConnectWayName;
  label: string;
  steps: ConnectStep[];
  /** What stands between backticks is shown as code. */
  note: string;
}

export const CONNECT_WAY_NAMES = ['node', 'django', 'opentelemetry', 'curl'] as const;
export type ConnectWayName = (typeof CONNECT_WAY_NAMES)[number];

/** The environment every OpenTelemetry SDK reads (specification, "OTLP exporter configuration"). */
const sdkEnvironment = ({ address, key }: ConnectFacts, end: string): CodePiece[] => [
  'OTEL_EXPORTER_OTLP_ENDPOINT=',
  { own: address },
  `${end}OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`,
  ...(key === undefined ? [] : [`${end}OTEL_EXPORTER_OTLP_HEADERS=x-tracebin-key=`, { own: key }]),
];

/** As docs/guides/watch-your-node-app.md says it. */
const node = ({ address, key }: ConnectFacts): ConnectWay => ({
  name: 'node',
  label: 'Node',
  steps: [
    { text: 'Install the agent.', code: ['npm install @tracebin/agent'] },
    {
      text: 'Start your app with one flag in front. No code changes.',
      code: [
        'TRACEBIN_URL=',
        { own: address },
        ...(key === undefined ? [] : [' \\\nTRACEBIN_KEY=', { own: key }]),
        ' \\\nnode --import @tracebin/agent/register app.js',
      ],
    },
    { text: 'Send it a request.', code: ['curl http://localhost:3000/'] },
  ],
  note: 'Sees Express, Fastify, Koa, hapi, NestJS and GraphQL; pg, mysql2, mongodb, redis, amqplib, BullMQ and fetch, and says where in your code a query comes from. The service is named as in `package.json`; `TRACEBIN_SERVICE` names it otherwise.',
});

const django = (facts: ConnectFacts): ConnectWay => ({
  name: 'django',
  label: 'Django',
  steps: [
    {
      text: 'Install OpenTelemetry for Python, and what it has for the packages your app uses.',
      code: [
        'pip install opentelemetry-distro opentelemetry-exporter-otlp-proto-http\nopentelemetry-bootstrap -a install',
      ],
    },
    {
      text: 'Start your app through it.',
      code: [
        'OTEL_SERVICE_NAME=my-app \\\n',
        ...sdkEnvironment(facts, ' \\\n'),
        ' \\\nDJANGO_SETTINGS_MODULE=mysite.settings \\\nopentelemetry-instrument python manage.py runserver --noreload',
      ],
    },
    { text: 'Send it a request.', code: ['curl http://localhost:8000/'] },
  ],
  note: 'Sees views, psycopg, redis, requests and Celery tasks. In production put `opentelemetry-instrument` in front of gunicorn or uwsgi in the same way.',
});

const opentelemetry = (facts: ConnectFacts): ConnectWay => ({
  name: 'opentelemetry',
  label: 'OpenTelemetry',
  steps: [
    { text: 'Point any SDK here.', code: sdkEnvironment(facts, '\n') },
    {
      text: 'For a Node.js app that has none, with these variables set:',
      code: [
        'npm install @opentelemetry/api @opentelemetry/auto-instrumentations-node\nOTEL_SERVICE_NAME=my-app node --require @opentelemetry/auto-instrumentations-node/register app.js',
      ],
    },
    {
      text: 'Or let your Collector send a copy: add this exporter, and its name to the exporters of your pipelines.',
      code: [
        'exporters:\n  otlphttp/tracebin:\n    endpoint: ',
        { own: facts.address },
        ...(facts.key === undefined ? [] : ['\n    headers:\n      x-tracebin-key: ', { own: facts.key }]),
      ],
    },
  ],
  note: 'Traces, logs and metrics, over HTTP with protobuf or JSON, and over gRPC where it is listed as ready. Names of the old and the new semantic conventions are both understood. Where a Node.js app is written as ES modules, add `--experimental-loader=@opentelemetry/instrumentation/hook.mjs` before its name.',
});

const curl = (facts: ConnectFacts): ConnectWay => ({
  name: 'curl',
  label: 'curl',
  steps: [
    {
      text: 'One span by hand, 42 ms long, as of now.',
      code: [
        'curl -i ',
        { own: `${facts.address}/v1/traces` },
        " \\\n  -H 'content-type: application/json' \\\n",
        ...(facts.key === undefined ? [] : ["  -H 'x-tracebin-key: ", { own: facts.key }, "' \\\n"]),
        `  -d '{"resourceSpans": [{
    "resource": {"attributes": [
      {"key": "service.name", "value": {"stringValue": "by-hand"}}]},
    "scopeSpans": [{"spans": [{
      "traceId": "`,
        { own: facts.traceId },
        '",\n      "spanId": "',
        { own: facts.spanId },
        `",
      "name": "hello", "kind": 2,
      "startTimeUnixNano": "'$(date +%s)'000000000",
      "endTimeUnixNano":   "'$(date +%s)'042000000"}]}]}]}'`,
      ],
    },
  ],
  note: 'OTLP as JSON. Sending the same ids twice counts once; change a digit of the trace id for another trace.',
});

/** Every way to send something to a bin, with the commands as they are to be run. */
export const connectWays = (facts: ConnectFacts): ConnectWay[] => [
  node(facts),
  django(facts),
  opentelemetry(facts),
  curl(facts),
];

/** The command as it goes onto the clipboard. */
export const codeText = (pieces: readonly CodePiece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.own)).join('');
