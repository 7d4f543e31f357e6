/** The package of an instrumentation: a name without `@` and `/` is short for one of OpenTelemetry's. */
export function packageOf(name) {
  return /[@/]/.test(name) ? name : `@opentelemetry/instrumentation-${name}`;
}
