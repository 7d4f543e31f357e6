import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const APP = fileURLToPath(new URL('../next/', import.meta.url));

// Next.js with its own spans, which know `http.target` and `http.route` and no host.
export default {
  folder: 'next',
  libraries: ['next'],
  env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  /** Builds the application, once. */
  prepare() {
    if (existsSync(`${APP}.next/BUILD_ID`)) return;
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
    const { status, stderr } = spawnSync(process.execPath, [`${APP}node_modules/next/dist/bin/next`, 'build'], {
      cwd: APP,
      env,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`next build failed: ${stderr}`);
  },
  async run({ load, record, serve, call, atEnd }) {
    const app = load('next')({ dev: false, dir: APP, quiet: true });
    await app.prepare();
    atEnd(() => app.close());
    const port = await serve(app.getRequestHandler());
    await record('page with a parameter', () => call(port, '/orders/7'));
    await record('thrown error', () => call(port, '/api/boom'));
    await record('no page', () => call(port, '/nowhere'));
  },
};
