// NestJS on Express: spans of the controller's handler between those of Express. The decorators are applied by hand, as no compiler runs here.
export default {
  libraries: ['@nestjs/core', '@nestjs/platform-express'],
  instrumentations: { express: {}, 'nestjs-core': {} },
  async run({ load, record, call, listens }) {
    load('reflect-metadata');
    const { Controller, Get, Module, ForbiddenException, Param } = load('@nestjs/common');
    const { NestFactory } = load('@nestjs/core');

    class Users {
      boom() {
        throw new TypeError('the cart is empty');
      }
      forbidden() {
        throw new ForbiddenException('not yours');
      }
      // Last: routes are matched in this order.
      find(id) {
        return { id };
      }
    }
    Controller('users')(Users);
    const decorate = (method, path) =>
      Get(path)(Users.prototype, method, Object.getOwnPropertyDescriptor(Users.prototype, method));
    decorate('boom', 'boom');
    decorate('forbidden', 'forbidden');
    decorate('find', ':id');
    Param('id')(Users.prototype, 'find', 0);
    class Shop {}
    Module({ controllers: [Users] })(Shop);

    const app = await NestFactory.create(Shop, { logger: false });
    await app.listen(0, '127.0.0.1');
    const port = listens(app.getHttpServer());
    await record('route with a parameter', () => call(port, '/users/7'));
    await record('thrown error', () => call(port, '/users/boom'));
    await record('HTTP exception', () => call(port, '/users/forbidden'));
    await record('no route', () => call(port, '/nowhere'));
  },
};
