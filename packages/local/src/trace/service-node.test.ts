import { describe, expect, it } from 'vitest';
import { makeEmbedded, makeSegment } from '../../test/make-document.ts';
import type { JsonObject } from '../ground/json.ts';
import { observe } from './observations.ts';
import { clientOf, nodeOf, type ServiceNode } from './service-node.ts';
import { assemble } from './trace-tree.ts';

const segmentsOf = (document: JsonObject) => assemble(observe(document)).segments;
const nodesOf = (document: JsonObject): ServiceNode[] => segmentsOf(document).map(nodeOf);

describe('nodeOf', () => {
  it.each([
    [{ name: 'web' }, { name: 'web', type: undefined, account: '000000000000' }],
    [
      { name: 'web', origin: 'AWS::ECS::Fargate', aws: { account_id: '111122223333' } },
      { name: 'web', type: 'AWS::ECS::Fargate', account: '111122223333' },
    ],
  ])('of a received segment %o', (fields, node) => {
    expect(nodesOf(makeSegment('a', fields))).toEqual([node]);
  });

  it.each([
    ['remote', { name: 'api.test' }, 'api.test', 'remote'],
    ['remote', { name: 'books@db.test', sql: { url: 'db.test' } }, 'books@db.test', 'Database::SQL'],
    ['aws', { name: 'DynamoDB', aws: { table_name: 'books' } }, 'books', 'AWS::DynamoDB::Table'],
    ['aws', { name: 'DynamoDB', aws: { operation: 'ListTables' } }, 'DynamoDB', 'AWS::DynamoDB'],
    ['aws', { name: 'SQS', aws: { queue_url: 'https://sqs.test/1/orders' } }, 'orders', 'AWS::SQS::Queue'],
    ['aws', { name: 'SQS', aws: { queue_url: 'https://sqs.test/1/orders/' } }, 'orders', 'AWS::SQS::Queue'],
    ['aws', { name: 'SQS' }, 'SQS', 'AWS::SQS'],
    ['aws', { name: 'S3', aws: { bucket_name: 'covers' } }, 'covers', 'AWS::S3::Bucket'],
    ['aws', { name: 'S3' }, 'S3', 'AWS::S3'],
    ['aws', { name: 'Lambda', aws: { function_name: 'resize' } }, 'resize', 'AWS::Lambda::Function'],
    ['aws', { name: 'Lambda' }, 'Lambda', 'AWS::Lambda'],
    ['aws', { name: 'SNS', aws: { topic_arn: 'arn:aws:sns:us-east-1:1:news' } }, 'SNS', 'AWS::SNS'],
    ['aws', { name: 'Secrets Manager' }, 'Secrets Manager', 'AWS::SecretsManager'],
  ])('of a call with namespace %s and %o is %s, %s', (namespace, fields, name, type) => {
    const [, called] = nodesOf(makeSegment('a', { subsegments: [makeEmbedded('b', { namespace, ...fields })] }));
    expect(called).toEqual({ name, type, account: '000000000000' });
  });
});

describe('clientOf', () => {
  it('has the name of the root it calls', () => {
    const [root] = segmentsOf(makeSegment('a', { name: 'web', origin: 'AWS::EC2::Instance' }));
    expect(root && clientOf(root)).toEqual({ name: 'web', type: 'client', account: '000000000000' });
  });
});
