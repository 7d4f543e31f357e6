import { createRequire } from 'node:module';
import { join } from 'node:path';
import { GetServiceGraphCommand, type Service, XRayClient } from '@aws-sdk/client-xray';
import { startLocalXRay } from '@otel-xray/local';
import { expect, it } from 'vitest';
import { documentsOf } from './collect.ts';

const require = createRequire(import.meta.url);
const program = join(import.meta.dirname, 'programs/shop.cjs');

/** The service map of a program on a core: nodes and lines by name, with their counts. */
async function mapOf(core: string): Promise<unknown> {
  const documents = await documentsOf([join(import.meta.dirname, 'run-program.cjs'), core, '', program]);
  const local = await startLocalXRay({ port: 0 });
  const client = new XRayClient({
    endpoint: local.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy' },
  });
  try {
    await local.ingest(documents);
    // The client sends whole seconds.
    const EndTime = new Date(Date.now() + 1_000);
    const { Services = [] } = await client.send(
      new GetServiceGraphCommand({ StartTime: new Date(EndTime.getTime() - 600_000), EndTime }),
    );
    return nodesOf(Services);
  } finally {
    client.destroy();
    await local.close();
  }
}

function nodesOf(services: readonly Service[]): unknown {
  const names = new Map(services.map(({ ReferenceId, Name, Type }) => [ReferenceId, `${Name} ${Type}`]));
  const counts = ({
    OkCount,
    ErrorStatistics,
    FaultStatistics,
    TotalCount,
  }: NonNullable<Service['SummaryStatistics']>) => [
    OkCount,
    ErrorStatistics?.TotalCount,
    FaultStatistics?.TotalCount,
    TotalCount,
  ];
  return services
    .map(({ ReferenceId, SummaryStatistics = {}, Edges = [] }) => ({
      node: names.get(ReferenceId),
      counts: counts(SummaryStatistics),
      lines: Edges.map((edge) => [names.get(edge.ReferenceId), ...counts(edge.SummaryStatistics ?? {})]).sort(),
    }))
    .sort((a, b) => String(a.node).localeCompare(String(b.node)));
}

it('the service map of a program is the same after the move to the drop-in packages', async () => {
  const before = await mapOf(require.resolve('aws-xray-sdk-core'));
  const after = await mapOf(require.resolve('@otel-xray/aws-xray-sdk-core'));
  expect(before).toMatchObject([
    { node: '127.0.0.1 remote' },
    { node: 'carts AWS::DynamoDB::Table' },
    { node: 'shop ', counts: [2, 0, 1, 3] },
    { node: 'shop client' },
  ]);
  expect(after).toEqual(before);
});
