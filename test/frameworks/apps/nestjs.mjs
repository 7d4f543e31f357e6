import 'reflect-metadata';
import { Controller, Get, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { announce, order } from './serve.mjs';

// Decorators by hand: Node does not read them.
class OrdersController {
  find(id) {
    return order(id);
  }
}
Get(':id')(OrdersController.prototype, 'find', Object.getOwnPropertyDescriptor(OrdersController.prototype, 'find'));
Param('id')(OrdersController.prototype, 'find', 0);
Controller('orders')(OrdersController);

class AppModule {}
Module({ controllers: [OrdersController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
announce(app.getHttpServer().address().port);
