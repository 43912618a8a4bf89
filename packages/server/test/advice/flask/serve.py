"""The app behind a real WSGI server, watched by OpenTelemetry's own instrumentations. Prints its port."""

import ads
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from wsgiref.simple_server import WSGIRequestHandler, make_server

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
SQLAlchemyInstrumentor().instrument(engine=ads.engine)
FlaskInstrumentor().instrument_app(ads.app)

ads.make_tables()
ads.make_week(breaks=40)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


with make_server("127.0.0.1", 0, ads.app, handler_class=Quiet) as server:
    print(server.server_port, flush=True)
    server.serve_forever()
