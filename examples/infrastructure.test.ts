import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');

interface Container {
  readonly name: string;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly portMappings: readonly { readonly containerPort: number; readonly protocol?: string }[];
  readonly dependsOn?: readonly { readonly containerName: string }[];
}

/** The part of the agent's configuration that receives segments. */
const receivesSegments = {
  traces: {
    traces_collected: { xray: { bind_address: '127.0.0.1:2000', tcp_proxy: { bind_address: '127.0.0.1:2000' } } },
  },
};

describe.each(['ecs/daemon.task-definition.json', 'ecs/cloudwatch-agent.task-definition.json'])('%s', (path) => {
  const task = JSON.parse(read(path)) as {
    readonly taskRoleArn: string;
    readonly containerDefinitions: readonly Container[];
  };
  const [service, sidecar] = task.containerDefinitions as [Container, Container];
  const environmentOf = ({ environment = [] }: Container) =>
    Object.fromEntries(environment.map(({ name, value }) => [name, value]));

  it('preloads register in the service, which starts after its sidecar', () => {
    expect(environmentOf(service)).toMatchObject({
      NODE_OPTIONS: '--import @otel-xray/register/auto',
      OTEL_SERVICE_NAME: 'orders',
    });
    expect(service.dependsOn?.map(({ containerName }) => containerName)).toEqual([sidecar.name]);
  });

  it('receives segments over UDP and TCP, with a task role that may send them', () => {
    expect(sidecar.portMappings).toEqual(['udp', 'tcp'].map((protocol) => ({ containerPort: 2000, protocol })));
    expect(task.taskRoleArn).toMatch(/^arn:aws:iam::/);
    const config = environmentOf(sidecar)['CW_CONFIG_CONTENT'];
    if (config !== undefined) expect(JSON.parse(config)).toEqual(receivesSegments);
  });
});

describe('ec2', () => {
  it('has an agent that receives segments over UDP and TCP', () => {
    expect(JSON.parse(read('ec2/amazon-cloudwatch-agent.json'))).toEqual(receivesSegments);
  });

  it('preloads register in a unit that leaves it time to send', () => {
    const unit = Object.fromEntries(
      [...read('ec2/orders.service').matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
    );
    expect(unit).toMatchObject({
      ExecStart: '/usr/bin/node --import @otel-xray/register/auto app.js',
      KillSignal: 'SIGTERM',
    });
    expect(Number(unit['TimeoutStopSec'])).toBeGreaterThan(8);
  });
});

describe('eks', () => {
  const objectsOf = (path: string) =>
    parseAllDocuments(read(path)).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS();
    });

  it('has a daemon on every node that listens on UDP and TCP of the node', () => {
    const [account, daemons] = objectsOf('eks/xray-daemon.yaml');
    const pod = daemons.spec.template.spec;
    expect(pod.serviceAccountName).toBe(account.metadata.name);
    expect(pod.containers[0].args).toEqual(['-b', '0.0.0.0:2000', '-t', '0.0.0.0:2000']);
    expect(pod.containers[0].ports).toMatchObject([
      { hostPort: 2000, protocol: 'UDP' },
      { hostPort: 2000, protocol: 'TCP' },
    ]);
  });

  it('sends to the daemon of its node', () => {
    const [deployment] = objectsOf('eks/orders.yaml');
    expect(deployment.spec.template.spec.containers[0].env).toMatchObject([
      { name: 'NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      { name: 'AWS_XRAY_DAEMON_ADDRESS', value: '$(NODE_IP):2000' },
      { name: 'OTEL_SERVICE_NAME', value: 'orders' },
      { name: 'NODE_OPTIONS', value: '--import @otel-xray/register/auto' },
    ]);
  });
});
