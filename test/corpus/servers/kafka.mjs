import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One broker without ZooKeeper, from a folder of jars in `CORPUS_KAFKA` (README.md says how to get it). */
export default {
  commands: ['java'],
  usualPort: 9092,
  missing: () => process.env.CORPUS_KAFKA === undefined && 'CORPUS_KAFKA names no folder with the jars of Kafka',
  async prepare({ folder, port, commands, freePort, run }) {
    const controller = await freePort();
    const properties = join(folder, 'server.properties');
    const settings = {
      'process.roles': 'broker,controller',
      'node.id': 1,
      'controller.quorum.voters': `1@127.0.0.1:${controller}`,
      'controller.listener.names': 'CONTROLLER',
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'log.dirs': join(folder, 'log'),
      'offsets.topic.num.partitions': 1,
      'offsets.topic.replication.factor': 1,
      'group.initial.rebalance.delay.ms': 0,
    };
    writeFileSync(
      properties,
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
    const java = ['-Xmx512m', '-cp', join(process.env.CORPUS_KAFKA, '*')];
    run(commands.java, ...java, 'kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', properties);
    return { command: commands.java, args: [...java, 'kafka.Kafka', properties] };
  },
};
