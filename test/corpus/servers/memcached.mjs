export default {
  commands: ['memcached'],
  usualPort: 11_211,
  prepare: ({ port, commands }) => ({
    command: commands.memcached,
    args: ['-l', '127.0.0.1', '-p', String(port), '-U', '0', '-u', 'nobody'],
  }),
};
