export default {
  commands: ['redis-server'],
  usualPort: 6379,
  prepare: ({ folder, port, commands }) => ({
    command: commands['redis-server'],
    args: [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--dir',
      folder,
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
    ],
  }),
};
