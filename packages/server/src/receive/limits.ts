/**
 * The bounds at the door, for every protocol. Each has a test at its last accepted and its first refused value, and
 * stands in docs/reference/otlp.md.
 */
export const LIMITS = {
  /** A request's body as sent, and again after decompression (OTLP 1.11 recommends 64 MiB). */
  maxBodyBytes: 64 * 1024 * 1024,
  /** Rows, metrics, scopes and resources of one request. */
  maxParts: 1_000_000,
  /** Resource and scope attributes of one request, counted once for each of its events, as rows carry them. */
  maxRepeatedBytes: 512 * 1024 * 1024,
  /** Attributes of one event or resource; what comes later is left out and counted. */
  maxAttributes: 2_000,
  /** An attribute with a longer key is left out and counted. */
  maxKeyBytes: 256,
  /** Texts are cut here: attribute values, status messages, log bodies. */
  maxTextBytes: 64 * 1024,
  /** Span, event, scope and service names, severity texts. */
  maxNameBytes: 1_024,
  /** Of a JSON document: objects and lists in one another, and values altogether (parsed, each costs some 50 bytes). */
  maxJsonDepth: 200,
  maxJsonValues: 8_000_000,
  /** Lists in lists; what lies deeper becomes null. */
  maxNesting: 32,
  /** Of one span; what comes later is left out and counted. */
  maxSpanEvents: 1_000,
  maxSpanLinks: 1_000,
  /** How far a sender's clock may run ahead. */
  maxFutureMs: 24 * 60 * 60 * 1_000,
  /** The longest span whose nanoseconds a number holds exactly. */
  maxDurationNanos: Number.MAX_SAFE_INTEGER,
  /** Data points of a histogram. */
  maxBuckets: 2_000,
  maxExemplars: 1_000,
} as const;

/** Attribute that says what was cut in an event: JSON array of attribute names, or of the fields of the event. */
export const CUT_ATTRIBUTE = 'tracebin.cut';

/** How many attributes, span events and links were left out, by the sender or here (names of the OTLP mapping). */
export const DROPPED_ATTRIBUTES = 'otel.dropped_attributes_count';
export const DROPPED_EVENTS = 'otel.dropped_events_count';
export const DROPPED_LINKS = 'otel.dropped_links_count';
