// Local X-Ray in a process of its own, for the benches: started by fork, tells where it listens, and what it takes when asked.
import { startLocalXRay } from '../../packages/local/dist/esm/index.js';

const xray = await startLocalXRay({ port: 0, dataDir: process.argv[2], maxStoreBytes: 8 * 2 ** 30 });
process.on('message', () => process.send({ rss: process.memoryUsage.rss(), cpu: process.cpuUsage() }));
process.on('disconnect', () => void xray.close());
process.send({ url: xray.url, port: xray.port });
