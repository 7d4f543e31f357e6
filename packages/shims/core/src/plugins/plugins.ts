import { readFile } from 'node:fs';
import http from 'node:http';
import { hostname } from 'node:os';
import { withoutTracing } from '@otel-xray/runtime';
import { getLogger } from '../ground/logger.ts';
import { SegmentUtils } from '../segments/segment-utils.ts';

/** A plugin: adds the platform of the service to segments. */
export interface Plugin<Data> {
  readonly originName: string;
  /** Calls back with the data, or with nothing where there is none. */
  getData(callback: (metadata?: Data) => void): void;
}

export interface EC2Metadata {
  ec2: { instance_id: string; availability_zone: string };
}

export interface ECSMetadata {
  ecs: { container: string };
}

export interface ElasticBeanstalkMetadata {
  elastic_beanstalk: { environment: string; version_label: string; deployment_id: number };
}

/** Source: EC2 user guide, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html */
export const EC2Plugin: Plugin<EC2Metadata> = {
  originName: 'AWS::EC2::Instance',
  getData: (callback) => {
    void readIdentity().then(callback, (error) => {
      getLogger().error(`Error loading EC2 plugin metadata: ${error}`);
      callback();
    });
  },
};

export const ECSPlugin: Plugin<ECSMetadata> = {
  originName: 'AWS::ECS::Container',
  getData: (callback) => callback({ ecs: { container: hostname() } }),
};

/** Where Elastic Beanstalk puts what it knows about the environment. */
const BEANSTALK_FILE = '/var/elasticbeanstalk/xray/environment.conf';

export const ElasticBeanstalkPlugin: Plugin<ElasticBeanstalkMetadata> = {
  originName: 'AWS::ElasticBeanstalk::Environment',
  getData: (callback) =>
    readFile(BEANSTALK_FILE, 'utf8', (error, text) => {
      try {
        if (error) throw error;
        const { environment_name, version_label, deployment_id } = JSON.parse(text);
        callback({ elastic_beanstalk: { environment: environment_name, version_label, deployment_id } });
      } catch (problem) {
        getLogger().error(`Error loading Elastic Beanstalk plugin: ${(problem as Error).stack}`);
        callback();
      }
    }),
};

/** Adds the data of plugins to all later segments. The origin is that of the last one; data may arrive later. */
export function config(plugins: readonly Plugin<object>[]): void {
  const pluginData: Record<string, unknown> = {};
  for (const plugin of plugins) {
    plugin.getData((data) => void Object.assign(pluginData, data));
    SegmentUtils.setOrigin(plugin.originName);
    SegmentUtils.setPluginData(pluginData);
  }
}

const METADATA_HOST = '169.254.169.254';
const METADATA_MILLIS = 1_000;

async function readIdentity(): Promise<EC2Metadata> {
  const token = await call('PUT', '/latest/api/token', { 'X-aws-ec2-metadata-token-ttl-seconds': '60' }).catch(
    () => undefined,
  );
  const text = await call('GET', '/latest/dynamic/instance-identity/document', {
    ...(token !== undefined && { 'X-aws-ec2-metadata-token': token }),
  });
  const { instanceId, availabilityZone, instanceType, imageId } = JSON.parse(text);
  const ec2 = { instance_id: instanceId, availability_zone: availabilityZone, instance_size: instanceType };
  return { ec2: { ...ec2, ...(imageId && { ami_id: imageId }) } };
}

function call(method: string, path: string, headers: Record<string, string>): Promise<string> {
  const request = (http as { __request?: typeof http.request }).__request ?? http.request;
  return withoutTracing(
    () =>
      new Promise((resolve, reject) => {
        const options = { host: METADATA_HOST, method, path, headers, timeout: METADATA_MILLIS };
        const req = request(options, (res) => {
          let body = '';
          res.setEncoding('utf8');
          res.on('data', (chunk) => {
            body += chunk;
          });
          res.on('end', () => (res.statusCode === 200 ? resolve(body) : reject(new Error(`status ${res.statusCode}`))));
        });
        req.on('timeout', () => req.destroy(new Error(`no answer in ${METADATA_MILLIS} ms`)));
        req.on('error', reject);
        req.end();
      }),
  );
}
