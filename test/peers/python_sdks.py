"""Sends one trace by the X-Ray SDK for Python and one by OpenTelemetry for Python, as its own environment says, and prints their ids."""

from aws_xray_sdk.core import xray_recorder
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

xray_recorder.configure(sampling=False, service="python-xray")
segment = xray_recorder.begin_segment("python-xray")
segment.put_annotation("tier", "gold")
segment.put_metadata("cart", {"items": [1, 2]})
with xray_recorder.in_subsegment("work") as subsegment:
    try:
        raise ValueError("out of range")
    except ValueError as error:
        subsegment.add_exception(error, [])
print(segment.trace_id)
xray_recorder.end_segment()

provider = TracerProvider(resource=Resource.create({"service.name": "python-otel"}))
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
with provider.get_tracer("peers").start_as_current_span("GET /", kind=trace.SpanKind.SERVER) as span:
    span.set_attribute("http.request.method", "GET")
    span.set_attribute("http.response.status_code", 503)
    with provider.get_tracer("peers").start_as_current_span("inner"):
        pass
print(trace.format_trace_id(span.get_span_context().trace_id))
provider.shutdown()
