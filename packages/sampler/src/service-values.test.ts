import { describe, expect, it } from 'vitest';
import { arnOfInvocation, type ResourceLike, serviceValuesReader, toServiceValues } from './service-values.ts';

const orders = { attributes: { 'service.name': 'orders' } };

describe('toServiceValues', () => {
  it.each([
    ['aws_ec2', 'AWS::EC2::Instance'],
    ['aws_ecs', 'AWS::ECS::Container'],
    ['aws_eks', 'AWS::EKS::Container'],
    ['aws_elastic_beanstalk', 'AWS::ElasticBeanstalk::Environment'],
    ['aws_lambda', 'AWS::Lambda::Function'],
    ['aws_app_runner', 'AWS::AppRunner::Service'],
    ['azure_vm', undefined],
  ])('%s is %s', (platform, serviceType) => {
    expect(toServiceValues({ 'cloud.platform': platform })).toMatchObject({ serviceType });
  });

  it.each([
    [{ 'aws.ecs.cluster.arn': 'cluster', 'aws.ecs.container.arn': 'container' }, 'container'],
    [{ 'aws.eks.cluster.arn': 'cluster' }, 'cluster'],
    [{ 'cloud.resource_id': 'anything' }, undefined],
    [{ 'cloud.platform': 'aws_lambda', 'faas.id': 'function' }, 'function'],
    [{ 'cloud.platform': 'aws_lambda' }, undefined],
  ])('the ARN of %j is %s', (attributes, arn) => {
    expect(toServiceValues(attributes).arn).toBe(arn);
  });

  it('knows an ARN that only the invocation has', () => {
    expect(arnOfInvocation({ 'aws.lambda.invoked_arn': 'c', 'faas.id': 'b' })).toBe('b');
  });
});

describe('the reader', () => {
  it('knows nothing without a resource', () => {
    expect(serviceValuesReader(undefined)().serviceName).toBeUndefined();
  });

  it('accepts a promise, also one that fails', async () => {
    const read = serviceValuesReader(Promise.resolve(orders));
    expect(read().serviceName).toBeUndefined();
    await Promise.resolve();
    expect(read().serviceName).toBe('orders');
    const failing = serviceValuesReader(Promise.reject(new Error('no')));
    await Promise.resolve();
    expect(failing().serviceName).toBeUndefined();
  });

  it('calls a function until there is a resource, and no more after it has settled', () => {
    let calls = 0;
    const read = serviceValuesReader(() => (++calls === 1 ? undefined : orders));
    expect([read().serviceName, read().serviceName, read().serviceName]).toEqual([undefined, 'orders', 'orders']);
    expect(calls).toBe(2);
  });

  it('survives a function that throws', () => {
    let fails = true;
    const read = serviceValuesReader(() => {
      if (fails) throw new Error('not yet');
      return orders;
    });
    expect(read().serviceName).toBeUndefined();
    fails = false;
    expect(read().serviceName).toBe('orders');
  });

  it('reads attributes that are pending without touching them, and the rest when they are there', () => {
    let isPending = true;
    const resource: ResourceLike = {
      get asyncAttributesPending() {
        return isPending;
      },
      get attributes() {
        if (isPending) throw new Error('the SDK logs an error here');
        return { 'service.name': 'orders', 'cloud.platform': 'aws_ec2' };
      },
      getRawAttributes: () => [
        ['service.name', 'orders'],
        ['service.name', 'weaker'],
        ['cloud.platform', Promise.resolve('aws_ec2')],
      ],
    };
    const read = serviceValuesReader(resource);
    expect(read()).toMatchObject({ serviceName: 'orders', serviceType: undefined });
    expect(read()).toBe(read());
    isPending = false;
    expect(read()).toMatchObject({ serviceName: 'orders', serviceType: 'AWS::EC2::Instance' });
  });
});
