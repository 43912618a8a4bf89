"""A real sender: the OpenTelemetry SDK for Python. Sends what sent.json says, like its sister in TypeScript.

    OTEL_EXPORTER_OTLP_PROTOCOL=grpc OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4317 python opentelemetry_python.py
"""

import json
import logging
import os
import pathlib
import time

from opentelemetry import metrics, trace
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import (
    ExplicitBucketHistogramAggregation,
    ExponentialBucketHistogramAggregation,
    View,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags

if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

SENT = json.loads((pathlib.Path(__file__).parent / "sent.json").read_text())
SCOPE = (SENT["scope"]["name"], SENT["scope"]["version"])

tracers = TracerProvider()
tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
loggers = LoggerProvider()
loggers.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
meters = MeterProvider(
    metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())],
    views=[
        View(instrument_name="checkout.duration", aggregation=ExplicitBucketHistogramAggregation([10, 100])),
        View(instrument_name="checkout.payload", aggregation=ExponentialBucketHistogramAggregation()),
    ],
)

start = time.time_ns() - 2_000_000_000


def at(offset_ms):
    return start + offset_ms * 1_000_000


tracer = tracers.get_tracer(*SCOPE)
request = tracer.start_span(
    SENT["request"]["name"],
    kind=SpanKind.SERVER,
    start_time=at(0),
    attributes=SENT["request"]["attributes"],
)
in_request = trace.set_span_in_context(request)
query = tracer.start_span(
    SENT["query"]["name"],
    context=in_request,
    kind=SpanKind.CLIENT,
    start_time=at(100),
    attributes=SENT["query"]["attributes"],
)
event = SENT["query"]["event"]
query.add_event(event["name"], event["attributes"], timestamp=at(150))
query.record_exception(TimeoutError("lock not available"), timestamp=at(180))
query.set_status(Status(StatusCode.ERROR, SENT["query"]["statusMessage"]))
query.end(at(200))
link = SENT["enqueue"]["link"]
enqueue = tracer.start_span(
    SENT["enqueue"]["name"],
    context=in_request,
    kind=SpanKind.PRODUCER,
    start_time=at(300),
    links=[
        Link(
            SpanContext(int(link["traceId"], 16), int(link["spanId"], 16), True, TraceFlags(TraceFlags.SAMPLED)),
            SENT["enqueue"]["linkAttributes"],
        )
    ],
)
enqueue.end(at(310))

log = logging.getLogger(SENT["scope"]["name"])
log.setLevel(logging.INFO)
log.propagate = False
log.addHandler(LoggingHandler(logger_provider=loggers))
with trace.use_span(query, end_on_exit=False):
    log.warning(SENT["log"]["body"], extra=SENT["log"]["attributes"])
with trace.use_span(request, end_on_exit=False):
    log.info(SENT["structuredLog"]["body"])
request.end(at(500))

meter = meters.get_meter(*SCOPE)
meter.create_counter("checkout.orders", unit="{order}").add(3, {"region": "eu"})
meter.create_up_down_counter("checkout.open").add(-2)
meter.create_gauge("checkout.temperature", unit="Cel").set(21.5)
histogram = meter.create_histogram("checkout.duration", unit="ms")
with trace.use_span(request, end_on_exit=False):  # for exemplars
    for value in [5, 50, 500]:
        histogram.record(value)
payload = meter.create_histogram("checkout.payload", unit="By")
for value in [0, 1, 1_000]:
    payload.record(value)

for provider in (tracers, loggers, meters):
    provider.shutdown()


def span_id(span):
    return format(span.get_span_context().span_id, "016x")


print(
    json.dumps(
        {
            "traceId": format(request.get_span_context().trace_id, "032x"),
            "request": span_id(request),
            "query": span_id(query),
            "enqueue": span_id(enqueue),
        }
    )
)
