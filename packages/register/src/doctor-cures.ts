/** Returns a cure for a lost test trace, by the reason under which it was counted and the message. */
export function cureOf(reason: string, message: string, target: string): string {
  if (reason === 'unreachable') {
    if (target === 'otlp') return 'correct OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, or leave it out';
    return target === 'api'
      ? 'correct AWS_ENDPOINT_URL_XRAY or AWS_ENDPOINT_URL, or leave them out'
      : 'start the daemon, or Local X-Ray with "npx @otel-xray/local", or set AWS_XRAY_DAEMON_ADDRESS';
  }
  if (reason === 'accessDenied') {
    const who = target === 'api' || target === 'otlp' ? 'these credentials' : "the daemon's role";
    return `allow xray:PutTraceSegments to ${who} (the policy AWSXRayDaemonWriteAccess)`;
  }
  return CURES.find(([pattern]) => pattern.test(message))?.[1] ?? 'see the message';
}

const CURES: readonly (readonly [message: RegExp, cure: string])[] = [
  [
    /credential/i,
    'give credentials: AWS_PROFILE, AWS_ACCESS_KEY_ID, or the role of the machine; or send through a daemon',
  ],
  [/needs a region|^region:/, 'set AWS_REGION'],
  [/client-xray/, 'npm install @aws-sdk/client-xray'],
  [/CloudWatchLogs|transaction search/i, 'switch Transaction Search on: the OTLP endpoint writes to CloudWatch Logs'],
  [/signature|skewed/i, 'set the clock of this machine'],
  [/expired/i, 'renew the credentials'],
  [/ENOTFOUND|EAI_AGAIN/, 'correct the host name in AWS_XRAY_DAEMON_ADDRESS'],
  [/no answer|no outcome|abort|timeout/i, 'open the way to it: security group, proxy, network policy'],
];
