import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** User `corpus` with password `corpus`; the database `shop` exists. */
export default {
  commands: ['mariadbd', 'mariadb-install-db'],
  usualPort: 3306,
  prepare({ folder, port, commands, run }) {
    const data = join(folder, 'data');
    const start = join(folder, 'start.sql');
    // One statement per line: the server reads them so.
    const statements = [
      'CREATE DATABASE shop',
      "CREATE USER corpus@'127.0.0.1' IDENTIFIED BY 'corpus'",
      "GRANT ALL ON shop.* TO corpus@'127.0.0.1'",
    ];
    writeFileSync(start, statements.map((statement) => `${statement};\n`).join(''));
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    run(
      commands['mariadb-install-db'],
      '--no-defaults',
      ...user,
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    );
    return {
      command: commands.mariadbd,
      args: [
        '--no-defaults',
        ...user,
        `--datadir=${data}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        `--socket=${join(folder, 'socket')}`,
        `--init-file=${start}`,
        '--skip-name-resolve',
      ],
    };
  },
};
