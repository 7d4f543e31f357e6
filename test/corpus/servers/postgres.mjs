import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** User `corpus` with password `corpus`; the database `shop` exists. */
export default {
  commands: ['initdb', 'postgres'],
  usualPort: 5432,
  notAsRoot: true,
  signal: 'SIGINT',
  prepare({ folder, port, commands, run }) {
    const data = join(folder, 'data');
    const password = join(folder, 'password');
    writeFileSync(password, 'corpus', { mode: 0o644 });
    run(
      commands.initdb,
      '-D',
      data,
      '-U',
      'corpus',
      '-A',
      'scram-sha-256',
      `--pwfile=${password}`,
      '--no-sync',
      '--locale=C',
      '-E',
      'UTF8',
    );
    // The database is made in single-user mode, before anything listens.
    run('sh', '-c', `echo 'CREATE DATABASE shop' | '${commands.postgres}' --single -D '${data}' postgres`);
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, fsync: 'off' };
    return {
      command: commands.postgres,
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    };
  },
};
