// The layer's function and the one that wraps its handler: cdk deploy --all -c layer=ARN [-c tracing=PassThrough] [-c architecture=x86_64]
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  Architecture,
  FunctionUrlAuthType,
  type ILayerVersion,
  LayerVersion,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** The functions are outside of this app's own folder. */
const projectRoot = join(import.meta.dirname, '../../..');

const app = new App();
const layerArn: string | undefined = app.node.tryGetContext('layer');
const tracing = app.node.tryGetContext('tracing') === 'PassThrough' ? Tracing.PASS_THROUGH : Tracing.ACTIVE;
const architecture = app.node.tryGetContext('architecture') === 'x86_64' ? Architecture.X86_64 : Architecture.ARM_64;

addOrders(new Stack(app, 'OrdersWithWrapper'), '../src/handler.mjs');
if (layerArn !== undefined) {
  const stack = new Stack(app, 'OrdersWithLayer');
  const layer = LayerVersion.fromLayerVersionArn(stack, 'OtelXray', layerArn);
  addOrders(stack, '../layer/src/orders.mjs', layer);
}

function addOrders(stack: Stack, entry: string, layer?: ILayerVersion): void {
  const table = new TableV2(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const orders = new NodejsFunction(stack, 'Orders', {
    entry: join(import.meta.dirname, entry),
    projectRoot,
    depsLockFilePath: join(projectRoot, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    architecture,
    memorySize: 256,
    // CDK adds the permission to send.
    tracing,
    layers: layer === undefined ? [] : [layer],
    environment: {
      TABLE: table.tableName,
      ...(layer !== undefined && { AWS_LAMBDA_EXEC_WRAPPER: '/opt/otel-xray-wrapper' }),
    },
    // The runtime brings the AWS SDK. The layer cannot trace a client inside a bundle; traceAWSClient can.
    bundling: { format: OutputFormat.ESM, minify: true, externalModules: ['@aws-sdk/*', '@smithy/*'] },
  });
  table.grantWriteData(orders);
  orders.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
}
