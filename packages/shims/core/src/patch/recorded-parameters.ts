import type { RecordedOperation, RecordedParameters } from './aws-data.ts';

const keysAs = (rename_to: string) => ({ map: true, get_keys: true, rename_to });
const countAs = (rename_to: string) => ({ list: true, get_count: true, rename_to });

/** Operations on objects and buckets all have a bucket; beside it, some of the members of their group. */
function ofBuckets(groups: readonly (readonly [parameters: readonly string[], operations: readonly string[]])[]) {
  const operations: Record<string, RecordedOperation> = {};
  for (const [request_parameters, names] of groups) {
    for (const name of names)
      operations[name] = { request_parameters, request_descriptors: { Bucket: { rename_to: 'bucket_name' } } };
  }
  return operations;
}

/** The recorded parameters of calls of AWS, unless a program replaces them. Operations are named as in AWS SDK v2. */
export const DEFAULT_PARAMETERS: RecordedParameters = {
  services: {
    dynamodb: {
      operations: {
        batchGetItem: {
          request_descriptors: { RequestItems: keysAs('table_names') },
          response_parameters: ['ConsumedCapacity'],
        },
        batchWriteItem: {
          request_descriptors: { RequestItems: keysAs('table_names') },
          response_parameters: ['ConsumedCapacity', 'ItemCollectionMetrics'],
        },
        createTable: {
          request_parameters: ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'ProvisionedThroughput', 'TableName'],
        },
        deleteItem: {
          request_parameters: ['TableName'],
          response_parameters: ['ConsumedCapacity', 'ItemCollectionMetrics'],
        },
        deleteTable: { request_parameters: ['TableName'] },
        describeTable: { request_parameters: ['TableName'] },
        getItem: {
          request_parameters: ['ConsistentRead', 'ProjectionExpression', 'TableName'],
          response_parameters: ['ConsumedCapacity'],
        },
        listTables: {
          request_parameters: ['ExclusiveStartTableName', 'Limit'],
          response_descriptors: { TableNames: countAs('table_count') },
        },
        putItem: {
          request_parameters: ['TableName'],
          response_parameters: ['ConsumedCapacity', 'ItemCollectionMetrics'],
        },
        query: {
          request_parameters: [
            'AttributesToGet',
            'ConsistentRead',
            'IndexName',
            'Limit',
            'ProjectionExpression',
            'ScanIndexForward',
            'Select',
            'TableName',
          ],
          response_parameters: ['ConsumedCapacity'],
        },
        scan: {
          request_parameters: [
            'AttributesToGet',
            'ConsistentRead',
            'IndexName',
            'Limit',
            'ProjectionExpression',
            'Segment',
            'Select',
            'TableName',
            'TotalSegments',
          ],
          response_parameters: ['ConsumedCapacity', 'Count', 'ScannedCount'],
        },
        updateItem: {
          request_parameters: ['TableName'],
          response_parameters: ['ConsumedCapacity', 'ItemCollectionMetrics'],
        },
        updateTable: {
          request_parameters: [
            'AttributeDefinitions',
            'GlobalSecondaryIndexUpdates',
            'ProvisionedThroughput',
            'TableName',
          ],
        },
      },
    },
    sqs: {
      operations: {
        addPermission: { request_parameters: ['Label', 'QueueUrl'] },
        changeMessageVisibility: { request_parameters: ['QueueUrl', 'VisibilityTimeout'] },
        changeMessageVisibilityBatch: { request_parameters: ['QueueUrl'], response_parameters: ['Failed'] },
        createQueue: { request_parameters: ['Attributes', 'QueueName'] },
        deleteMessage: { request_parameters: ['QueueUrl'] },
        deleteMessageBatch: { request_parameters: ['QueueUrl'], response_parameters: ['Failed'] },
        deleteQueue: { request_parameters: ['QueueUrl'] },
        getQueueAttributes: { request_parameters: ['QueueUrl'], response_parameters: ['Attributes'] },
        getQueueUrl: { request_parameters: ['QueueName', 'QueueOwnerAWSAccountId'], response_parameters: ['QueueUrl'] },
        listDeadLetterSourceQueues: { request_parameters: ['QueueUrl'], response_parameters: ['QueueUrls'] },
        listQueues: {
          request_parameters: ['QueueNamePrefix'],
          response_descriptors: { QueueUrls: countAs('queue_count') },
        },
        purgeQueue: { request_parameters: ['QueueUrl'] },
        receiveMessage: {
          request_parameters: [
            'AttributeNames',
            'MaxNumberOfMessages',
            'MessageAttributeNames',
            'QueueUrl',
            'VisibilityTimeout',
            'WaitTimeSeconds',
          ],
          response_descriptors: { Messages: countAs('message_count') },
        },
        removePermission: { request_parameters: ['QueueUrl'] },
        sendMessage: {
          request_parameters: ['DelaySeconds', 'QueueUrl'],
          request_descriptors: { MessageAttributes: keysAs('message_attribute_names') },
          response_parameters: ['MessageId'],
        },
        sendMessageBatch: {
          request_parameters: ['QueueUrl'],
          request_descriptors: { Entries: countAs('message_count') },
          response_descriptors: { Failed: countAs('failed_count'), Successful: countAs('successful_count') },
        },
        setQueueAttributes: {
          request_parameters: ['QueueUrl'],
          request_descriptors: { Attributes: keysAs('attribute_names') },
        },
      },
    },
    sns: {
      operations: {
        publish: { request_parameters: ['TopicArn'] },
        publishBatch: { request_parameters: ['TopicArn'] },
      },
    },
    lambda: {
      operations: {
        invoke: {
          request_parameters: ['FunctionName', 'InvocationType', 'LogType', 'Qualifier'],
          response_parameters: ['FunctionError', 'StatusCode'],
        },
        invokeAsync: { request_parameters: ['FunctionName'], response_parameters: ['Status'] },
      },
    },
    s3: {
      operations: ofBuckets([
        [
          ['Key'],
          [
            'abortMultipartUpload',
            'completeMultipartUpload',
            'createMultipartUpload',
            'getObjectTorrent',
            'listParts',
            'putObject',
            'uploadPart',
          ],
        ],
        [
          ['CopySource', 'Key'],
          ['copyObject', 'uploadPartCopy'],
        ],
        [
          [],
          [
            'createBucket',
            'deleteBucket',
            'deleteBucketAnalyticsConfiguration',
            'deleteBucketCors',
            'deleteBucketEncryption',
            'deleteBucketInventoryConfiguration',
            'deleteBucketLifecycle',
            'deleteBucketMetricsConfiguration',
            'deleteBucketPolicy',
            'deleteBucketReplication',
            'deleteBucketTagging',
            'deleteBucketWebsite',
            'deleteObjects',
            'getBucketAccelerateConfiguration',
            'getBucketAcl',
            'getBucketAnalyticsConfiguration',
            'getBucketCors',
            'getBucketEncryption',
            'getBucketInventoryConfiguration',
            'getBucketLifecycle',
            'getBucketLifecycleConfiguration',
            'getBucketLocation',
            'getBucketLogging',
            'getBucketMetricsConfiguration',
            'getBucketNotification',
            'getBucketNotificationConfiguration',
            'getBucketPolicy',
            'getBucketReplication',
            'getBucketRequestPayment',
            'getBucketTagging',
            'getBucketVersioning',
            'getBucketWebsite',
            'headBucket',
            'listBucketAnalyticsConfigurations',
            'listBucketInventoryConfigurations',
            'listBucketMetricsConfigurations',
            'putBucketAccelerateConfiguration',
            'putBucketAcl',
            'putBucketAnalyticsConfiguration',
            'putBucketCors',
            'putBucketEncryption',
            'putBucketInventoryConfiguration',
            'putBucketLifecycle',
            'putBucketLifecycleConfiguration',
            'putBucketLogging',
            'putBucketMetricsConfiguration',
            'putBucketNotification',
            'putBucketNotificationConfiguration',
            'putBucketPolicy',
            'putBucketReplication',
            'putBucketRequestPayment',
            'putBucketTagging',
            'putBucketVersioning',
            'putBucketWebsite',
          ],
        ],
        [
          ['Key', 'VersionId'],
          [
            'deleteObject',
            'deleteObjectTagging',
            'getObject',
            'getObjectAcl',
            'getObjectTagging',
            'headObject',
            'putObjectAcl',
            'putObjectTagging',
            'restoreObject',
          ],
        ],
        [['Prefix'], ['listMultipartUploads', 'listObjectVersions', 'listObjects', 'listObjectsV2']],
      ]),
    },
    sagemakerruntime: {
      operations: {
        invokeEndpoint: { request_parameters: ['EndpointName'] },
      },
    },
  },
};
