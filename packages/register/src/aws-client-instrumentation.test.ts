import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { expect, it } from 'vitest';
import { withAWSTraceHeader } from './aws-client-instrumentation.ts';

const names = (list: ReturnType<typeof withAWSTraceHeader>) => list.map((one) => one.instrumentationName);

it.each([
  ['beside the instrumentation of the AWS SDK', [new AwsInstrumentation({ enabled: false })], true],
  ['not where the calls of AWS have no spans', [new HttpInstrumentation({ enabled: false })], false],
  ['not in an empty list', [], false],
])('adds the header of AWS calls %s', (_, list, expected) => {
  expect(names(withAWSTraceHeader(list)).includes('@otel-xray/aws-client')).toBe(expected);
});

it('keeps the wrappers of others, and removes only its own', () => {
  const instrumentation = withAWSTraceHeader([new AwsInstrumentation({ enabled: false })]).at(-1) as unknown as {
    disable(): void;
    init(): { name: string; patch?: (module: object) => unknown; unpatch?: (module: object) => unknown }[];
  };
  const [, older] = instrumentation.init();
  const calls: string[] = [];
  class Client {
    send(): string {
      calls.push('send');
      return 'sent';
    }
  }
  const { send } = Client.prototype;
  older?.patch?.({ Client });
  const ours = Client.prototype.send;
  older?.patch?.({ Client });
  expect(Client.prototype.send).toBe(ours);
  expect(new Client().send()).toBe('sent');
  Client.prototype.send = function theirs(): string {
    return ours.call(this);
  };
  expect(new Client().send()).toBe('sent');
  older?.unpatch?.({ Client });
  expect(new Client().send()).toBe('sent');
  Client.prototype.send = ours;
  older?.unpatch?.({ Client });
  expect(Client.prototype.send).toBe(send);
  expect(calls).toHaveLength(3);
  instrumentation.disable();
});
