import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The guest user of a fresh broker. Erlang's port mapper (epmd) is one of our own and stopped with it. */
export default {
  // The script of the package itself: the distribution's own changes the user.
  commands: ['rabbitmq-server', 'epmd'],
  usualPort: 5672,
  prepare({ folder, port, commands }) {
    const config = join(folder, 'rabbitmq.conf');
    writeFileSync(config, `listeners.tcp.1 = 127.0.0.1:${port}\nlog.console = false\n`);
    const mapper = String(20_000 + (port % 10_000));
    const env = {
      HOME: folder,
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: mapper,
      RABBITMQ_NODENAME: `corpus-${port}@localhost`,
      RABBITMQ_DIST_PORT: String(10_000 + (port % 10_000)),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_CONFIG_FILE: config,
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_PID_FILE: join(folder, 'pid'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    };
    const after = () => void spawnSync(commands.epmd, ['-port', mapper, '-kill'], { stdio: 'ignore' });
    return { command: commands['rabbitmq-server'], args: [], env, after };
  },
};
