import { testTransport } from '@otel-xray/test-kit';
import { guarded } from '../sender/guarded-transport.ts';
import { createApiTransport } from './api-transport.ts';
import { createAutoTransport } from './auto-transport.ts';
import { createDaemonHttpTransport } from './daemon-http-transport.ts';
import { createUdpTransport } from './udp-transport.ts';

const host = '127.0.0.1';

testTransport('in process', 'process', ({ xray }) => xray!);

testTransport('in process, guarded', 'process', ({ xray }) => guarded(xray!));

testTransport('daemon', 'udp', ({ port }) => createUdpTransport({ host, port }));

testTransport('daemon-http', 'http', ({ port }) => createDaemonHttpTransport({ host, port }));

testTransport('api', 'http', ({ port }) =>
  createApiTransport({
    client: undefined,
    region: 'us-east-1',
    endpoint: `http://${host}:${port}`,
    now: Date.now,
  }),
);

testTransport('auto, over UDP', 'udp', ({ port }) =>
  createAutoTransport({
    http: createDaemonHttpTransport({ host, port: 1 }),
    udp: createUdpTransport({ host, port }),
    onFallback() {},
    clock: () => performance.now(),
  }),
);
