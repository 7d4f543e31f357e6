import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** User `corpus` with password `corpus`; the database `shop` exists. */
export default {
  commands: ['mariadbd', 'mariadb-install-db'],
  usualPort: 3306,
  prepare({ folder, port, commands, run }) {
    const data = join(folder, 'data');
    const start = join(folder, 'start.sql');
    writeFileSync(
      start,
      "CREATE DATABASE shop; CREATE USER corpus@'%' IDENTIFIED BY 'corpus'; GRANT ALL ON shop.* TO corpus@'%';\n",
    );
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
