-- Work that a request leaves for later. `trace_context` carries the W3C headers of that request.

CREATE TABLE jobs (
  id bigserial PRIMARY KEY,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  trace_context jsonb NOT NULL DEFAULT '{}',
  attempts int NOT NULL DEFAULT 0,
  run_at timestamptz NOT NULL DEFAULT now(),
  enqueued_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX jobs_by_time ON jobs (run_at);

CREATE TABLE rate_card (
  market text NOT NULL,
  daypart text NOT NULL,
  cents_per_second int NOT NULL,
  refreshed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (market, daypart)
);
