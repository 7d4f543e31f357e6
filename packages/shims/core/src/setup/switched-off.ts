/** Whether the environment switches tracing off: `AWS_XRAY_SDK_ENABLED=false` or `OTEL_SDK_DISABLED=true`. Read once. */
export function isSwitchedOff(): boolean {
  return OFF;
}

const { AWS_XRAY_SDK_ENABLED, OTEL_SDK_DISABLED } = process.env;
const OFF: boolean = AWS_XRAY_SDK_ENABLED?.toLowerCase() === 'false' || OTEL_SDK_DISABLED?.toLowerCase() === 'true';
