/** The variables with which a program sends to a Local X-Ray, and queries it. */
export interface Environment {
  /** OpenTelemetry with `@otel-xray/register` or the exporter, and every X-Ray SDK. */
  readonly AWS_XRAY_DAEMON_ADDRESS: string;
  /** OpenTelemetry's own OTLP exporters, of any language. */
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: string;
  readonly OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: string;
  /** The AWS CLI and every AWS SDK. */
  readonly AWS_ENDPOINT_URL_XRAY: string;
}

/** @param url the Local X-Ray's, such as `http://127.0.0.1:2000` */
export function environmentOf(url: string): Environment {
  return {
    AWS_XRAY_DAEMON_ADDRESS: new URL(url).host,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`,
    // The default of some languages is gRPC, which is not there.
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    AWS_ENDPOINT_URL_XRAY: url,
  };
}
