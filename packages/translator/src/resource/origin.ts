import { isEmptyResource, type ResourceReader } from './resource-reader.ts';

/** The kind of AWS resource that ran the service, from the platform that the resource names; empty where it names none. */
export function originOf(resource: ResourceReader): string {
  if (isEmptyResource(resource)) return '';
  if (resource.has('cloud.provider') && resource.text('cloud.provider') !== 'aws') return '';
  switch (resource.text('cloud.platform')) {
    case 'aws_app_runner':
      return 'AWS::AppRunner::Service';
    case 'aws_eks':
      return 'AWS::EKS::Container';
    case 'aws_elastic_beanstalk':
      return 'AWS::ElasticBeanstalk::Environment';
    case 'aws_ecs':
      return ecsOrigin(resource.text('aws.ecs.launchtype'));
    case 'aws_ec2':
      return 'AWS::EC2::Instance';
    default:
      return '';
  }
}

function ecsOrigin(launchType: string): string {
  if (launchType === 'ec2') return 'AWS::ECS::EC2';
  return launchType === 'fargate' ? 'AWS::ECS::Fargate' : 'AWS::ECS::Container';
}
