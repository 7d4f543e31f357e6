// moto's server, for the bench of Local X-Ray, out of the virtual environment that `npm run peers` makes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from './local-client.mjs';

const inVenv = process.platform === 'win32' ? 'Scripts/moto_server.exe' : 'bin/moto_server';
const program = join(import.meta.dirname, '../../.report/peers', inVenv);

/** @returns `undefined` where it is not installed */
export async function startMoto() {
  if (!existsSync(program)) return undefined;
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines = createInterface({ input: child.stderr });
  const port = await new Promise((resolve, reject) => {
    // It writes a line for each request too, which must be read on.
    lines.on('line', (line) => {
      const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
      if (address) resolve(Number(address[1]));
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`moto_server ended with ${code}`)));
  });
  // It finds the service in the scope of the signature, which it does not check.
  const client = createClient(port, {
    authorization:
      'AWS4-HMAC-SHA256 Credential=dummy/20260101/us-east-1/xray/aws4_request, SignedHeaders=host, Signature=0',
  });
  return {
    ...client,
    async stop() {
      client.close();
      child.kill();
      await once(child, 'exit');
    },
  };
}
