import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CORPUS = fileURLToPath(new URL('..', import.meta.url));
const PRISMA = fileURLToPath(new URL('../node_modules/prisma/build/index.js', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url));

// Prisma with its own instrumentation above pg: several spans for one query of one database.
export default {
  servers: ['postgres'],
  libraries: ['@prisma/client', '@prisma/adapter-pg', 'pg'],
  instrumentations: { '@prisma/instrumentation': {}, pg: {} },
  /** Writes the client into `node_modules`; it needs none of Prisma's binaries. */
  prepare() {
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' };
    const { status, stderr } = spawnSync(process.execPath, [PRISMA, 'generate', '--schema', SCHEMA], {
      cwd: CORPUS,
      env,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`prisma generate failed: ${stderr}`);
  },
  async run({ load, request, ports }) {
    const { PrismaClient } = load('@prisma/client');
    const { PrismaPg } = load('@prisma/adapter-pg');
    const connectionString = `postgresql://corpus:corpus@127.0.0.1:${ports.postgres}/shop`;
    const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }) });
    await prisma.$executeRawUnsafe('DROP TABLE IF EXISTS "Purchase"');
    await prisma.$executeRawUnsafe('CREATE TABLE "Purchase" (id int PRIMARY KEY, buyer text NOT NULL)');
    await request('create', () => prisma.purchase.create({ data: { id: 7, buyer: 'Ada' } }));
    await request('find', () => prisma.purchase.findMany({ where: { buyer: 'Ada' } }));
    await request('transaction', () =>
      prisma.$transaction([
        prisma.purchase.update({ where: { id: 7 }, data: { buyer: 'Eve' } }),
        prisma.purchase.count(),
      ]),
    );
    await request('raw', () => prisma.$queryRawUnsafe('SELECT 1'));
    await request('unique violation', () => prisma.purchase.create({ data: { id: 7, buyer: 'Ada' } }));
    await prisma.$disconnect();
  },
};
