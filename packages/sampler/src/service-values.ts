import type { Attributes } from '@opentelemetry/api';
import { textOf } from './request-values.ts';

/** A resource of OpenTelemetry's SDKs, by shape. */
export interface ResourceLike {
  readonly attributes: Attributes;
  readonly asyncAttributesPending?: boolean;
  getRawAttributes?(): readonly (readonly [string, unknown])[];
  waitForAsyncAttributes?(): Promise<void>;
}

/** A resource, a promise of one, or a function that gives one as soon as there is one. */
export type ResourceSource = ResourceLike | PromiseLike<ResourceLike> | (() => ResourceLike | undefined);

/** The service's own values that rules read. */
export interface ServiceValues {
  readonly serviceName: string | undefined;
  /** X-Ray's word for the platform, such as `AWS::ECS::Container`. */
  readonly serviceType: string | undefined;
  readonly arn: string | undefined;
  readonly isLambda: boolean;
}

/**
 * Reads the service's values, again at each call until nothing about the resource is pending any more.
 * It returns the same object as long as nothing has changed.
 */
export function serviceValuesReader(source: ResourceSource | undefined): () => ServiceValues {
  let values = toServiceValues({});
  let resource = typeof source === 'object' && !isPromise(source) ? source : undefined;
  let isSettled = source === undefined;
  if (isPromise(source))
    source.then(
      (loaded) => {
        resource = loaded;
      },
      () => {
        isSettled = true;
      },
    );
  return () => {
    if (isSettled) return values;
    try {
      if (typeof source === 'function') resource = source();
      if (!resource) return values;
      const read = toServiceValues(attributesOf(resource));
      if (!isEqual(read, values)) values = read;
      isSettled = resource.asyncAttributesPending !== true;
    } catch {
      // A resource that cannot be read is read again with the next request.
    }
    return values;
  };
}

function isPromise(source: ResourceSource | undefined): source is PromiseLike<ResourceLike> {
  return typeof (source as { then?: unknown } | undefined)?.then === 'function';
}

// The SDK logs an error where `attributes` is read while some are pending.
function attributesOf(resource: ResourceLike): Attributes {
  if (!resource.asyncAttributesPending || !resource.getRawAttributes) return resource.attributes;
  const attributes: Record<string, unknown> = {};
  // The first of a name counts: a merged resource lists the stronger one first.
  for (const [name, value] of resource.getRawAttributes()) {
    if (!isPromise(value as ResourceSource)) attributes[name] ??= value;
  }
  return attributes as Attributes;
}

/** The service's values in a resource's attributes. */
export function toServiceValues(attributes: Attributes): ServiceValues {
  const platform = textOf(attributes, 'cloud.platform');
  const isLambda = platform === 'aws_lambda';
  return {
    serviceName: textOf(attributes, 'service.name'),
    serviceType: platform === undefined ? undefined : SERVICE_TYPES.get(platform),
    arn: firstOf(attributes, CONTAINER_ARNS) ?? (isLambda ? firstOf(attributes, FUNCTION_ARNS) : undefined),
    isLambda,
  };
}

/** The function's ARN where only the span knows it. */
export function arnOfInvocation(attributes: Attributes): string | undefined {
  return firstOf(attributes, INVOCATION_ARNS);
}

function firstOf(attributes: Attributes, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = textOf(attributes, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function isEqual(a: ServiceValues, b: ServiceValues): boolean {
  return (
    a.serviceName === b.serviceName && a.serviceType === b.serviceType && a.arn === b.arn && a.isLambda === b.isLambda
  );
}

// OpenTelemetry semantic conventions, `cloud.platform`, → X-Ray API reference, SamplingRule, ServiceType ("origin" of the segment).
const SERVICE_TYPES: ReadonlyMap<string, string> = new Map([
  ['aws_ec2', 'AWS::EC2::Instance'],
  ['aws_ecs', 'AWS::ECS::Container'],
  ['aws_eks', 'AWS::EKS::Container'],
  ['aws_elastic_beanstalk', 'AWS::ElasticBeanstalk::Environment'],
  ['aws_lambda', 'AWS::Lambda::Function'],
  ['aws_app_runner', 'AWS::AppRunner::Service'],
]);
const CONTAINER_ARNS = ['aws.ecs.container.arn', 'aws.ecs.cluster.arn', 'aws.eks.cluster.arn'];
const FUNCTION_ARNS = ['cloud.resource_id', 'faas.id'];
const INVOCATION_ARNS = ['cloud.resource_id', 'faas.id', 'aws.lambda.invoked_arn'];
